"""Images from folders of wheels, from source, from behind a company's authority, for two machines."""

from __future__ import annotations

import io
import json
import shutil
import ssl
import subprocess
import sys
import tarfile
from pathlib import Path

import pytest
from containers import LOCKED, docker, running
from local_index import Index, served
from projects import put
from sourced import DIGITS, build, built, generated, started, words_from
from specs import SPECS, project_of

pytestmark = pytest.mark.engine

TORCH_MODEL = '''\
"""The digits, by way of torch: its tensors carry the rows, scikit-learn predicts."""

import joblib
import torch


def load(path):
    return joblib.load(path)


def example(model):
    return [0.0] * 64


def predict(model, rows):
    return model.predict(torch.from_numpy(rows).clone().numpy())
'''
TINY = {
    "pyproject.toml": """\
[build-system]
requires = ["setuptools"]
build-backend = "setuptools.build_meta"

[project]
name = "tinyc"
version = "1.0"
""",
    "setup.py": """\
from setuptools import Extension, setup

setup(ext_modules=[Extension("tinyc", ["tinyc.c"])])
""",
    "tinyc.c": """\
#include <Python.h>

static PyObject *answer(PyObject *self, PyObject *none) { return PyLong_FromLong(42); }
static PyMethodDef methods[] = {{"answer", answer, METH_NOARGS, 0}, {0}};
static struct PyModuleDef module = {PyModuleDef_HEAD_INIT, "tinyc", 0, -1, methods};
PyMODINIT_FUNC PyInit_tinyc(void) { return PyModule_Create(&module); }
""",
    "PKG-INFO": "Metadata-Version: 2.1\nName: tinyc\nVersion: 1.0\n",
}


def torch_for_cpus() -> Path:
    """The wheel that this machine's own pip would take from its folders."""
    asked = [sys.executable, "-m", "pip", "config", "list"]
    settings = subprocess.run(asked, capture_output=True, text=True, check=True).stdout
    lines = [line.partition("=") for line in settings.splitlines() if "find-links=" in line]
    places = [place for _, _, value in lines for place in value.strip("'").split()]
    found = [w for place in places for w in Path(place).glob("torch-*+cpu-cp311-*x86_64.whl")]
    if not found:
        pytest.skip("no folder of pip's own find-links setting has torch's wheel for CPUs")
    return found[0]


def test_torch_for_cpus_comes_from_a_folder_and_brings_nothing_of_cuda(
    digits: Path, tmp_path: Path
) -> None:
    wheel = torch_for_cpus()
    spec = f"{DIGITS}requirements: [torch]\nindex:\n  packages: {{torch: wheels}}\n"
    folder = started(digits, tmp_path / "torch", spec)
    put(folder, {"model.py": TORCH_MODEL})
    (folder / "wheels").mkdir()
    shutil.copy(wheel, folder / "wheels")

    generated(folder)

    lock = (folder / "requirements.lock").read_text()
    assert f"\ntorch=={wheel.name.split('-')[1]} " in lock
    assert [word for word in ("nvidia", "triton", str(wheel.parent)) if word in lock] == []
    rows = json.loads((digits / "digit.json").read_text())["inputs"]
    with (
        built(folder, "mlpack-test-torch") as image,
        running(image, *LOCKED) as container,
    ):
        assert container.predict(rows) == [3]
        loaded = "import torch; print(torch.__version__, torch.cuda.is_available())"
        said = docker("exec", container.name, "python", "-c", loaded)
        assert said == f"{wheel.name.split('-')[1]} False\n"


def test_a_package_without_a_wheel_is_built_and_its_compiler_stays_behind(
    digits: Path, tmp_path: Path
) -> None:
    spec = (
        f"{DIGITS}requirements: [tinyc]\nlock: {{from_source: [tinyc]}}\n"
        "index:\n  packages: {tinyc: own sources}\n"
    )
    folder = started(digits, tmp_path / "source", spec)
    (folder / "own sources").mkdir()
    pack(TINY, folder / "own sources" / "tinyc-1.0.tar.gz")
    generated(folder)

    with built(folder, "mlpack-test-source", "--no-cache") as image:
        answer = "import tinyc; print(tinyc.answer())"
        assert docker("run", "--rm", *LOCKED, image, "python", "-c", answer) == "42\n"
        tools = "command -v gcc cc make; find / -xdev -name 'tinyc*' -not -path '/proc/*'"
        found = docker("run", "--rm", "--entrypoint", "sh", image, "-c", tools, ok=False)
        with running(image, *LOCKED) as container:
            assert container.predict([[0.0] * 64])

    assert all(path.startswith("/opt/venv/") for path in found.split())


