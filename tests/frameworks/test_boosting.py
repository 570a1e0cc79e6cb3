"""XGBoost, LightGBM, CatBoost, ONNX Runtime, llama.cpp and custom: what is chosen, and their model.py."""

from __future__ import annotations

import ast
import json
import shutil
import subprocess
import sys
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from packaging.specifiers import SpecifierSet
from projects import CHECKOUT, put
from specs import project_of

from mlpack.catalog import Catalog
from mlpack.errors import Incompatible
from mlpack.layers import open_layers
from mlpack.plan import Plan

CATALOG = Catalog(open_layers((), Path()))
NAMES = ("catboost", "custom", "lightgbm", "llama-cpp-python", "onnxruntime", "xgboost")
NUMPY = "numpy>=1.24,<3"


def plan_of(wishes: str) -> Plan:
    return project_of(f"name: a\n{wishes}\n").plan


def asked_by(plan: Plan) -> list[str]:
    """What requirements.in asks for on account of the framework."""
    paragraphs = (p for p in plan.requirements if p.asker.startswith("framework"))
    return [line for paragraph in paragraphs for line in paragraph.lines]


@pytest.mark.parametrize(
    ("wishes", "variant", "lines"),
    [
        ("framework: xgboost", "cpu", ["xgboost-cpu==3.4.*", NUMPY]),
        ("framework: xgboost==2.1.*", "cpu", ["xgboost-cpu==2.1.*", NUMPY]),
        ("framework: xgboost==2.1.0", "cpu", ["xgboost==2.1.0", NUMPY]),
        ("framework: xgboost==2.0.3", "cpu", ["xgboost==2.0.3", NUMPY]),
        ("framework: xgboost\nrequirements: [xgboost]", "plain", ["xgboost==3.4.*", NUMPY]),
        ("framework: xgboost\nrequirements: [xgboost==3.2.0]", "plain", ["xgboost==3.2.0", NUMPY]),
        ("framework: xgboost\nrequirements: [xgboost-cpu]", "cpu", ["xgboost-cpu==3.4.*", NUMPY]),
        ("framework: lightgbm", "cpu", ["lightgbm==4.7.*", NUMPY]),
        ("framework: catboost", "cpu", ["catboost==1.2.*", NUMPY]),
        ("framework: onnxruntime", "cpu", ["onnxruntime==1.31.*", NUMPY]),
        ("framework: onnxruntime==1.18.*", "cpu", ["onnxruntime==1.18.*", "numpy>=1.24.2,<2"]),
        ("framework: llama-cpp-python", "cpu", ["llama-cpp-python==0.3.*"]),
        ("framework: custom", "cpu", []),
        ("framework: custom\nserving: {inputs: arrays}", "cpu", [NUMPY]),
    ],
)
def test_a_cpu_gets_the_build_without_cuda(wishes: str, variant: str, lines: list[str]) -> None:
    plan = plan_of(wishes)

    assert (plan.framework.variant, asked_by(plan)) == (variant, lines)
    assert plan.base.image.startswith("python:")


@pytest.mark.parametrize(
    ("wishes", "variant", "line"),
    [
        ("framework: xgboost\ncompute: cuda", "cuda13", "xgboost==3.4.*"),
        ("framework: xgboost\ncompute: {driver: '550'}", "cuda12", "xgboost-cu12==3.4.*"),
        ("framework: xgboost\ncompute: {cuda: '12'}", "cuda12", "xgboost-cu12==3.4.*"),
        ("framework: xgboost\ncompute: {gpus: [V100]}", "cuda12", "xgboost==3.2.*"),
        ("framework: xgboost==3.3.*\ncompute: cuda", "cuda12", "xgboost==3.3.*"),
        ("framework: xgboost\ncompute: {driver: '470'}", "cuda11", "xgboost==2.0.*"),
        ("framework: catboost\ncompute: cuda", "cuda11", "catboost==1.2.*"),
        (
            "framework: onnxruntime\ncompute: cuda",
            "cuda13",
            "onnxruntime-gpu[cuda,cudnn]==1.31.*",
        ),
        (
            "framework: onnxruntime\ncompute: {driver: '550'}",
            "cuda12",
            "onnxruntime-gpu[cuda,cudnn]==1.26.*",
        ),
        (
            "framework: onnxruntime==1.27.*\ncompute: cuda",
            "cuda13",
            "onnxruntime-gpu==1.27.*",
        ),
        (
            "framework: custom\nserving: {inputs: numbers}\ncompute: {driver: '550'}",
            "cuda12",
            NUMPY,
        ),
    ],
)
def test_a_gpu_gets_the_newest_build_that_its_driver_and_code_allow_on_a_base_without_cuda(
    wishes: str, variant: str, line: str
) -> None:
    plan = plan_of(wishes)

    assert (plan.framework.variant, asked_by(plan)[0]) == (variant, line)
    assert plan.compute.libraries == "wheels"
    assert plan.base.image.startswith("python:")


