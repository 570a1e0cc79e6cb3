"""PyTorch and what computes with it: which build is chosen for which host, and what model.py does."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from packaging.specifiers import SpecifierSet
from projects import put
from specs import project_of

from mlpack import api
from mlpack.catalog import Catalog, Framework, Release, Variant
from mlpack.errors import Incompatible
from mlpack.layers import open_layers
from mlpack.plan import Plan

CATALOG = Catalog(open_layers((), Path()))
NAMES = ("pytorch", "sentence-transformers", "transformers", "vllm")
WHEELS = "https://download.pytorch.org/whl"
AMD64, ARM64 = "linux/amd64", "linux/arm64"

# PyTorch's builds for CUDA on each platform, in the order in which they are tried.
BUILDS = {
    AMD64: {
        "2.1": "cu121 cu118",
        "2.2": "cu121 cu118",
        "2.3": "cu121 cu118",
        "2.4": "cu121 cu118 cu124",
        "2.5": "cu124 cu121 cu118",
        "2.6": "cu124 cu118 cu126",
        "2.7": "cu126 cu118 cu128",
        "2.8": "cu128 cu126 cu129",
        "2.9": "cu128 cu126 cu130",
        "2.10": "cu128 cu126 cu130",
        "2.11": "cu130 cu128 cu126",
        "2.12": "cu130 cu126 cu132",
        "2.13": "cu130 cu126 cu132",
        "2.14": "cu130 cu132 cu126",
        "2.15": "cu132 cu130",
    },
    ARM64: {
        **{f"2.{minor}": "" for minor in range(1, 8)},
        "2.8": "cu128",
        "2.9": "cu128 cu126 cu130",
        "2.10": "cu128 cu126 cu130",
        "2.11": "cu130 cu128 cu126",
        "2.12": "cu130 cu126 cu132",
        "2.13": "cu130 cu126 cu132",
        "2.14": "cu130 cu132 cu126",
        "2.15": "cu132 cu130",
    },
}


def plan_of(wishes: str) -> Plan:
    return project_of(f"name: a\n{wishes}\n").plan


def lines_of(wishes: str) -> list[str]:
    """The lines of requirements.in that frameworks ask for."""
    paragraphs = (p for p in plan_of(wishes).requirements if p.asker.startswith("framework"))
    return [line for paragraph in paragraphs for line in paragraph.lines]


def chosen(wishes: str) -> tuple[str, str, str]:
    """Release and build of PyTorch, and the index that it comes from; empty for the usual one."""
    plan = plan_of(wishes)
    (line,) = (one for one in plan.requirement_lines if one.startswith("torch=="))
    return line, plan.framework.variant, plan.index.packages.get("torch", "")


def builds_of(framework: Framework, release: Release, platform: str) -> list[Variant]:
    """Those that compute with CUDA."""
    return [
        variant
        for variant in framework.variants
        if variant.device == "cuda"
        and SpecifierSet(variant.releases).contains(release.newest)
        and platform in (variant.platforms or release.platforms)
    ]


@pytest.mark.parametrize("platform", BUILDS)
def test_each_release_has_the_builds_for_cuda_that_pytorch_made_in_the_order_of_preference(
    platform: str,
) -> None:
    pytorch = CATALOG.framework("pytorch")

    found = {
        release.version: " ".join(
            dict.fromkeys(build.name for build in builds_of(pytorch, release, platform))
        )
        for release in pytorch.releases
        if platform in release.platforms
    }

    assert found == BUILDS[platform]


def test_the_usual_index_has_one_build_for_cuda_of_each_release_and_it_is_tried_first() -> None:
    pytorch = CATALOG.framework("pytorch")
    amd64 = [release for release in pytorch.releases if AMD64 in release.platforms]

    for release in amd64:
        first, *others = builds_of(pytorch, release, AMD64)
        assert not first.index
        assert [build.index for build in others] == [f"{WHEELS}/{b.name}" for b in others]


@pytest.mark.parametrize(
    ("wishes", "build"),
    [
        ("compute: cpu", ("torch==2.15.*", "cpu", f"{WHEELS}/cpu")),
        ("compute: cuda", ("torch==2.15.*", "cu132", "")),
        ("compute: {driver: '580'}", ("torch==2.15.*", "cu132", "")),
        ("compute: {driver: '550'}", ("torch==2.14.*", "cu126", f"{WHEELS}/cu126")),
        ("compute: {driver: '470'}", ("torch==2.7.*", "cu118", f"{WHEELS}/cu118")),
        ("compute: {cuda: '12'}", ("torch==2.14.*", "cu126", f"{WHEELS}/cu126")),
        ("compute: {cuda: '12.8'}", ("torch==2.11.*", "cu128", f"{WHEELS}/cu128")),
        ("compute: {cuda: '13.0'}", ("torch==2.15.*", "cu130", f"{WHEELS}/cu130")),
        ("compute: cuda\nplatforms: [linux/arm64]", ("torch==2.15.*", "cu132", "")),
        ("compute: {gpus: [P100]}", ("torch==2.14.*", "cu126", f"{WHEELS}/cu126")),
        ("compute: {gpus: [V100]}", ("torch==2.14.*", "cu126", f"{WHEELS}/cu126")),
        ("compute: {gpus: [T4], driver: '550'}", ("torch==2.14.*", "cu126", f"{WHEELS}/cu126")),
        ("compute: {gpus: [B200]}", ("torch==2.15.*", "cu132", "")),
        ("compute: {gpus: [B200], driver: '550'}", ("torch==2.11.*", "cu128", f"{WHEELS}/cu128")),
        ("compute: {gpus: [V100, B200]}", ("torch==2.10.*", "cu128", "")),
    ],
)
def test_a_host_gets_the_newest_pytorch_whose_build_it_can_run(
    wishes: str, build: tuple[str, str, str]
) -> None:
    assert chosen(f"framework: pytorch\n{wishes}") == build


def test_on_two_platforms_the_build_is_one_that_both_have() -> None:
    both = "platforms: [linux/amd64, linux/arm64]"

    assert chosen(f"framework: pytorch==2.10.*\ncompute: cuda\n{both}") == (
        *("torch==2.10.*", "cu128"),
        f"{WHEELS}/cu128",
    )


@pytest.mark.parametrize(
    ("wishes", "setting"),
    [
        ("framework: pytorch\ncompute: {cuda: '12', driver: '470'}", "compute.driver"),
        ("framework: pytorch==2.15.*\ncompute: {driver: '550'}", "compute.driver"),
        ("framework: pytorch==2.15.*\npython: '3.10'", "python"),
        ("framework: pytorch==2.7.*\ncompute: cuda\nplatforms: [linux/arm64]", "platforms"),
        ("framework: pytorch\ncompute: {gpus: [P100, B200]}", "compute.gpus"),
        ("framework: transformers==5.23.*\npython: '3.10'", "python"),
        ("framework: vllm", "compute"),
        ("framework: vllm==0.20.*\ncompute: {driver: '550'}", "compute.driver"),
    ],
)
def test_what_no_build_is_for_is_refused(wishes: str, setting: str) -> None:
    with pytest.raises(Incompatible) as caught:
        plan_of(wishes)

    assert caught.value.setting == setting
    assert caught.value.choices


@pytest.mark.parametrize("compute", ["cuda", "{libraries: image}"])
def test_cuda_is_in_the_image_once_wherever_it_stands(compute: str) -> None:
    plan = plan_of(f"framework: pytorch\ncompute: {compute}")

    is_nvidia = "image" in compute
    assert plan.base.image.startswith("nvidia/cuda:13.2" if is_nvidia else "python:3.14-slim")
    # Python's wheels bring the libraries: of NVIDIA's flavors this one alone has none
    assert ("-base-" in plan.base.image) == is_nvidia


def test_vision_and_audio_are_of_the_release_that_was_chosen() -> None:
    asked = lines_of("framework: {name: pytorch, version: 2.10.*, extras: [audio, vision]}")

    assert asked == [
        "torch==2.10.*",
        "numpy>=1.24,<3",
        "torchaudio==2.10.*",
        "torchvision==0.25.*",
    ]


@pytest.mark.parametrize(
    ("wishes", "lines"),
    [
        ("framework: pytorch==2.2.2", ["torch==2.2.2", "numpy>=1.24,<2"]),
        ("framework: pytorch==2.3.0", ["torch==2.3.0", "numpy>=1.24,<3"]),
        (
            "framework: transformers",
            ["transformers==5.23.*", "safetensors>=0.4,<1", "torch==2.15.*", "numpy>=1.24,<3"],
        ),
        (
            "framework: transformers==4.52.*",
            ["transformers==4.52.*", "safetensors>=0.4,<1", "torch==2.6.*", "numpy>=1.24,<3"],
        ),
        (
            "framework: sentence-transformers==5.1.*\nrequirements: [torch==2.9.*]",
            [
                *("sentence-transformers==5.1.*", "transformers>=4.41,<5"),
                *("torch==2.9.*", "numpy>=1.24,<3"),
            ],
        ),
        ("framework: vllm\ncompute: cuda", ["vllm==0.33.*"]),
        ("framework: vllm==0.10.*\ncompute: cuda", ["vllm==0.10.*", "transformers<5"]),
    ],
)
def test_what_a_release_needs_and_does_not_ask_for_is_asked_for(
    wishes: str, lines: list[str]
) -> None:
    assert lines_of(wishes) == lines


def test_a_release_of_vllm_has_the_cuda_and_the_pythons_of_the_pytorch_that_it_pins() -> None:
    pytorch, vllm = CATALOG.framework("pytorch"), CATALOG.framework("vllm")

    for release in vllm.releases:
        pinned = release.needs["torch"].removeprefix("==")
        minor = pinned.rpartition(".")[0]
        (below,) = (r for r in pytorch.releases if r.version == minor and AMD64 in r.platforms)
        usual, *_ = builds_of(pytorch, below, AMD64)
        for platform in release.platforms:
            (build,) = builds_of(vllm, release, platform)
            assert build.cuda == usual.cuda, release.version
        assert {*release.pythons} <= {*below.pythons}, release.version


@pytest.mark.parametrize("framework", ["pytorch", "transformers", "sentence-transformers"])
def test_on_a_gpu_the_service_is_told_to_compute_there_or_not_at_all(framework: str) -> None:
    def device(wishes: str) -> list[str]:
        plan = plan_of(f"framework: {framework}\n{wishes}")
        return [variable.value for variable in plan.variables if variable.name == "DEVICE"]

    assert device("compute: cpu") == []
    assert device("compute: cuda") == ["cuda"]
    assert device("compute: cuda\nenvironment: {DEVICE: cpu}") == []


def model_py(framework: str) -> str:
    device = "cuda" if framework == "vllm" else "cpu"
    project = project_of(f"name: a\nframework: {framework}\ncompute: {device}\n")
    return project.tree["model.py"].text


def test_ruff_has_no_complaint_about_any_model_py_or_train_py(tmp_path: Path) -> None:
    examples = [name for framework in NAMES for name in CATALOG.framework(framework).examples]
    trained = [CATALOG.example_files(name)["train.py"].decode() for name in examples]
    files = [*map(model_py, NAMES), *trained]
    put(tmp_path, {f"{number}/code.py": text for number, text in enumerate(files)})
    ruff = shutil.which("ruff", path=str(Path(sys.executable).parent)) or shutil.which("ruff")
    assert ruff, "ruff is not installed: pip install -r requirements-dev.lock"

    for words in (["check", "--extend-select=F,W,I,B,UP,SIM,RUF,C4"], ["format", "--diff"]):
        command = [ruff, *words, "--isolated", "."]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stdout + done.stderr


def has(*modules: str) -> pytest.MarkDecorator:
    """Skips where one of them is not installed; the machine that tests need not have them."""
    missing = [module for module in modules if find_spec(module) is None]
    how = f"install {', '.join(modules)} beside pytest to turn this on"
    return pytest.mark.skipif(bool(missing), reason=how)


PREDICT = """\
import json, sys
from pathlib import Path
import numpy as np
import model

