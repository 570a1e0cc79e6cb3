"""The real index: a lock of real packages, and pip's own word that it installs."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from mlpack.errors import LockFailed
from mlpack.lock import Inputs, Target, make, read
from mlpack.lock.interpreters import find, places_here
from mlpack.plan import Paragraph

TARGET = Target("3.11", "linux/amd64")
WISHES = ("scikit-learn==1.7.2", "fastapi", "uvicorn", "orjson", "numpy")


@pytest.mark.network
def test_a_lock_of_real_packages_installs_by_its_hashes(
    machine: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    machine.delenv("PIP_CONFIG_FILE")
    try:
        python = find(TARGET, places_here())
    except LockFailed as refused:
        pytest.skip(f"needs {TARGET}: {refused.hint}")

    lock = make(Inputs((Paragraph("the service", WISHES),), TARGET))

    pinned = {pin.name: pin.version for pin in read(lock).pins}
    assert pinned["scikit-learn"] == "1.7.2"
    assert set(pinned) >= {"fastapi", "joblib", "numpy", "orjson", "scipy", "uvicorn"}
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