def test_what_is_compiled_in_the_build_runs_on_other_cpus_than_the_one_that_builds() -> None:
    own, wheel = (plan_of(f"framework: llama-cpp-python\ncompute: {c}") for c in ("cpu", "cuda"))

    assert [(one.name, one.value) for one in own.build_variables] == [
        ("CMAKE_ARGS", "-DGGML_NATIVE=OFF")
    ]
    assert wheel.build_variables == ()


def test_cuda_comes_by_name_where_the_extra_of_onnxruntime_asks_for_packages_without_content() -> (
    None
):
    assert asked_by(plan_of("framework: onnxruntime==1.27.0\ncompute: cuda")) == [
        "onnxruntime-gpu==1.27.0",
        NUMPY,
        "nvidia-cublas==13.1.*",
        "nvidia-cudnn-cu13==9.24.*",
        "nvidia-cuda-nvrtc~=13.0",
        "nvidia-cuda-runtime~=13.0",
        "nvidia-cufft~=12.0",
        "nvidia-curand~=10.0",
    ]


@pytest.mark.parametrize(
    ("framework", "flavor", "line"),
    [
        ("xgboost", "base", "xgboost==3.4.*"),
        ("onnxruntime", "cudnn-runtime", "onnxruntime-gpu==1.31.*"),
        ("llama-cpp-python", "runtime", "llama-cpp-python==0.3.*"),
        ("custom", "cudnn-runtime", ""),
    ],
)
def test_on_nvidias_image_no_package_brings_cuda_s_libraries_a_second_time(
    framework: str, flavor: str, line: str
) -> None:
    plan = plan_of(f"framework: {framework}\ncompute: {{cuda: '13.0', libraries: image}}")

    assert plan.base.image.startswith("nvidia/cuda:13.0.")
    assert f"-{flavor}-ubuntu" in plan.base.image
    assert "".join(asked_by(plan)[:1]) == line
    assert not [one for one in asked_by(plan) if one.startswith("nvidia-")]


@pytest.mark.parametrize(
    ("wishes", "setting"),
    [
        ("framework: lightgbm\ncompute: cuda", "compute"),
        ("framework: xgboost==3.4.*\npython: '3.11'", "python"),
        ("framework: xgboost==3.0.*\ncompute: cuda\nplatforms: [linux/arm64]", "platforms"),
        ("framework: xgboost==3.4.*\ncompute: {driver: '470'}", "compute.driver"),
        (
            "framework: onnxruntime\ncompute: {gpus: [A100]}\nplatforms: [linux/arm64]",
            "compute.gpus",
        ),
        ("framework: onnxruntime==1.20.*\ncompute: {libraries: wheels}", "compute.libraries"),
        ("framework: catboost==1.2.2\npython: '3.12'", "python"),
    ],
)
def test_what_no_build_is_for_is_refused(wishes: str, setting: str) -> None:
    with pytest.raises(Incompatible) as caught:
        plan_of(wishes)

    assert caught.value.setting == setting
    assert caught.value.choices


def test_a_driver_below_the_named_cuda_is_what_is_wrong_and_the_cuda_that_it_can_is_a_way_out() -> (
    None
):
    with pytest.raises(Incompatible) as caught:
        plan_of("framework: xgboost\ncompute: {cuda: '13.0', driver: '550'}")

    assert str(caught.value) == "Driver 550 is below the 580.65.06 that CUDA 13 needs."
    assert caught.value.choices[0] == 'compute: {cuda: "12", driver: "550"}'


@pytest.mark.parametrize("name", NAMES)
def test_builds_of_one_name_share_no_release_and_cuda(name: str) -> None:
    framework = CATALOG.framework(name)
    versions = [row.newest for row in framework.releases] or [""]

    for version in versions:
        found = [
            (variant.name, variant.cuda, platform)
            for variant in framework.variants
            for platform in variant.platforms or ("linux/amd64", "linux/arm64")
            if holds(variant.releases, version)
        ]

        assert len(found) == len({*found}), version


def holds(releases: str, version: str) -> bool:
    return not version or SpecifierSet(releases).contains(version)


@pytest.mark.parametrize("name", NAMES)
def test_a_project_is_recognised_by_what_its_framework_is_known_by(name: str) -> None:
    signature = next(row for row in CATALOG.signatures if row.framework == name)

    assert {*CATALOG.framework(name).distributions} <= {*signature.distributions}
    assert all(suffix.startswith(".") for suffix in signature.suffixes)