kind, path, rows = json.load(sys.stdin)
loaded = model.load(Path(path))
example = model.example(loaded)
kinds = {"numbers": np.float64, "arrays": np.float32}
outputs = []
for batch in ([example], rows):
    batch = np.array(batch, dtype=kinds[kind]) if kind in kinds else batch
    found = model.predict(loaded, batch)
    outputs.append(found.tolist() if hasattr(found, "tolist") else list(found))
print(json.dumps({"example": example, "warm": outputs[0], "outputs": outputs[1]}))
"""


def ran(folder: Path, code: str, *, given: object = None, **environment: str) -> str:
    """What Python says that runs `code` in `folder`, as it ended: the last line is the answer."""
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=folder,
        input=json.dumps(given),
        env={**os.environ, "PYTHONPATH": str(folder), "HF_HUB_OFFLINE": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    said = done.stderr if done.returncode else done.stdout
    return said.rstrip().rpartition("\n")[2]


def example_in(folder: Path, name: str) -> list[Any]:
    """The example with its model.py, as `mlpack init --example` brings it; the request's rows."""
    for path, data in CATALOG.example_files(name).items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    put(folder, {"model.py": api.open_project(folder).tree["model.py"].text})
    rows: list[Any] = json.loads((folder / "request.json").read_text())["inputs"]
    return rows


