"""Every example of the catalogue on a real engine: it predicts there as it does outside.

A minute each, most of it for packages; `-k diabetes` is one.
"""

from __future__ import annotations

from pathlib import Path

import pytest
from containers import LOCKED, docker, running
from framework_images import CATALOG, THREADS, alike, generated, predicted_outside
from sourced import built

pytestmark = pytest.mark.engine


@pytest.mark.parametrize("name", CATALOG.examples)
def test_an_example_predicts_in_its_locked_down_image_as_it_does_outside(
    name: str, tmp_path: Path
) -> None:
    example = generated(name, tmp_path / "project")
    outside = predicted_outside(example, tmp_path / "outside")
    options = (*LOCKED, "--user", "12345:12345", "--env", f"OMP_NUM_THREADS={THREADS}")

    with (
        built(example.folder, f"mlpack-test-example-{name}") as image,
        running(image, *options, ready=False) as container,
    ):
        container.wait_until_ready(180)
        answer = container.post({"inputs": example.rows})
        written = docker("diff", container.name)
        docker("stop", container.name)
        state = container.state()

    assert answer.status == 200, answer
    assert alike(answer.json, {"outputs": outside}), (answer.json, outside)
    assert len(outside) == len(example.rows)
    assert written == ""
    assert state["ExitCode"] == 0, state