def model_files() -> dict[str, str]:
    """model.py of each framework, as it differs by what it computes on and what a row is."""
    kinds = {name: CATALOG.framework(name).inputs for name in NAMES}
    wishes = [(name, kind, device) for name, kind in kinds.items() for device in ("cpu", "cuda")]
    wishes += [("custom", kind, "cpu") for kind in ("numbers", "texts", "arrays")]
    wishes += [("onnxruntime", "arrays", "{libraries: image}")]
    return {
        f"{number}/model.py": project_of(
            f"name: a\nframework: {name}\ncompute: {device}\nserving: {{inputs: {kind}}}\n"
        )
        .tree["model.py"]
        .text
        for number, (name, kind, device) in enumerate(wishes)
        if device in CATALOG.framework(name).devices or "image" in device
    }


def test_ruff_has_no_complaint_about_any_model_py(tmp_path: Path) -> None:
    put(tmp_path, model_files())
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")
    assert ruff, "ruff is not installed: pip install -r requirements-dev.lock"

    for words in (["check", "--extend-select=F,W,I,B,UP,SIM,RUF,C4"], ["format", "--diff"]):
        done = subprocess.run(
            [ruff, *words, "--isolated", "."], cwd=tmp_path, capture_output=True, text=True
        )
        assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("compute", ["cpu", "cuda"])
@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("lightgbm", "custom")])
def test_a_model_py_differs_between_cpu_and_gpu_in_nothing_but_how_it_computes(
    name: str, compute: str
) -> None:
    text = project_of(f"name: a\nframework: {name}\ncompute: {compute}\n").tree["model.py"].text

    names = {node.name for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef)}
    assert names == {"load", "example", "predict"}
    assert ("GPU" in text or "CUDA" in text) == (compute == "cuda")
    assert "pickle" not in text


@pytest.mark.parametrize("inputs", ["numbers", "texts", "arrays", "records"])
def test_a_custom_model_py_answers_before_anyone_has_written_in_it(
    inputs: str, tmp_path: Path
) -> None:
    np = pytest.importorskip("numpy", reason="turn on with: pip install numpy")
    spec = f"name: a\nframework: custom\nserving: {{inputs: {inputs}}}\n"
    put(tmp_path, {"model.py": project_of(spec).tree["model.py"].text, "model.json": "{}"})
    model = imported(tmp_path / "model.py")

    loaded = model.load(tmp_path / "model.json")
    row = model.example(loaded)
    rows = np.array([row]) if inputs in ("numbers", "arrays") else [row]

    assert len(model.predict(loaded, rows)) == 1


def imported(path: Path) -> ModuleType:
    spec = spec_from_file_location("model", path)
    assert spec
    assert spec.loader
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


# An example, what it imports, and what its request is answered.
ANSWERS: dict[str, tuple[str, Any]] = {
    "breast-cancer": ("catboost", ["malignant", "benign"]),
    "delivery": ("json", [23.0, 31.5]),
    "diabetes": ("xgboost", [236, 244]),
    "iris": ("onnxruntime", ["setosa", "versicolor", "virginica"]),
    "wine": ("lightgbm", [0, 1, 2]),
}


@pytest.mark.parametrize("name", ANSWERS)
def test_an_example_answers_its_own_request_as_its_train_py_says(name: str, tmp_path: Path) -> None:
    module, answer = ANSWERS[name]
    pytest.importorskip(module, reason=f"turn on with: pip install {module}")
    (framework,) = (f for f in NAMES if name in CATALOG.framework(f).examples)
    folder = CHECKOUT / "templates/frameworks" / framework / "examples" / name
    project = project_of((folder / "mlpack.yaml").read_text())
    own = folder / "model.py"
    put(
        tmp_path, {"model.py": (own.read_text() if own.exists() else project.tree["model.py"].text)}
    )
    model = imported(tmp_path / "model.py")

    loaded = model.load(folder / project.plan.model.path)
    rows = json.loads((folder / "request.json").read_text())["inputs"]
    outputs = predicted(model, loaded, rows)

    assert [said(output) for output in outputs] == answer
    assert len(predicted(model, loaded, [model.example(loaded)])) == 1


def predicted(model: ModuleType, loaded: Any, rows: list[Any]) -> list[Any]:
    """As the service calls it."""
    if isinstance(rows[0], list):
        import numpy as np

        return list(model.predict(loaded, np.array(rows, dtype=np.float64)))
    return list(model.predict(loaded, rows))


def said(output: Any) -> Any:
    """A kind by its name, or the likeliest of several; a number without its fraction, if XGBoost's."""
    if hasattr(output, "argmax") and getattr(output, "shape", ()):
        return int(output.argmax())
    return round(float(output)) if type(output).__name__ == "float32" else output