@has("torch")
def test_the_spiral_tells_its_points_apart(tmp_path: Path) -> None:
    rows = example_in(tmp_path, "spiral")

    said = json.loads(ran(tmp_path, PREDICT, given=["numbers", "model.pt2", rows]))

    assert said["example"] == [0.0, 0.0]
    assert len(said["warm"]) == 1
    assert [max((0, 1), key=row.__getitem__) for row in said["outputs"]] == [0, 1, 0, 1]


@has("torch", "transformers")
def test_the_mood_of_a_guest_is_told_from_the_words(tmp_path: Path) -> None:
    rows = example_in(tmp_path, "mood")

    said = json.loads(ran(tmp_path, PREDICT, given=["texts", "model", rows]))

    assert isinstance(said["example"], str)
    assert len(said["warm"]) == 1
    assert [row["label"] for row in said["outputs"]] == ["liked", "disliked", "liked"]


@has("torch", "sentence_transformers")
def test_texts_on_one_topic_lie_closer_than_texts_on_two(tmp_path: Path) -> None:
    rows = example_in(tmp_path, "topics")

    said = json.loads(ran(tmp_path, PREDICT, given=["texts", "model", rows]))

    bread, dinner, train = said["outputs"]
    near, far = (sum(a * b for a, b in zip(bread, c, strict=True)) for c in (dinner, train))
    assert near > 0.8 > 0.3 > far


