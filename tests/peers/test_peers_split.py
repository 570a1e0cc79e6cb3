"""Requirement lines parted: which is the framework, in which version, and what else they say."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlpack.catalog import Catalog
from mlpack.layers import open_layers
from mlpack.peers import Split, split
from mlpack.requirements import Line

CATALOG = Catalog(open_layers((), Path()))


def lines(*texts: str) -> tuple[Line, ...]:
    return tuple(Line(text, f"requirements.txt:{n}", "") for n, text in enumerate(texts, 1))


@pytest.mark.parametrize(
    ("texts", "framework"),
    [
        (("numpy", "pandas"), ""),
        (("scikit-learn", "lightgbm"), "lightgbm"),
        (("xgboost", "scikit-learn"), "xgboost"),
        (("scikit-learn", "mlflow"), "scikit-learn"),
        (("torch", "scikit-learn", "pandas"), "pytorch"),
        (("torch", "transformers"), "transformers"),
        (("torch", "transformers", "sentence-transformers"), "sentence-transformers"),
        (("transformers", "vllm", "torch"), "vllm"),
        (("lightning",), "pytorch"),
        (("Torch",), "pytorch"),
        (("tensorflow-gpu",), "tensorflow"),
        (("onnxruntime ; sys_platform == 'win32'", "catboost"), "catboost"),
        (("-r other.txt", "jax[cuda12]"), "jax"),
    ],
)
def test_of_several_frameworks_the_one_that_the_others_are_for_is_meant(
    texts: tuple[str, ...], framework: str
) -> None:
    assert split(lines(*texts), CATALOG).framework == framework


@pytest.mark.parametrize(
    ("text", "version"),
    [
        ("scikit-learn", ""),
        ("scikit-learn==1.5.2", "1.5.2"),
        ("scikit-learn==1.5.*", "1.5.*"),
        ("scikit-learn~=1.5.0", "1.5.*"),
        ("scikit-learn>=1.5", ""),
        ("scikit-learn>=1.4,<1.6", "1.5.*"),
        ("scikit-learn!=1.5.1", ""),
        ("scikit-learn==0.24.2", "1.3.*"),
        ("scikit-learn<1", "1.3.*"),
        ("scikit-learn==99.1", "1.9.*"),
        ("scikit-learn==1.5.99", "1.5.*"),
        ("torch==2.5.1+cu121", "2.5.1"),
    ],
)
def test_a_version_is_as_exact_as_it_was_written_and_one_that_there_is(
    text: str, version: str
) -> None:
    assert split(lines(text), CATALOG).version == version


def test_a_version_that_the_catalogue_does_not_know_is_told() -> None:
    asked = lines("torch==1.13.1")

    [(line, says)] = split(asked, CATALOG).notes

    assert line == asked[0]
    assert says.startswith(f"The catalogue of {CATALOG.day} knows PyTorch 2.1 to ")
    assert says.endswith(", not 1.13.1. The nearest is 2.1.")


def test_what_goes_with_the_framework_is_an_extra_and_the_rest_stays() -> None:
    asked = lines("pandas>=2", "torch==2.5.1+cu124", "torchvision==0.20.1", "lightning")

    assert split(asked, CATALOG) == Split(
        framework="pytorch",
        version="2.5.1",
        line=asked[1],
        extras=("vision",),
        others=(asked[0], asked[3]),
        device="cuda",
        cuda="12.4",
    )


def test_what_the_framework_stands_on_stays_a_requirement() -> None:
    asked = lines("torch==2.6.0", "transformers==4.51.3")

    found = split(asked, CATALOG)

    assert (found.framework, found.version, found.others) == ("transformers", "4.51.3", asked[:1])


@pytest.mark.parametrize(
    ("text", "device"),
    [("onnxruntime-gpu", "cuda"), ("tensorflow-cpu", "cpu"), ("torch", ""), ("vllm", "cuda")],
)
def test_a_build_s_own_name_says_what_it_computes_on(text: str, device: str) -> None:
    assert split(lines(text), CATALOG).device == device


def test_a_framework_may_be_named_by_something_else() -> None:
    asked = lines("scikit-learn==1.5.2", "mlflow==2.18.0")

    found = split(asked, CATALOG, prefer="mlflow")

    assert (found.framework, found.version, found.others) == ("mlflow", "2.18.0", asked[:1])
