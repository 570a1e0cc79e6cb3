"""Every example of the catalogue as a project, and what its model says where there is no container."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from dataclasses import dataclass
from math import isclose
from pathlib import Path
from typing import Any

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name
from ruamel.yaml import YAML
from uv import find_uv_bin

from mlpack.api import open_project
from mlpack.catalog import Catalog
from mlpack.cli.app import run
from mlpack.layers import open_layers
from mlpack.lock import Target
from mlpack.lock.pip_tools.interpreters import find, places_here
from mlpack.plan import Plan

CATALOG = Catalog(open_layers((), Path()))
WHEELS = "wheels"
# The index that has torch for CPUs is not in everyone's reach: pip's own folders may hold this one.
TORCH = {"version": "2.13.0", "wheel": "2.13.0+cpu", "python": "3.11"}
# Another number of threads adds in another order.
THREADS = "1"

_PREDICT = """
import json, sys
from pathlib import Path

import orjson

import model

kind, path, rows = json.load(sys.stdin)
if kind in ("numbers", "arrays"):
    import numpy as np
    rows = np.array(rows, dtype=np.float64 if kind == "numbers" else np.float32)
outputs = model.predict(model.load(Path(path)), rows)
outputs = outputs.tolist() if hasattr(outputs, "tolist") else list(outputs)
options = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS
sys.stdout.buffer.write(b"\\n" + orjson.dumps(outputs, option=options))
"""


@dataclass(frozen=True)
class Example:
    """A generated and locked project; `rows` are those of its own request."""

    name: str
    folder: Path
    plan: Plan
    rows: list[Any]


def generated(name: str, folder: Path) -> Example:
    """The bundled example in `folder`, with its lock and all its files."""
    for path, data in CATALOG.example_files(name).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    plan = open_project(folder).plan
    if plan.compute.device != "cpu":
        pytest.skip(f"{name} computes on a GPU, and none is asked for here")
    if "torch" in required(plan):
        _bring_torch(folder, plan)
    assert run(["generate", str(folder)]) == 0
    return Example(name, folder, open_project(folder).plan, _rows_in(folder))


def alike(one: Any, other: Any) -> bool:
    """Equal, but for the last digits of a fraction: a sum is added up as memory happens to lie."""
    if isinstance(one, float) and isinstance(other, float):
        return isclose(one, other, rel_tol=1e-5, abs_tol=1e-6)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(alike, one, other))
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(alike(one[key], other[key]) for key in one)
    return bool(one == other)


def required(plan: Plan) -> set[str]:
    """The packages that are asked for by name."""
    return {canonicalize_name(Requirement(line).name) for line in plan.requirement_lines}


def _rows_in(folder: Path) -> list[Any]:
    """Of the one JSON file that is the body of a request."""
    bodies = [json.loads(path.read_text()) for path in sorted(folder.glob("*.json"))]
    (rows,) = (body["inputs"] for body in bodies if "inputs" in body)
    return list(rows)


def _bring_torch(folder: Path, plan: Plan) -> None:
    """torch for CPUs from a folder of the project, in the one version that may be had here."""
    machine = ("--python-version", TORCH["python"], "--platform", "manylinux_2_28_x86_64")
    asked = ("--no-deps", "--only-binary", ":all:", "--dest", folder / WHEELS)
    pip = [sys.executable, "-m", "pip", "download", "--quiet", *machine, *asked]
    wheel = f"torch=={TORCH['wheel']}"
    if subprocess.run([*pip, wheel], capture_output=True, check=False).returncode:
        pytest.skip(f"pip's own settings lead to no {wheel} for Python {TORCH['python']}")
    path = folder / "mlpack.yaml"
    spec = YAML(typ="safe").load(path.read_text())
    if "torch" in CATALOG.framework(plan.framework.name).distributions:
        spec["framework"] = f"{plan.framework.name}=={TORCH['version']}"
    else:
        others = [line for line in spec.get("requirements", []) if not line.startswith("torch==")]
        spec["requirements"] = [*others, f"torch=={TORCH['version']}"]
    spec |= {"python": TORCH["python"], "index": {"packages": {"torch": WHEELS}}}
    # JSON is YAML too, and quotes the Python, which is no number
    path.write_text(json.dumps(spec))


def predicted_outside(example: Example, environment: Path) -> list[Any]:
    """What model.py says of the rows on this machine, with the packages of the same lock.

    A model that the example leaves to its train.py is made first.
    """
    python = _installed(example, environment)
    if not (example.folder / example.plan.model.path).exists():
        _said(python, "train.py", folder=example.folder)
    given = [example.plan.serving.inputs, example.plan.model.path, example.rows]
    said = _said(python, "-c", _PREDICT, folder=example.folder, given=json.dumps(given))
    outputs: list[Any] = json.loads(said.splitlines()[-1])
    return outputs


def _installed(example: Example, environment: Path) -> Path:
    """The interpreter of a virtual environment with what the lock pins."""
    wanted = Target(example.plan.python, "linux/amd64")
    host = find(wanted, places_here())
    if not host.fits(wanted):
        pytest.skip(f"this machine has no Python {wanted.python} to predict with outside")
    uv, python = find_uv_bin(), environment / "bin/python"
    _said(uv, "venv", "--quiet", "--python", host.path, environment, folder=example.folder)
    sync = ("pip", "sync", "--quiet", "--require-hashes", "--python", python)
    links = ("--find-links", WHEELS) if (example.folder / WHEELS).exists() else ()
    _said(uv, *sync, *links, "requirements.lock", folder=example.folder)
    return python


def _said(*command: str | Path, folder: Path, given: str = "") -> str:
    done = subprocess.run(
        [*map(str, command)],
        cwd=folder,
        input=given,
        env={**_environment(), "OMP_NUM_THREADS": THREADS},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, f"{command}\n{done.stdout}\n{done.stderr}"
    return done.stdout


def _environment() -> dict[str, str]:
    """This process's, without what points Python at this checkout."""
    return {
        name: value for name, value in os.environ.items() if not re.match("PYTHON|VIRTUAL", name)
    }
