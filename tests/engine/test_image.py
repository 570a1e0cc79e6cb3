"""The image of the bundled example on a real engine: what is in it, and that it runs locked down."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import subprocess
from pathlib import Path

import pytest
from containers import LOCKED, build, docker, image_config, running
from sourced import DIGITS, built
from specs import SPECS

from mlpack.api import open_project
from mlpack.cli.app import run

pytestmark = pytest.mark.engine


@pytest.mark.parametrize("user", ["10001:0", "12345:0", "12345:12345", "65534:65534"])
def test_it_answers_locked_down_whoever_it_runs_as(
    digits: Path, digits_image: str, user: str
) -> None:
    rows = json.loads((digits / "digit.json").read_text())["inputs"]

    with running(digits_image, *LOCKED, "--user", user) as container:
        assert container.predict(rows) == [3]
        assert docker("diff", container.name) == ""


def test_it_runs_as_a_numeric_user_that_is_not_root(digits_image: str) -> None:
    config = image_config(digits_image)["Config"]

    assert config["User"] == "10001:0"
    assert config["Cmd"] == ["python", "-m", "serve"]
    assert config["StopSignal"] == "SIGTERM"
    assert config["Labels"]["org.opencontainers.image.title"] == "digits"


def test_the_engine_finds_it_healthy_by_its_own_health_check(digits_image: str) -> None:
    with running(digits_image, *LOCKED, "--health-interval", "1s") as container:
        for _ in range(100):
            health = container.state()["Health"]["Status"]
            if health != "starting":
                break
            subprocess.run(["sleep", "0.2"], check=True)

        assert health == "healthy"


def test_compilers_installers_and_package_lists_stay_in_the_build_stage(digits_image: str) -> None:
    script = """
        ls /opt/venv/bin /app /app/serve
        for name in gcc cc uv; do command -v $name; done
        /opt/venv/bin/python -m pip --version
        ls /var/lib/apt/lists /root/.cache /tmp
        find /opt/venv /app -name '*.lock' -o -name 'requirements*' -o -name mlpack.yaml
    """

    listed = docker("run", "--rm", "--entrypoint", "sh", digits_image, "-c", script, ok=False)

    words = set(listed.split())
    assert (
        words & {"pip", "uv", "gcc", "cc", "requirements.lock", "mlpack.yaml", "train.py"} == set()
    )
    assert {"model.py", "model.joblib", "serve"} <= words
    assert "/usr/bin/gcc" not in listed
    imports = "import importlib.util as u, sys; sys.exit(bool(u.find_spec('mlpack')))"
    docker("run", "--rm", digits_image, "python", "-c", imports)


def test_every_module_of_a_warm_service_has_bytecode_and_ours_is_never_checked(
    digits_image: str,
) -> None:
    script = """
import sys, pathlib
sys.path.insert(0, '/app')
import serve.app, serve.server, sklearn.linear_model, joblib
bare = []
for module in list(sys.modules.values()):
    spec = getattr(module, '__spec__', None)
    origin = getattr(spec, 'origin', None) or ''
    if origin.endswith('.py') and not origin.startswith('/app'):
        cached = pathlib.Path(spec.cached or 'none')
        unchecked = cached.is_file() and cached.read_bytes()[4:8] == bytes([1, 0, 0, 0])
        if not cached.is_file() or (origin.startswith('/opt/venv') and not unchecked):
            bare.append(origin)
