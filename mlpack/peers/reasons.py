"""Why a line has no setting, and what to do instead, where several peers have the same lines."""

from __future__ import annotations

ITSELF = "mlpack does this itself: {}."
LAYER = "No setting says this: put it into a layer, as a block of project/Dockerfile.j2."
ENTRY = (
    "mlpack serves it itself: bring what {} does to load the model into `load` of model.py, and "
    "what it does with a request into `predict`."
)
FETCHES = (
    "No setting fetches a file while the image is built: fetch it first, and name it under model: "
    "or include:."
)
SECRET = "A secret has no place in mlpack.yaml: give it to the container when it starts."
BATCHES = ITSELF.format("requests that arrive while the model is busy are predicted together")
SCALES = (
    "mlpack runs one process a container: what each may use, and how many there are, is for what "
    "runs the image, as Kubernetes or compose."
)
CUDNN = ITSELF.format("the libraries that go with the CUDA come with the packages or the image")
PIP_ITSELF = ITSELF.format("it installs what the lock pins, with hashes")
CONDA = (
    "What conda installs is not what pip does: name under requirements: what model.py imports, and "
    "under system_packages: the libraries that it needs."
)
REPOSITORY = "A secret of the build, a mount or an SSH key goes into a layer."
