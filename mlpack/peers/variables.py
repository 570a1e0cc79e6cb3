"""Variables of a container: what mlpack sets itself, what is a secret, and what is carried over."""

from __future__ import annotations

import re

from mlpack.peers.collector import Collector
from mlpack.peers.reasons import ITSELF, SECRET

_PORT = "PORT"
_OURS = re.compile(
    r"PATH|HOME|USER|MODEL|SHELL|LANG|LC_\w+|VIRTUAL_ENV|DEBIAN_FRONTEND|TZDATA|"
    r"PYTHON(UNBUFFERED|DONTWRITEBYTECODE|HASHSEED|FAULTHANDLER|IOENCODING|PYCACHEPREFIX)|"
    r"(PIP|UV|POETRY|CONDA|PDM|PIPENV|NVIDIA|CUDA|CUDNN|NCCL|GUNICORN|UVICORN|BENTOML|COG|TRUSS)_\w+|"
    r"LD_LIBRARY_PATH|LIBRARY_PATH|WORKERS|WEB_CONCURRENCY|"
    r"(OMP|MKL|OPENBLAS|NUMEXPR|VECLIB_MAXIMUM)_NUM_THREADS"
)
# As where a program puts what it downloads or compiles.
_CACHE = re.compile(r"\w*(CACHE|CACHE_DIR|_HOME|TMPDIR|CONFIGDIR)")
_SECRET = re.compile(r"\w*(TOKEN|SECRET|PASSWORD|PASSWD|API_?KEY|ACCESS_KEY|CREDENTIALS?)\w*", re.I)
_VALUE = re.compile(r"\$\{?\w+")

_SET = ITSELF.format("it sets what the server, pip and Python need, and the threads by the cgroup")
_MODULES = (
    "mlpack does this itself: model.py finds modules beside it. Name their folders under include:."
)
_UNWRITABLE = (
    "The service may write below /tmp alone, and left out it does. Files that it reads there: name "
    "them under include:."
)


def variable(into: Collector, name: str, value: str, where: str) -> None:
    text = f"{name}={value}"
    if name == _PORT and value.isdigit():
        into.carry("serving.port", value, where, text)
    elif name == "PYTHONPATH":
        into.leave(where, text, _MODULES)
    elif _SECRET.fullmatch(name):
        into.leave(where, f"{name}=...", SECRET)
    elif _OURS.fullmatch(name):
        into.leave(where, text, _SET)
    elif _CACHE.fullmatch(name) and value.startswith("/") and not value.startswith("/tmp"):
        into.leave(where, text, _UNWRITABLE)
    elif found := _VALUE.search(value):
        into.leave(where, text, f"What {found[0]} stands for is not known here. Write it out.")
    else:
        into.assign("environment", {name: value}, where)


def written(into: Collector, text: str, where: str) -> None:
    """`NAME=value`, as lists of variables have it."""
    name, equals, value = text.partition("=")
    if equals:
        variable(into, name.strip(), value, where)
    elif _SECRET.fullmatch(name):
        into.leave(where, name, SECRET)
    else:
        into.leave(where, text, "It takes its value from who builds it. Write NAME=value.")
