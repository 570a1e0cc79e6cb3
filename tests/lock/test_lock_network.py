"""The real index: locks of real packages by every way there is, and pip's word that one installs."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest
from test_lock_cross import name, pythons

from mlpack.lock import Inputs, Target, make, read
from mlpack.lock.model import Order, ignore
from mlpack.lock.pip_tools.backend import PipTools
from mlpack.lock.pip_tools.interpreters import Places, find, places_here
from mlpack.lock.uv.backend import Uv, found
from mlpack.plan import Paragraph

WISHES = (
    "scikit-learn==1.7.2",
    "pandas",
    "fastapi",
    "uvicorn",
    "uvloop",
    "orjson",
    "numpy",
    "joblib",
    "prometheus-client",
)
PARTS = {wish.partition("==")[0] for wish in WISHES}

pytestmark = pytest.mark.network


@pytest.fixture(autouse=True)
def _own_settings(machine: pytest.MonkeyPatch) -> None:
    """How the index is reached is the machine's own affair."""
    machine.delenv("PIP_CONFIG_FILE")


def ways(target: Target) -> Iterator[tuple[str, PipTools | Uv]]:
    """By the target's own Python, by another one, by uv; those that are here."""
    for python in pythons():
        if name(python) == target.python and target.platform == "linux/amd64":
            yield "native", PipTools(Places(python, ()))
    others = [python for python in pythons() if name(python) != target.python]
    if others:
        yield "cross", PipTools(Places(others[0], ()))
    if found():
        yield "uv", Uv()


@pytest.mark.parametrize("platform", ["linux/amd64", "linux/arm64"])
@pytest.mark.parametrize("python", ["3.10", "3.12", "3.13"])
def test_every_way_gives_the_same_pins(python: str, platform: str) -> None:
    target = Target(python, platform, "2.36")
    order = Order(WISHES, target)

    pins = {way: backend.resolve(order, ignore) for way, backend in ways(target)}

    if len(pins) < 2:
        pytest.skip("there is one way only; `pip install 'mlpack[uv]'` or another Python adds one")
    assert len(set(pins.values())) == 1, pins
    assert {pin.name for pin in next(iter(pins.values()))} >= PARTS


def test_a_lock_of_real_packages_installs_by_its_hashes(tmp_path: Path) -> None:
    target = Target("3.11", "linux/amd64")
    python = find(target, places_here())
    if not python.fits(target):
        pytest.skip(f"needs {target}, to install with: pyenv install 3.11")

    lock = make(Inputs((Paragraph("the service", WISHES, "mlpack.yaml"),), target))

    pinned = {pin.name: pin.version for pin in read(lock).pins}
    assert pinned["scikit-learn"] == "1.7.2"
    assert set(pinned) >= PARTS | {"scipy"}
    assert not [word for word in ("://", str(Path.home()), "tmp") if word in lock]
    (tmp_path / "requirements.lock").write_text(lock)
    _installs(python.path, tmp_path)


def _installs(python: str, folder: Path) -> None:
    """pip has the last word, with no setting of this machine but its certificates."""
    certificate = os.environ.get("SSL_CERT_FILE", "/etc/ssl/certs/ca-certificates.crt")
    trust = {"PIP_CERT": certificate} if Path(certificate).exists() else {}
    options = ["--dry-run", "--ignore-installed", "--no-deps", "--require-hashes"]
    said = subprocess.run(
        [python, "-m", "pip", "install", *options, "-r", "requirements.lock"],
        cwd=folder,
        env={**os.environ, "PIP_CONFIG_FILE": os.devnull, **trust},
        capture_output=True,
        text=True,
    )
    assert said.returncode == 0, said.stdout + said.stderr