print(*bare)
"""

    printed = docker("run", "--rm", *LOCKED, digits_image, "python", "-c", script)

    assert printed.split() == []


def test_a_changed_line_of_code_changes_the_last_layer_alone(
    digits: Path, digits_image: str, tmp_path: Path
) -> None:
    changed = tmp_path / "changed"
    shutil.copytree(digits, changed)
    with (changed / "model.py").open("a") as code:
        code.write("\n# a changed line\n")

    image = build(changed, "mlpack-test-changed")

    before = image_config(digits_image)["RootFS"]["Layers"]
    after = image_config(image)["RootFS"]["Layers"]
    docker("image", "rm", "--force", image)
    assert [x == y for x, y in zip(before, after, strict=True)] == [True] * (len(before) - 1) + [
        False
    ]


@pytest.mark.parametrize("model", ["model.joblib", "trained"])
def test_a_model_that_its_owner_alone_may_read_is_served_whether_file_or_folder(
    digits: Path, tmp_path: Path, model: str
) -> None:
    folder = tmp_path / "private"
    shutil.copytree(digits, folder)
    (folder / "mlpack.yaml").write_text(DIGITS + f"model: {model}\n")
    file = folder / "model.joblib"
    if model == "trained":
        (folder / model).mkdir()
        file = file.rename(folder / model / "model.joblib")
        code = (folder / "model.py").read_text()
        (folder / "model.py").write_text(code.replace("load(path)", 'load(path / "model.joblib")'))
        (folder / model).chmod(0o700)
    file.chmod(0o600)
    assert run(["generate", "--no-lock", str(folder)]) == 0

    with (
        built(folder, "mlpack-test-private") as image,
        running(image, *LOCKED, "--user", "12345:12345") as container,
    ):
        assert container.predict(json.loads((digits / "digit.json").read_text())["inputs"]) == [3]


def test_two_clean_builds_give_the_same_bytes(digits: Path, tmp_path: Path) -> None:
    digests = []
    for number in (1, 2):
        archive = tmp_path / f"{number}.tar"
        subprocess.run(
            [
                "docker",
                "build",
                "--quiet",
                "--no-cache",
                "--output",
                f"type=tar,dest={archive}",
                digits,
            ],
            env={**os.environ, "SOURCE_DATE_EPOCH": "1700000000"},
            check=True,
            capture_output=True,
        )
        digests.append(hashlib.sha256(archive.read_bytes()).hexdigest())
        archive.unlink()

    assert digests[0] == digests[1]


def test_the_engine_has_no_complaint_about_the_dockerfile(digits: Path) -> None:
    every_check = "--build-arg=BUILDKIT_DOCKERFILE_CHECK=experimental=all"
    for options in ([], [every_check]):
        done = subprocess.run(
            ["docker", "build", "--check", *options, str(digits)], capture_output=True, text=True
        )

        assert "Check complete, no warnings found." in done.stdout + done.stderr
        assert done.returncode == 0


def test_the_project_builds_and_passes_its_own_tests_without_mlpack(digits: Path) -> None:
    """In the base image, where there is no mlpack: its lock, its tests, and nothing else."""
    script = (
        "cp -r /project /tmp/project && cd /tmp/project"
        " && pip install --quiet --root-user-action=ignore --require-hashes -r requirements.lock"
        " && pip install --quiet --root-user-action=ignore pytest && python -m pytest -q tests"
    )

    printed = docker(
        *("run", "--rm", "--volume", f"{digits}:/project:ro", "python:3.11-slim-trixie"),
        *("sh", "-c", script),
    )

    assert " passed" in printed


def test_a_model_that_cannot_be_read_ends_the_container_with_one_clear_line(
    digits_image: str,
) -> None:
    with running(digits_image, *LOCKED, "--env", "MODEL=serve/app.py", ready=False) as container:
        docker("wait", container.name)

        assert container.state()["ExitCode"] == 1
        assert "Traceback" not in container.logs()
        assert "serve/app.py" in container.logs().splitlines()[-1]


@pytest.mark.parametrize("setting", ["PORT=eighty", "LIMIT_ROWS=0", "DRAIN_SECONDS=-1"])
def test_a_wrong_setting_ends_the_container_before_the_model_is_loaded(
    digits_image: str, setting: str
) -> None:
    with running(digits_image, *LOCKED, "--env", setting, ready=False) as container:
        docker("wait", container.name)

        assert container.state()["ExitCode"] == 2
        assert len(container.logs().splitlines()) == 1
        assert setting.partition("=")[0] in container.logs()


def test_every_value_of_a_person_reaches_the_container_as_it_is(
    digits: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "hostile"
    folder.mkdir()
    (folder / "mlpack.yaml").write_text(SPECS["hostile"])
    plan = open_project(folder).plan
    assert run(["generate", "--no-lock", str(folder)]) == 0
    shutil.copy(digits / "requirements.lock", folder)
    (folder / plan.model.path).parent.mkdir(parents=True)
    shutil.copy(digits / "model.joblib", folder / plan.model.path)
    for name in plan.include:
        (folder / name).mkdir()
        (folder / name / "inside.txt").write_text(name)

    image = build(folder, "mlpack-test-hostile")

    script = "import json, os; print(json.dumps([dict(os.environ), sorted(os.listdir('/app'))]))"
    environment, files = json.loads(docker("run", "--rm", image, "python", "-c", script))
    with running(image, *LOCKED) as container:
        assert container.predict([[0.0] * 64])
    docker("image", "rm", "--force", image)
    assert {name: environment[name] for name in plan.environment} == dict(plan.environment)
    assert set(files) >= {*plan.include, plan.model.path.partition("/")[0], "model.py", "serve"}
