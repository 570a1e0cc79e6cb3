"""TensorFlow, JAX, spaCy and MLflow: their tables, what is chosen from them, and their model.py."""

from __future__ import annotations

import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from projects import put
from specs import project_of

from mlpack import api
from mlpack.catalog import Catalog, numbers
from mlpack.errors import Incompatible
from mlpack.layers import open_layers
from mlpack.lock import fingerprint

CATALOG = Catalog(open_layers((), Path()))
FAMILY = ["jax", "mlflow", "spacy", "tensorflow"]
EXAMPLES = {"jax": "petals", "mlflow": "progression", "spacy": "tickets", "tensorflow": "cultivars"}
# What a batch of rows is to predict, by what a row is.
BATCHES = {
    "numbers": "np.array(rows, dtype=np.float64)",
    "arrays": "np.array(rows, dtype=np.float32)",
    "texts": "rows",
    "records": "rows",
}
PREDICT = """\
import json, sys
from pathlib import Path
import numpy as np
import model

loaded = model.load(Path(sys.argv[1]))
rows = json.loads(sys.argv[2]) if len(sys.argv) > 2 else [model.example(loaded)]
outputs = model.predict(loaded, {batch})
outputs = outputs.tolist() if hasattr(outputs, "tolist") else list(outputs)
print(json.dumps({{"example": model.example(loaded), "outputs": outputs}}))
"""


def lines_of(text: str) -> list[str]:
    """The lines of requirements.in that the framework asks for."""
    plan = project_of(text).plan
    asker = f"framework: {plan.framework.name}"
    return [line for part in plan.requirements if part.asker == asker for line in part.lines]


@pytest.fixture
def installed(request: pytest.FixtureRequest) -> None:
    """Skips where the framework of the test's `name` cannot be imported."""
    name = request.getfixturevalue("name")
    if importlib.util.find_spec(name) is None:
        pytest.skip(f"{name} is not installed: install the packages of its example to turn this on")


def example_in(root: Path, name: str) -> Path:
    """The framework's example, with its model.py, as `mlpack init --example` brings it."""
    for path, data in CATALOG.example_files(EXAMPLES[name]).items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_bytes(data)
    put(root, {"model.py": api.open_project(root).tree["model.py"].text})
    return root


def predicted(root: Path, model: str, *rows: str, **environment: str) -> dict[str, Any]:
    """What model.py in `root` says its example is, and predicts: in a process of its own."""
    done = run(root, model, *rows, **environment)
    assert done.returncode == 0, done.stderr
    answer: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return answer


def run(root: Path, model: str, *rows: str, **environment: str) -> subprocess.CompletedProcess[str]:
    inputs = environment.pop("inputs", "numbers")
    return subprocess.run(
        [sys.executable, "-c", PREDICT.format(batch=BATCHES[inputs]), model, *rows],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "OMP_NUM_THREADS": "2", **environment},
        capture_output=True,
        text=True,
        check=False,
    )


def request_of(root: Path) -> str:
    return json.dumps(json.loads((root / "request.json").read_text(encoding="utf-8"))["inputs"])


@pytest.mark.parametrize("name", FAMILY)
def test_every_build_is_of_a_distribution_whose_releases_are_known(name: str) -> None:
    framework = CATALOG.framework(name)

    assert {v.distribution for v in framework.variants} == set(framework.distributions)


@pytest.mark.parametrize("name", FAMILY)
def test_releases_are_sorted_by_distribution_and_version(name: str) -> None:
    rows = [(r.distribution, numbers(r.version)) for r in CATALOG.framework(name).releases]

    assert rows == sorted(rows)


@pytest.mark.parametrize("name", FAMILY)
def test_every_release_has_a_build_for_the_cpu(name: str) -> None:
    releases = CATALOG.framework(name).releases

    plans = [project_of(f"name: a\nframework: {name}=={r.version}.*\n").plan for r in releases]

    assert {plan.compute.device for plan in plans} == {"cpu"}
    assert [plan.framework.version for plan in plans] == [f"{r.version}.*" for r in releases]


@pytest.mark.parametrize(
    ("wishes", "line"),
    [
        ("", "tensorflow-cpu==2.21.*"),
        ("platforms: [linux/arm64]", "tensorflow==2.21.*"),
        ("platforms: [linux/arm64, linux/amd64]", "tensorflow==2.21.*"),
        ("compute: cuda", "tensorflow[and-cuda]==2.21.*"),
        ('compute: {driver: "550"}', "tensorflow[and-cuda]==2.21.*"),
    ],
)
def test_tensorflow_is_the_smallest_build_that_serves(wishes: str, line: str) -> None:
    found = lines_of(f"name: a\nframework: tensorflow==2.21.*\n{wishes}\n")

    assert found == [line, "numpy>=1.26,<3"]


