"""Folders of models: what their own files say of them, and what is no model after all."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mlpack.artifacts import ModelFile, probe

BERT = {
    "model_type": "bert",
    "architectures": ["BertForSequenceClassification"],
    "transformers_version": "5.23.0",
}


def folder_of(root: Path, files: dict[str, Any]) -> ModelFile | None:
    for name, content in files.items():
        path = root / "model" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        text = content if isinstance(content, str) else json.dumps(content)
        path.write_text(text, encoding="utf-8")
    return probe(root, "model")


def test_a_model_with_a_tokenizer_takes_texts(tmp_path: Path) -> None:
    found = folder_of(
        tmp_path,
        {"config.json": BERT, "tokenizer.json": {}, "pytorch_model-00001-of-00002.bin": ""},
    )

    assert found == ModelFile(
        "model",
        "transformers",
        "a model of Transformers 5.23.0, BertForSequenceClassification",
        modules=("transformers", "torch"),
        version="5.23.0",
        inputs="texts",
    )


def test_a_model_that_takes_more_than_texts_does_not_say_what_a_row_is(tmp_path: Path) -> None:
    files = {"config.json": BERT, "tokenizer.json": {}, "processor_config.json": {}}

    found = folder_of(tmp_path, {**files, "model.safetensors": ""})

    assert found
    assert found.inputs == ""


def test_a_model_with_code_of_its_own_says_so(tmp_path: Path) -> None:
    own = {**BERT, "auto_map": {"AutoModel": "modeling_own.OwnModel"}}

    found = folder_of(tmp_path, {"config.json": own, "model.safetensors": ""})

    assert found
    assert found.caution == "loading it would run the code beside it, once that is trusted"


def test_a_config_of_anything_else_is_no_model(tmp_path: Path) -> None:
    assert folder_of(tmp_path, {"config.json": {"model_type": "house"}}) is None
    assert folder_of(tmp_path, {"meta.json": {"lang": "en", "name": "a page"}}) is None
    assert folder_of(tmp_path, {"modules.json": [{"type": "shop.Till"}]}) is None
    assert folder_of(tmp_path, {"saved_model.pb": "no message"}) is None
    assert folder_of(tmp_path, {"MLmodel": "name: a thing\n"}) is None


TABLE = '[{"type": "double", "name": "age"}, {"type": "string", "name": "town"}]'
SIGNATURES = {
    TABLE: ("records", None),
    '[{"type": "double"}, {"type": "long"}]': ("numbers", 2),
    '[{"type": "string"}]': ("texts", None),
    '[{"type": "tensor", "tensor-spec": {"dtype": "float32", "shape": [-1, 8, 8]}}]': ("arrays", None),
    '[{"type": "tensor", "tensor-spec": {"dtype": "float64", "shape": [-1, 3]}}]': ("numbers", 3),
    '[{"type": "tensor", "tensor-spec": {"dtype": "str", "shape": [-1]}}]': ("texts", None),
    "[]": ("", None),
    "": ("", None),
}  # fmt: skip


@pytest.mark.parametrize("inputs", SIGNATURES)
def test_the_signature_of_an_mlflow_model_says_what_a_row_is(inputs: str, tmp_path: Path) -> None:
    flavors = "flavors:\n  python_function: {python_version: 3.12.1}\n  pytorch: {pytorch_version: '2.13.0'}\n"

    found = folder_of(tmp_path, {"MLmodel": f"{flavors}signature:\n  inputs: '{inputs}'\n"})

    row, width = SIGNATURES[inputs]
    assert found == ModelFile(
        "model",
        "mlflow",
        "a model of MLflow with pytorch 2.13.0",
        modules=("mlflow", "torch"),
        python="3.12.1",
        inputs=row,
        width=width,
    )


ODD = 'flavors:\n  xgboost: {xgb_version: 3.10}\n  [a, b]: 1\nsignature: {inputs: \'[{"type": "tensor", "tensor-spec": {"dtype": [], "shape": {}}}]\'}\n'


def test_a_version_stays_the_text_that_it_is_and_odd_values_are_passed_over(tmp_path: Path) -> None:
    found = folder_of(tmp_path, {"MLmodel": ODD})

    says = "a model of MLflow with xgboost 3.10"
    assert found == ModelFile("model", "mlflow", says, ("mlflow", "xgboost"))


def test_the_first_mark_that_fits_is_the_model(tmp_path: Path) -> None:
    """A model of Sentence Transformers has the config of Transformers beside its own."""
    modules = [{"type": "sentence_transformers.models.Transformer"}]
    versions = {"__version__": {"sentence_transformers": "6.2.0"}}
    files = {"modules.json": modules, "config_sentence_transformers.json": versions}

    found = folder_of(tmp_path, {**files, "config.json": BERT, "model.safetensors": ""})

    assert found == ModelFile(
        "model",
        "sentence-transformers",
        "a model of Sentence Transformers 6.2.0, Transformer",
        modules=("sentence_transformers", "transformers", "torch"),
        version="6.2.0",
        inputs="texts",
    )
