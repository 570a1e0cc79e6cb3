"""An image without a network: everything comes from wheels that the project brings."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from containers import LOCKED, docker, running
from projects import put
from sourced import DIGITS, Built, build, generated, started

from mlpack.cli.app import run

pytestmark = pytest.mark.engine

IMAGE = "mlpack-test-airgap"
NO_NETWORK = ("--network", "none", "--no-cache")


@dataclass(frozen=True)
class AirGapped:
    folder: Path
    built: Built


@pytest.fixture(scope="module")
def made(digits: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[AirGapped]:
    """Where there is a network: the lock, and its wheels. Then the build, without one."""
    folder = started(digits, tmp_path_factory.mktemp("airgap") / "digits", DIGITS)
    generated(folder)
    assert run(["lock", "--wheelhouse", str(folder / "vendor/wheels"), str(folder)]) == 0
    put(folder, {"mlpack.yaml": f"{DIGITS}index: {{wheelhouse: vendor/wheels}}\n"})
    generated(folder)

    yield AirGapped(folder, build(folder, IMAGE, *NO_NETWORK))
    docker("image", "rm", "--force", IMAGE, ok=False)


def test_it_is_built_without_a_network_and_predicts(digits: Path, made: AirGapped) -> None:
    rows = json.loads((digits / "digit.json").read_text())["inputs"]

    assert made.built.code == 0, made.built.log
    with running(IMAGE, *LOCKED) as container:
        assert container.predict(rows) == [3]


def test_the_wheels_are_not_in_the_image(made: AirGapped) -> None:
    assert made.built.code == 0, made.built.log
    script = "find / -xdev -name 'prometheus_client-*.whl' -o -path /app/vendor -o -path /wheels"

    found = docker("run", "--rm", "--user", "0", IMAGE, "sh", "-c", script)

    assert found == ""


def test_a_wheel_that_is_not_there_is_named_by_the_build(made: AirGapped, tmp_path: Path) -> None:
    folder = tmp_path / "lacking"
    shutil.copytree(made.folder, folder, copy_function=shutil.copy)
    (wheel,) = (folder / "vendor/wheels").glob("prometheus_client-*.whl")
    wheel.unlink()

    lacking = build(folder, f"{IMAGE}-lacking", *NO_NETWORK)

    assert lacking.code != 0
    assert "prometheus-client was not found in the provided package locations" in lacking.log


def test_the_check_finds_what_the_wheelhouse_lacks(
    made: AirGapped, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    folder = tmp_path / "lacking"
    shutil.copytree(made.folder, folder, copy_function=shutil.copy)
    (wheel,) = (folder / "vendor/wheels").glob("prometheus_client-*.whl")
    wheel.unlink()

    code = run(["check", str(folder)])

    said = capfd.readouterr().out
    assert code == 1
    assert "vendor/wheels  The image is built from it alone, and it lacks prometheus-client" in said
