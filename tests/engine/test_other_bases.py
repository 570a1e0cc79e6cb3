"""Images on other bases than Python's own: built, run locked down, and as warm as on that one."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from bases import BASES, NVIDIA, based, on_copied_python, on_own_image, on_suites_python
from containers import LOCKED, build, docker, image_config, running
from specs import SPECS, project_of

from mlpack import write
from mlpack.api import open_project
from mlpack.cli.app import run
from mlpack.plan import Plan

pytestmark = pytest.mark.engine

OWN = "mlpack-test-own-base:3.12"
OWN_DOCKERFILE = """\
FROM python:3.12-slim-bookworm
RUN printf '#!/bin/sh\\nexec echo greeting "$@"\\n' > /greet && chmod +x /greet
USER 1000
ENTRYPOINT ["/greet"]
"""
SUITES_PYTHON = (
    "apt-get -qq update && apt-cache show python3"
    r" | sed -n 's/^Version: \([0-9]*\.[0-9]*\).*/\1/p' | head -n 1"
)
# Parts of Python that stand on libraries of the system.
WHOLE_PYTHON = """
import bz2, ctypes, curses, hashlib, lzma, readline, sqlite3, ssl, uuid, zlib, zoneinfo
import pyexpat, socket
zoneinfo.ZoneInfo("Europe/Berlin")
assert ssl.create_default_context().cert_store_stats()["x509_ca"]
assert socket.getservbyname("https") == 443
"""
UNWARM = """
import pathlib, sys
sys.path.insert(0, '/app')
import serve.app, serve.server, sklearn.linear_model, joblib
for module in list(sys.modules.values()):
    spec = getattr(module, '__spec__', None)
    origin = getattr(spec, 'origin', None) or ''
    if origin.endswith('.py') and not origin.startswith('/app'):
        cached = pathlib.Path(spec.cached or 'none')
        unchecked = cached.is_file() and cached.read_bytes()[4:8] == bytes([1, 0, 0, 0])
        if not cached.is_file() or (origin.startswith('/opt/venv') and not unchecked):
            print(origin)
"""


@dataclass(frozen=True)
class Built:
    image: str
    python: str


def made(folder: Path, digits: Path, python: str, base: Callable[[Plan], Plan]) -> Path:
    """The bundled example for that Python, put on that base."""
    folder.mkdir(parents=True)
    spec = (digits / "mlpack.yaml").read_text()
    (folder / "mlpack.yaml").write_text(spec.replace('"3.11"', f'"{python}"'))
    shutil.copy(digits / "model.joblib", folder)
    shutil.copy(digits / "digit.json", folder)
    assert run(["generate", str(folder)]) == 0
    tree = based(open_project(folder), base).tree
    write.apply(write.compare(tree, folder), folder)
    return folder


def suites_python() -> str:
    """Of NVIDIA's image as this engine has it; 3.12 on Ubuntu 24.04 itself."""
    image = NVIDIA.format(flavor="runtime")
    return docker("run", "--rm", "--entrypoint", "sh", image, "-c", SUITES_PYTHON).strip()


@pytest.fixture(scope="module", params=["suite", "copied", "own"])
def built(
    request: pytest.FixtureRequest, digits: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Built]:
    folder, name = tmp_path_factory.mktemp("bases") / "digits", f"mlpack-test-{request.param}"
    if request.param == "suite":
        python = suites_python()
        made(folder, digits, python, lambda plan: on_suites_python(plan, python))
    elif request.param == "copied":
        python = "3.11"
        made(folder, digits, python, on_copied_python)
    else:
        python = "3.12"
        command = ["docker", "build", "--quiet", "--tag", OWN, "-"]
        subprocess.run(command, input=OWN_DOCKERFILE, text=True, check=True, capture_output=True)
        made(folder, digits, python, lambda plan: on_own_image(plan, OWN))
    yield Built(build(folder, name), python)
    docker("image", "rm", "--force", name, OWN, ok=False)


def test_it_answers_locked_down_with_the_python_that_was_meant(built: Built, digits: Path) -> None:
    rows = json.loads((digits / "digit.json").read_text())["inputs"]

    with running(built.image, *LOCKED, "--user", "12345:12345") as container:
        version = docker("exec", container.name, "python", "--version")

        assert container.predict(rows) == [3]
        assert docker("diff", container.name) == ""
        assert version.startswith(f"Python {built.python}.")
        assert "greeting" not in container.logs()


def test_the_service_is_the_first_process_and_its_user_a_number(built: Built) -> None:
    config = image_config(built.image)["Config"]

    assert not config["Entrypoint"]
    assert config["Cmd"] == ["python", "-m", "serve"]
    assert config["User"] == "10001:0"


def test_every_module_of_a_warm_service_has_bytecode_and_ours_is_never_checked(
    built: Built,
) -> None:
    assert docker("run", "--rm", *LOCKED, built.image, "python", "-c", UNWARM).split() == []


def test_python_is_whole(built: Built) -> None:
    docker("run", "--rm", *LOCKED, built.image, "/opt/venv/bin/python", "-c", WHOLE_PYTHON)


def test_installers_and_package_lists_stay_in_the_build_stage(built: Built) -> None:
    script = "command -v uv gcc; ls /opt /var/lib/apt/lists /root/.cache /tmp"

    listed = docker("run", "--rm", "--entrypoint", "sh", built.image, "-c", script, ok=False)

    assert {"uv", "gcc", "installer", "bytecode", "certificates.pem", "pip"} & {
        Path(word).name for word in listed.split()
    } == set()


# Of Python 3.14, which the case `least` has, not every engine has the image.
@pytest.mark.parametrize("case", ["digits", "everything", "airgap"])
@pytest.mark.parametrize("base", sorted(set(BASES) - {"own"}))
def test_the_engine_has_no_complaint_about_a_dockerfile(
    case: str, base: str, tmp_path: Path
) -> None:
    (tmp_path / "Dockerfile").write_text(
        based(project_of(SPECS[case]), BASES[base]).tree["Dockerfile"].text
    )
    every_check = "--build-arg=BUILDKIT_DOCKERFILE_CHECK=experimental=all"

    for options in ([], [every_check]):
        done = subprocess.run(
            ["docker", "build", "--check", *options, str(tmp_path)], capture_output=True, text=True
        )

        assert "Check complete, no warnings found." in done.stdout + done.stderr
        assert done.returncode == 0