def pack(files: dict[str, str], archive: Path) -> None:
    with tarfile.open(archive, "w:gz") as tar:
        for name, text in files.items():
            info = tarfile.TarInfo(f"tinyc-1.0/{name}")
            info.size = len(text.encode())
            tar.addfile(info, io.BytesIO(text.encode()))


def test_a_company_s_own_authority_is_trusted_while_it_is_built_and_not_after(
    digits: Path, tmp_path: Path
) -> None:
    authority, tls = own_authority(tmp_path)
    index = Index()
    index.add("corptool", "1.0")
    with served(index, tls):
        spec = (
            f"{DIGITS}requirements: [corptool]\nindex:\n  certificates: certificates/company.pem\n"
            f"  packages: {{corptool: '{index.url}'}}\n"
        )
        folder = started(digits, tmp_path / "company", spec)
        put(folder, {"certificates/company.pem": authority})
        generated(folder)

        with built(folder, "mlpack-test-company", "--network", "host", "--no-cache") as image:
            words = {authority.splitlines()[2].encode(), b"corptool"}
            found = words_from(["docker", "save", image], words)
            installed = "import importlib.metadata as m; print(m.version('corptool'))"
            assert docker("run", "--rm", image, "python", "-c", installed) == "1.0\n"

        put(folder, {"certificates/company.pem": own_authority(tmp_path)[0]})
        strange = ("--network", "host", "--no-cache", "--build-arg", "BUILDKIT_CACHE_MOUNT_NS=tls")
        refused = build(folder, "mlpack-test-company", *strange)

    assert found == {b"corptool"}
    assert refused.code != 0
    assert "invalid peer certificate" in refused.log


def own_authority(folder: Path) -> tuple[str, ssl.SSLContext]:
    """A certificate authority of our own, and what a server on this machine shows of it."""
    key, made, certificate = (folder / name for name in ("key", "made.pem", "server.pem"))
    subject = ("-nodes", "-days", "2", "-subj", "/CN=company", "-newkey", "rsa:2048")
    authority = ("-keyout", str(key), "-out", str(made))
    openssl("req", "-x509", *subject, *authority, "-addext", "basicConstraints=critical,CA:TRUE")
    signed = ("-CA", str(made), "-CAkey", str(key), "-addext", "subjectAltName=IP:127.0.0.1")
    leaf = ("-addext", "basicConstraints=critical,CA:FALSE", "-out", str(certificate))
    openssl("req", "-x509", *subject, "-keyout", str(folder / "server.key"), *signed, *leaf)
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate, folder / "server.key")
    return made.read_text(), context


def openssl(*arguments: str) -> None:
    subprocess.run(["openssl", *arguments], capture_output=True, check=True)


def test_each_platform_is_built_from_a_lock_of_its_own(digits: Path, tmp_path: Path) -> None:
    spec = f"{DIGITS}platforms: [linux/amd64, linux/arm64]\n"
    folder = generated(started(digits, tmp_path / "both", spec))
    rows = json.loads((digits / "digit.json").read_text())["inputs"]
    (folder / "requirements.arm64.lock").write_text("none of this is read for amd64\n")

    with (
        built(folder, "mlpack-test-both", "--platform", "linux/amd64") as image,
        running(image, *LOCKED) as container,
    ):
        assert container.predict(rows) == [3]

    locks = sorted(path.name for path in folder.glob("requirements*.lock"))
    assert locks == ["requirements.amd64.lock", "requirements.arm64.lock"]


@pytest.mark.parametrize("case", ["airgap", "everything", "hostile-index"])
def test_the_engine_has_no_complaint_about_any_way_to_install(case: str, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text(project_of(SPECS[case]).tree["Dockerfile"].text)
    every_check = "--build-arg=BUILDKIT_DOCKERFILE_CHECK=experimental=all"

    done = subprocess.run(
        ["docker", "build", "--check", every_check, str(tmp_path)], capture_output=True, text=True
    )

    assert "Check complete, no warnings found." in done.stdout + done.stderr
    assert done.returncode == 0