@has("torch", "sentence_transformers", "transformers")
def test_a_sentence_transformer_over_a_model_of_transformers_is_loaded_too(tmp_path: Path) -> None:
    example_in(tmp_path / "mood", "mood")
    put(tmp_path, {"model.py": model_py("sentence-transformers")})
    make = (
        "from sentence_transformers import SentenceTransformer as S\n"
        "S('mood/model').save_pretrained('model')"
    )
    ran(tmp_path, make)

    said = json.loads(ran(tmp_path, PREDICT, given=["texts", "model", ["a", "b c"]]))

    assert [len(row) for row in said["outputs"]] == [32, 32]


@has("torch")
@pytest.mark.parametrize("example", ["spiral", "mood", "topics"])
def test_where_there_is_no_gpu_a_service_for_one_does_not_start(
    example: str, tmp_path: Path
) -> None:
    example_in(tmp_path, example)
    if ran(tmp_path, "import torch; print(torch.cuda.is_available())") == "True":
        pytest.skip("this machine has a GPU")
    model = api.open_project(tmp_path).plan.model.path
    load = f"import model; from pathlib import Path; model.load(Path({model!r})); print('up')"

    assert "CUDA" in ran(tmp_path, load, DEVICE="cuda")
    assert ran(tmp_path, load, DEVICE="cpu") == "up"


SAVE_SCRIPT = """\
import torch
torch.jit.trace(torch.nn.Linear(3, 2).eval(), torch.zeros(1, 3)).save("model.pt")
"""
SAVE_WEIGHTS = """\
import torch
torch.save(torch.nn.Linear(3, 2).state_dict(), "model.pt")
"""
SAVE_PICKLE = """\
import torch, pathlib
class Harm:
    def __reduce__(self): return pathlib.Path.touch, (pathlib.Path("harm"),)
torch.save({"weight": Harm()}, "model.pt")
"""
SAVE_IMAGES = """\
import torch
net = torch.nn.Sequential(torch.nn.Conv2d(3, 2, 3), torch.nn.Flatten()).eval()
rows = torch.export.Dim("rows")
program = torch.export.export(net, (torch.zeros(2, 3, 4, 4),), dynamic_shapes=({0: rows},))
torch.export.save(program, "model.pt2")
"""
UNTRAINED = ("    return None\n", "    return torch.nn.Linear(3, 2)\n")


@has("torch")
@pytest.mark.parametrize(
    ("save", "edit"),
    [(SAVE_SCRIPT, ("", "")), (SAVE_WEIGHTS, UNTRAINED)],
    ids=["script", "weights"],
)
def test_torchscript_and_weights_are_loaded_as_well(
    save: str, edit: tuple[str, str], tmp_path: Path
) -> None:
    put(tmp_path, {"model.py": model_py("pytorch").replace(*edit)})
    ran(tmp_path, save)

    rows = [[1.0, 2.0, 3.0], [0.0, 0.0, 1.0]]
    said = json.loads(ran(tmp_path, PREDICT, given=["numbers", "model.pt", rows]))

    assert said["example"] == [0.0, 0.0, 0.0]
    assert [len(row) for row in said["outputs"]] == [2, 2]


@has("torch")
def test_a_file_of_weights_that_would_run_code_is_refused(tmp_path: Path) -> None:
    put(tmp_path, {"model.py": model_py("pytorch").replace(*UNTRAINED)})
    ran(tmp_path, SAVE_PICKLE)

    ran(tmp_path, PREDICT, given=["numbers", "model.pt", []])

    assert (tmp_path / "model.pt").exists()
    assert not (tmp_path / "harm").exists()


@has("torch")
def test_a_row_may_be_an_image_where_the_model_was_exported_for_images(tmp_path: Path) -> None:
    put(tmp_path, {"model.py": model_py("pytorch")})
    ran(tmp_path, SAVE_IMAGES)
    image = [[[0.5] * 4] * 4] * 3

    said = json.loads(ran(tmp_path, PREDICT, given=["arrays", "model.pt2", [image] * 5]))

    assert said["example"] == [[[0.0] * 4] * 4] * 3
    assert [len(row) for row in said["outputs"]] == [8] * 5
