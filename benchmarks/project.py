"""The project as a subject: what mlpack writes at this moment, for the reference's model."""

from __future__ import annotations

import json
import os
import shutil
import sys
import tempfile
from pathlib import Path

from benchmarks.process import run, seconds
from benchmarks.subject import MODEL, Subject

CHECKOUT = Path(__file__).parent.parent
MLPACK = (sys.executable, "-m", "mlpack")
SPEC = "mlpack.yaml"
LOCK = "requirements.lock"
WISHES = (
    *("--name", "digits", "--model", MODEL),
    *("--framework", "scikit-learn==1.7.2", "--python", "3.11"),
    *("--compute", "cpu", "--serving", "fastapi"),
)


def environment() -> dict[str, str]:
    """The environment in which mlpack is the one of this checkout."""
    here = [str(CHECKOUT), os.environ.get("PYTHONPATH", "")]
    return {**os.environ, "PYTHONPATH": os.pathsep.join(filter(None, here))}


def prepare(folder: Path, *, model: Path, image: str) -> Subject:
    """A project made by `mlpack init --yes` in `folder`, lock included. Raises Unmeasured."""
    run([*MLPACK, "init", "--yes", *WISHES, str(folder)], environment=environment())
    shutil.copy(model, folder / MODEL)
    spec = (folder / SPEC).read_text(encoding="utf-8")

    def relock(package: str) -> float:
        wish = f"requirements: [{package}]\n" if package else ""
        (folder / SPEC).write_text(spec + wish, encoding="utf-8")
        run([*MLPACK, "generate", "--no-lock"], cwd=folder, environment=environment())
        with tempfile.TemporaryDirectory() as caches:
            cold = {"XDG_CACHE_HOME": caches, "PIP_CACHE_DIR": caches}
            return seconds([*MLPACK, "lock"], cwd=folder, environment=environment() | cold)

    plan = json.loads(run([*MLPACK, "plan", "--json"], cwd=folder, environment=environment()))
    return Subject(
        name="mlpack",
        folder=folder,
        image=image,
        base=next(stage["image"] for stage in plan["stages"] if stage["name"] == "base"),
        code="model.py",
        port_variable="PORT",
        readiness="/readyz",
        relock=relock,
    )