@pytest.mark.parametrize(
    ("version", "numpy"),
    [("2.17", "numpy>=1.23.5,<2"), ("2.18", "numpy>=1.26,<2.1"), ("2.19", "numpy>=1.26,<2.2")],
)
def test_numpy_is_one_that_the_release_was_built_against(version: str, numpy: str) -> None:
    found = lines_of(f"name: a\nframework: tensorflow=={version}.*\n")

    assert found == [f"tensorflow-cpu=={version}.*", numpy]


def test_tensorflow_for_a_gpu_brings_cuda_once() -> None:
    text = "name: a\nframework: tensorflow==2.21.*\ncompute: {cuda: auto, libraries: %s}\n"

    wheels, image = project_of(text % "auto").plan, project_of(text % "image").plan

    assert wheels.base.image.startswith("python:")
    assert image.base.image.startswith("nvidia/cuda:12.6")
    assert "tensorflow==2.21.*" in image.requirement_lines


def test_tensorflow_for_python_3_14_is_refused_with_the_nearest() -> None:
    with pytest.raises(Incompatible) as refused:
        project_of('name: a\nframework: tensorflow==2.21.*\npython: "3.14"\n')

    assert refused.value.setting == "python"
    assert 'python: "3.13"' in refused.value.choices


@pytest.mark.parametrize(
    ("driver", "line"), [("580", "jax[cuda13]==0.12.*"), ("550", "jax[cuda12]==0.12.*")]
)
def test_jax_takes_the_cuda_that_the_driver_can_run(driver: str, line: str) -> None:
    text = f'name: a\nframework: jax==0.12.*\ncompute: {{driver: "{driver}"}}\n'

    assert line in lines_of(text)


def test_jax_before_its_plugin_had_wheels_for_arm64_has_none_there() -> None:
    text = "name: a\nframework: jax==%s\ncompute: cuda\nplatforms: [linux/arm64]\n"

    with pytest.raises(Incompatible) as refused:
        project_of(text % "0.4.*")

    assert "framework: jax==0.5.*" in refused.value.choices
    assert "jax[cuda12]==0.5.*" in lines_of(text % "0.5.*")


def test_flax_comes_on_request() -> None:
    text = "name: a\nframework: {name: jax, version: 0.12.*, extras: [flax]}\n"

    assert "flax>=0.8,<1" in lines_of(text)
    assert "flax>=0.8,<1" not in lines_of("name: a\nframework: jax==0.12.*\n")


@pytest.mark.parametrize(
    ("framework", "asked"),
    [
        ("jax==0.5.*", "absl-py>=1,<3"),
        ("mlflow==2.15.*", "setuptools<81"),
        ("spacy==3.7.*", "click>=8,<9"),
    ],
)
def test_what_an_old_release_imports_without_asking_for_it_is_asked_for(
    framework: str, asked: str
) -> None:
    name = framework.partition("==")[0]

    assert asked in lines_of(f"name: a\nframework: {framework}\n")
    assert asked not in lines_of(f"name: a\nframework: {name}\n")


@pytest.mark.parametrize("name", FAMILY)
def test_what_a_gpu_needs_is_set_for_gpus_alone(name: str) -> None:
    framework = CATALOG.framework(name)
    on_gpus = {row.name for row in framework.variables if row.devices == ("cuda",)}

    plan = project_of(f"name: a\nframework: {name}\n").plan

    assert not on_gpus & {variable.name for variable in plan.variables}
    assert bool(on_gpus) == ("cuda" in framework.devices)


@pytest.mark.parametrize("name", FAMILY)
def test_the_example_is_a_project_with_a_fresh_lock(
    name: str, tmp_path: Path, mlpack: Callable
) -> None:
    said = mlpack("init", "--example", EXAMPLES[name], str(tmp_path))

    assert (said.code, said.err.partition("Next:")[0].strip()) == (0, "")
    (inputs,) = api.lock_inputs(api.open_project(tmp_path)).values()
    lock = (tmp_path / "requirements.lock").read_text(encoding="utf-8")
    assert f"inputs: {fingerprint(inputs)}" in lock


