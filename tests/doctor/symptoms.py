"""What logs say of each known failure: as it was reported, or as it was printed here."""

SYMPTOMS = {
    "apt-no-package": [
        "#9 1.211 E: Unable to locate package libgomp0",
        "E: Package 'libgl1-mesa-glx' has no installation candidate",
    ],
    "certificates": [
        "WARNING: Retrying (Retry(total=4)) after connection broken by 'SSLError(SSLCertVerificationError(1, '[SSL: CERTIFICATE_VERIFY_FAILED] certificate verify failed: unable to get local issuer certificate (_ssl.c:1000)'))'",
        "  cause: invalid peer certificate: UnknownIssuer",
        "curl: (60) SSL certificate problem: unable to get local issuer certificate",
    ],
    "copied-file-missing": [
        'ERROR: failed to solve: failed to compute cache key: "/model.txt": not found',
    ],
    "cuda-fork": [
        "RuntimeError: Cannot re-initialize CUDA in forked subprocess. To use CUDA with multiprocessing, you must use the 'spawn' start method",
    ],
    "cuda-image-tag-gone": [
        "Error response from daemon: manifest for nvidia/cuda:11.1-base not found: manifest unknown: manifest unknown",
        "ERROR: failed to solve: nvidia/cuda:latest: docker.io/nvidia/cuda:latest: not found",
        "ERROR: failed to solve: nvcr.io/nvidia/cuda:12.0.0-runtime-ubuntu22.04: nvcr.io/nvidia/cuda:12.0.0-runtime-ubuntu22.04: not found",
    ],
    "cuda13-surprise-upgrade": [
        "OSError: libcudart.so.13: cannot open shared object file: No such file or directory",
        "ImportError: libcublasLt.so.13: cannot open shared object file: No such file or directory",
    ],
    "cudnn-major-mismatch": [
        "Could not load library libcudnn_ops_infer.so.8. Error: libcudnn_ops_infer.so.8: cannot open shared object file: No such file or directory",
        "Unable to load any of {libcudnn_ops.so.9.1.0, libcudnn_ops.so.9.1, libcudnn_ops.so.9, libcudnn_ops.so}",
    ],
    "disk-full": [
        "OSError: [Errno 28] No space left on device",
        "ERROR: failed to solve: write /var/lib/docker/overlay2/a/diff/b: no space left on device",
    ],
    "driver-insufficient-cuda": [
        "CUDA driver version is insufficient for CUDA runtime version (error 35)",
        "CUDA failure 35: CUDA driver version is insufficient for CUDA runtime version ; GPU=0",
    ],
    "driver-mismatch-803": [
        "RuntimeError: Unexpected error from cudaGetDeviceCount(). Error 803: system has unsupported display driver / cuda driver combination",
    ],
    "driver-too-old-torch": [
        "RuntimeError: The NVIDIA driver on your system is too old (found version 12040). Please update your GPU driver by downloading and installing a new version from the URL: http://www.nvidia.com/Download/index.aspx",
        "The NVIDIA driver on your system is too old. Please update it.",
    ],
    "forward-compat-804": [
        "Unexpected error from cudaGetDeviceCount(). Did you run some cuda functions before calling NumCudaDevices() that might have already set an error? Error 804: forward compatibility was attempted on non supported HW",
    ],
    "getpwuid": ["KeyError: 'getpwuid(): uid not found: 10001'", "getpwuid(): uid not found"],
    "glibc-too-old": [
        "ImportError: /lib/x86_64-linux-gnu/libc.so.6: version `GLIBC_2.35' not found (required by /usr/lib/python3/dist-packages/a.so)",
        "ERROR: No matching distribution found for open3d==0.20.0",
        "  cause: Because psycopg2==2.9.10 has no usable wheels and you require psycopg2==2.9.10, we can conclude that your requirements are unsatisfiable.",
        "Because only decord<=0.6.0 is available and decord has no wheels with a matching platform tag (e.g., `manylinux_2_41_aarch64`), we can conclude",
        "Because decord==0.6.0 has no wheels; there are no wheels with a matching platform tag",
    ],
    "gpu-arch-not-in-wheel": [
        "NVIDIA GeForce RTX 5090 with CUDA capability sm_120 is not compatible with the current PyTorch installation.",
        "Your GPU is not compatible with the current PyTorch installation",
        "RuntimeError: CUDA error: no kernel image is available for execution on the device",
    ],
    "gpu-invisible-on-slim": [
        "I external/local_tsl/tsl/cuda/cudart_stub.cc:32] Could not find cuda drivers on your machine, GPU will not be used.",
    ],
    "hash-mismatch": [
        "ERROR: THESE PACKAGES DO NOT MATCH THE HASHES FROM THE REQUIREMENTS FILE. If you have updated the package versions, please update the hashes.",
        "  cause: Hash mismatch for `six==1.17.0`",
    ],
    "hf-cache-not-writable": [
        "PermissionError: [Errno 13] Permission denied: '/.cache'",
        "PermissionError: [Errno 13] Permission denied: '/root/.cache/huggingface/token'",
        "There was a problem when trying to write in your cache folder (/nonexistent/.cache). You should set the environment variable TRANSFORMERS_CACHE to a writable directory.",
    ],
    "libcuda-in-build": [
        "ImportError: libcuda.so.1: cannot open shared object file: No such file or directory",
    ],
    "libgomp": [
        "OSError: libgomp.so.1: cannot open shared object file: No such file or directory",
    ],
    "libmagic": ["ImportError: failed to find libmagic.  Check your installation"],
    "mixed-cuda-nvjitlink": [
        "ImportError: /opt/venv/lib/python3.12/site-packages/nvidia/cusparse/lib/libcusparse.so.12: undefined symbol: __nvJitLinkAddData_12_1, version libnvJitLink.so.12",
        "symbol lookup error: version libnvJitLink.so.12 not defined",
    ],
    "model-of-another-release": [
        "/opt/venv/lib/python3.12/site-packages/sklearn/base.py:442: InconsistentVersionWarning: Trying to unpickle estimator LogisticRegression from version 1.5.2 when using version 1.7.2. This might lead to breaking code or invalid results.",
    ],
    "model-not-loaded": [
        "CRITICAL serve model.py cannot load missing.ubj: FileNotFoundError",
    ],
    "module-missing": [
        "ModuleNotFoundError: No module named 'cv2'",
    ],
    "no-compiler": [
        "error: command 'gcc' failed: No such file or directory",
        "error: [Errno 2] No such file or directory: 'gcc'",
        "error: [Errno 2] No such file or directory: 'g++'",
        "RuntimeError: Unsupported compiler -- at least C++11 support is needed!",
    ],
    "no-gpu-runtime": [
        'Error response from daemon: could not select device driver "" with capabilities: [[gpu]].',
        'docker: Error response from daemon: could not select device driver "nvidia" with capabilities: [[gpu]]',
        "docker: Error response from daemon: unknown or invalid runtime name: nvidia",
        "docker: Error response from daemon: CDI device injection failed: unresolvable CDI devices nvidia.com/gpu=all",
    ],
    "no-such-host": [
        "Temporary failure in name resolution",
        "socket.gaierror: [Errno -2] Name or service not known",
        "  cause: dns error: failed to lookup address information: Name or service not known",
        "dial tcp: lookup registry-1.docker.io on 192.0.2.53:53: no such host",
    ],
    "numba-cache": [
        "RuntimeError: cannot cache function '__shear_dense': no locator available for file '/opt/venv/lib/python3.12/site-packages/librosa/util/utils.py'",
    ],
    "numpy2-abi": [
        "A module that was compiled using NumPy 1.x cannot be run in NumPy 2.0.2 as it may crash.",
        "RuntimeError: Numpy is not available",
        "ValueError: numpy.dtype size changed, may indicate binary incompatibility. Expected 96 from C header, got 88 from PyObject",
    ],
    "nvidia-require-cuda": [
        "nvidia-container-cli: requirement error: unsatisfied condition: cuda>=12.4, please update your driver to a newer version, or use an earlier cuda container: unknown",
        "requirement error: unsatisfied condition: cuda>= ",
    ],
    "nvml-unknown-error": ["Failed to initialize NVML: Unknown Error"],
    "odbc": [
        "ImportError: libodbc.so.2: cannot open shared object file: No such file or directory"
    ],
    "opencv-libgl": [
        "ImportError: libGL.so.1: cannot open shared object file: No such file or directory",
        "ImportError: libxcb.so.1: cannot open shared object file: No such file or directory",
        "ImportError: libgthread-2.0.so.0: cannot open shared object file: No such file or directory",
        "ImportError: libglib-2.0.so.0: cannot open shared object file: No such file or directory",
    ],
    "ort-127-extra-unresolvable": [
        "ERROR: Could not find a version that satisfies the requirement nvidia-cuda-nvrtc-cu13~=13.0",
        "Because there is no version of nvidia-cuda-runtime-cu13>=13.0 we can conclude",
    ],
    "ort-both-packages": ["['AzureExecutionProvider', 'CPUExecutionProvider']"],
    "ort-cuda-ep-missing-libs": [
        "[E:onnxruntime:Default] Failed to create CUDAExecutionProvider. Require cuDNN 9.* and CUDA 12.*",
        "[ONNXRuntimeError] : 1 : FAIL : Failed to load library libonnxruntime_providers_cuda.so with error: libcublasLt.so.12: cannot open shared object file: No such file or directory",
    ],
    "out-of-memory": [
        'ERROR: process "/bin/sh -c python train.py" did not complete successfully: exit code: 137',
        "Last State: Terminated  Reason: OOMKilled",
        "web-1 exited with code 137",
    ],
    "pep668": [
        "error: externally-managed-environment",
        "error: The interpreter at /usr is externally managed, and indicates the following:",
    ],
    "pg-config": ["Error: pg_config executable not found."],
    "platform-mismatch-mac": [
        "WARNING: The requested image's platform (linux/amd64) does not match the detected host platform (linux/arm64/v8) and no specific platform was requested",
        "qemu: uncaught target signal 6 (Aborted) - core dumped",
        "The TensorFlow library was compiled to use AVX instructions, but these aren't available on your machine.",
        "exec /usr/local/bin/python: exec format error",
    ],
    "poppler": [
        "pdf2image.exceptions.PDFInfoNotInstalledError: Unable to get page count. Is poppler installed and in PATH?",
    ],
    "port-taken": [
        "Bind for 0.0.0.0:18101 failed: port is already allocated",
        "OSError: [Errno 98] Address already in use".lower(),
    ],
    "python-too-new": [
        "ERROR: No matching distribution found for tensorflow==2.15.0",
        "ERROR: Package 'kserve' requires a different Python: 3.14.0 not in '<3.14,>=3.10'",
        "Because tensorflow==2.15.0 has no wheels with a matching Python ABI tag (e.g., `cp312`)",
    ],
    "read-only": [
        "OSError: [Errno 30] Read-only file system: '/app/cache'",
        "mkdir: cannot create directory '/x': Read-only file system",
    ],
    "shm-too-small": [
        "ERROR: Unexpected bus error encountered in worker. This might be caused by insufficient shared memory (shm).",
        "RuntimeError: DataLoader worker (pid 59) is killed by signal: Bus error. It is possible that dataloader's workers are out of shared memory.",
    ],
    "tesseract": [
        "pytesseract.pytesseract.TesseractNotFoundError: tesseract is not installed or it's not in your PATH. See README file for more information.",
    ],
    "tf-no-cuda-libs": [
        "W tensorflow/core/common_runtime/gpu/gpu_device.cc:2348] Cannot dlopen some GPU libraries. Please make sure the missing libraries mentioned above are installed properly",
    ],
    "torch-cuda-in-cpu-image": [
        "Downloading nvidia_cudnn_cu12-9.10.2.21-py3-none-manylinux_2_27_x86_64.whl (706.8 MB)",
        "Collecting nvidia-cublas-cu12==12.8.4.1 (from torch)",
        "Downloading nvidia-cublas (400.0MiB)",
        " + nvidia-cublas==13.1.0.3",
    ],
    "torch-cuda-on-arm64": [
        "Downloading nvidia_cublas-13.1.0.3-py3-none-manylinux_2_27_aarch64.whl (542.9 MB)",
        "Downloading nvidia_cufft-12.0.0.61-py3-none-manylinux_2_27_aarch64.whl",
    ],
    "torchvision-mismatch": ["RuntimeError: operator torchvision::nms does not exist"],
    "triton-no-c-compiler": [
        "RuntimeError: Failed to find C compiler. Please specify via CC environment variable or set triton.knobs.build.impl.",
    ],
    "weasyprint": [
        "OSError: cannot load library 'libgobject-2.0-0': libgobject-2.0-0: cannot open shared object file: No such file or directory.  Additionally, ctypes.util.find_library() did not manage to locate a library called 'libgobject-2.0-0'",
    ],
    "zbar": ["ImportError: Unable to find zbar shared library"],
}
