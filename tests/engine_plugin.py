"""Turns the engine tests on where `-m` names them, and says how where it does not."""

from __future__ import annotations

import os
import shutil
import subprocess

import pytest

_OFF = "needs a container engine; turn on with: pytest -m engine"
_NONE = "no container engine answers: start docker, then run: pytest -m engine"


def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    wanted = "engine" in config.getoption("markexpr")
    marked = [item for item in items if item.get_closest_marker("engine")]
    if not marked:
        return
    reason = "" if wanted and _engine_answers() else _NONE if wanted else _OFF
    if wanted and reason and os.environ.get("CI"):
        raise pytest.UsageError(f"{reason}; in CI these tests must run")
    if reason:
        for item in marked:
            item.add_marker(pytest.mark.skip(reason=reason))


def _engine_answers() -> bool:
    if not shutil.which("docker"):
        return False
    return not subprocess.run(["docker", "version"], capture_output=True, check=False).returncode