@pytest.mark.parametrize("name", FAMILY)
@pytest.mark.usefixtures("installed")
def test_the_examples_request_is_predicted(name: str, tmp_path: Path) -> None:
    root = example_in(tmp_path, name)
    plan = api.open_project(root).plan

    answer = predicted(root, plan.model.path, request_of(root), inputs=plan.serving.inputs)

    assert summary(name, answer["outputs"]) == {
        "jax": [0, 1, 2],
        "mlflow": [213, 67],
        "spacy": [("delivery", ["Order 99"]), ("billing", []), ("account", [])],
        "tensorflow": [0, 1, 2],
    }.get(name)


def summary(name: str, outputs: list[Any]) -> list[Any]:
    if name == "mlflow":
        return [round(output) for output in outputs]
    if name == "spacy":
        return [
            (
                max(one["categories"], key=one["categories"].get),
                [e["text"] for e in one["entities"]],
            )
            for one in outputs
        ]
    return [output.index(max(output)) for output in outputs]


@pytest.mark.parametrize("name", FAMILY)
@pytest.mark.usefixtures("installed")
def test_the_example_row_of_a_model_is_of_the_kind_of_a_request(name: str, tmp_path: Path) -> None:
    root = example_in(tmp_path, name)
    plan = api.open_project(root).plan

    answer = predicted(root, plan.model.path, inputs=plan.serving.inputs)

    first = json.loads(request_of(root))[0]
    assert len(answer["outputs"]) == 1
    assert type(answer["example"]) is type(first)
    if plan.serving.inputs != "texts":
        assert len(answer["example"]) == len(first)
    if plan.serving.inputs == "records":
        assert answer["example"].keys() == first.keys()


@pytest.mark.parametrize("name", ["jax", "spacy", "tensorflow"])
@pytest.mark.usefixtures("installed")
def test_a_service_for_gpus_does_not_start_where_there_is_none(name: str, tmp_path: Path) -> None:
    root = example_in(tmp_path, name)
    plan = api.open_project(root).plan
    gpu = project_of(f"name: a\nframework: {name}\ncompute: cuda\n")
    put(root, {"model.py": gpu.tree["model.py"].text})
    variables = {variable.name: variable.value for variable in gpu.plan.variables}

    done = run(root, plan.model.path, inputs=plan.serving.inputs, **variables)

    assert done.returncode == 1
    assert re.search(r"^(RuntimeError|ValueError): .*(GPU|cuda)", done.stderr, re.MULTILINE)


@pytest.mark.parametrize("name", ["jax"])
@pytest.mark.usefixtures("installed")
def test_jax_answers_a_batch_of_any_size_as_row_by_row(name: str, tmp_path: Path) -> None:
    root = example_in(tmp_path, name)
    rows = [[5.0 + i / 10, 3.0, 1.0 + i / 4, i / 9] for i in range(23)]

    together = predicted(root, "model.jax", json.dumps(rows), BATCH_MAX_SIZE="5")
    alone = [predicted(root, "model.jax", json.dumps([row])) for row in rows[:3]]

    assert len(together["outputs"]) == len(rows)
    for output, one in zip(together["outputs"], alone, strict=False):
        assert output == pytest.approx(one["outputs"][0], rel=1e-5)


LAYERS = """\
import keras
image = keras.Input((8, 8, 1))
pooled = keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(2, 3)(image))
network = keras.Model(image, %s)
network.save("model.keras")
network.export("saved", verbose=False)
"""


@pytest.mark.parametrize("name", ["tensorflow"])
@pytest.mark.usefixtures("installed")
def test_a_savedmodel_answers_as_the_keras_file_of_the_same_network(
    name: str, tmp_path: Path
) -> None:
    root = example_in(tmp_path, name)
    subprocess.run([sys.executable, "-c", LAYERS % "pooled"], cwd=root, check=True)
    image = json.dumps([[[[x * y / 9] for x in range(8)] for y in range(8)]])

    file = predicted(root, "model.keras", image, inputs="arrays")
    folder = predicted(root, "saved", image, inputs="arrays")

    assert file["outputs"][0] == pytest.approx(folder["outputs"][0], rel=1e-5)
    assert file["example"] == folder["example"] == [[[0.0]] * 8] * 8


@pytest.mark.parametrize("name", ["tensorflow"])
@pytest.mark.usefixtures("installed")
def test_a_keras_file_with_code_in_it_is_not_run(name: str, tmp_path: Path) -> None:
    root = example_in(tmp_path, name)
    code = LAYERS % "keras.layers.Lambda(lambda x: x + 1)(pooled)"
    subprocess.run([sys.executable, "-c", code], cwd=root, check=True)

    done = run(root, "model.keras", inputs="arrays")

    assert done.returncode == 1
    assert "safe_mode" in done.stderr
