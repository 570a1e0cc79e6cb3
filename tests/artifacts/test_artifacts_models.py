"""Real models, made by their libraries (models/make.py): what is read off each, whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from mlpack.artifacts import FOLDER_MARKS, ModelFile, may_be_model, probe
from mlpack.catalog import Catalog
from mlpack.layers import open_layers

CATALOG = Catalog(open_layers((), Path()))
MODELS = Path(__file__).parent / "models"
OF_NO_FRAMEWORK_ALONE = {"joblib", "pickle", "safetensors"}
SKLEARN = ("sklearn", "numpy")
JOBLIB = ("sklearn", "numpy", "joblib")
TEXTS = ModelFile(
    "", "joblib", "a joblib file of sklearn.pipeline.Pipeline", JOBLIB, "1.9.1", inputs="texts"
)

EXPECTED = {
    "catboost.pkl": ModelFile("", "pickle", "a pickle of catboost.core.CatBoostClassifier", ("catboost", "numpy"), "1.2.10", inputs="numbers", width=4),
    "flax.msgpack": ModelFile("", "flax-msgpack", "the parameters of a Flax model", ("flax", "jax")),
    "forest.joblib": ModelFile("", "joblib", "a joblib file of sklearn.ensemble._forest.RandomForestClassifier", ("sklearn", "joblib", "numpy"), "1.9.1", inputs="numbers", width=4),
    "held.pkl": ModelFile("", "pickle", "a pickle of a dict that holds sklearn.pipeline.Pipeline", SKLEARN, "1.9.1", inputs="numbers", width=4),
    "legacy.pt": ModelFile("", "torch-legacy", "an old file of torch.save with a dict that holds tensors", ("torch",)),
    "lightgbm.joblib": ModelFile("", "joblib", "a joblib file of lightgbm.sklearn.LGBMClassifier", ("lightgbm", "numpy", "joblib", "sklearn"), inputs="numbers", width=4),
    "lightgbm.txt": ModelFile("", "lightgbm-text", "a model of LightGBM as text, binary", ("lightgbm",), inputs="numbers", width=4),
    "llama.gguf": ModelFile("", "gguf", "a GGUF file of llama, tiny", ("llama_cpp",), inputs="texts"),
    "mlflow": ModelFile("", "mlflow", "a model of MLflow 3.17.2 with xgboost 3.2.0", ("mlflow", "xgboost"), "3.17.2", "3.11.9", inputs="numbers", width=4),
    "network.h5": ModelFile("", "keras-h5", "a model of Keras 3.15.1, Sequential", ("keras",), "3.15.1", inputs="numbers", width=4),
    "network.keras": ModelFile("", "keras", "a model of Keras 3.15.1, Sequential", ("keras",), "3.15.1", inputs="numbers", width=4),
    "network.pth": ModelFile("", "torch-zip", "a file of torch.save with torch.nn.modules.container.Sequential", ("torch",)),
    "numbers.cbm": ModelFile("", "catboost-cbm", "a model of CatBoost 1.2.10", ("catboost",), "1.2.10", inputs="numbers", width=4),
    "numbers.onnx": ModelFile("", "onnx", "an ONNX model of opset 9, made by skl2onnx 1.20.0", ("onnxruntime",), inputs="numbers", width=4),
    "numbers.ort": ModelFile("", "onnx", "an ONNX model in ONNX Runtime's own format", ("onnxruntime",), inputs="numbers", width=4),
    "oldest.pkl": ModelFile("", "pickle", "a pickle of sklearn.linear_model._logistic.LogisticRegression", SKLEARN, "1.9.1", inputs="numbers", width=4),
    "own_class.pkl": ModelFile("", "pickle", "a pickle of __main__.Doubled", SKLEARN, "1.9.1", inputs="numbers", width=4, caution="loading it needs __main__.Doubled, from the script that wrote it"),
    "pictures.keras": ModelFile("", "keras", "a model of Keras 3.15.1, Sequential", ("keras",), "3.15.1", inputs="arrays", caution="loading it would run the code of its Lambda layer"),
    "pipeline.pkl": ModelFile("", "pickle", "a pickle of sklearn.pipeline.Pipeline", SKLEARN, "1.9.1", inputs="numbers", width=4),
    "pipeline.skops": ModelFile("", "skops", "a skops file of sklearn.pipeline.Pipeline", SKLEARN, "1.9.1", inputs="numbers", width=4),
    "plain.safetensors": ModelFile("", "safetensors", "a safetensors file of 1 tensor"),
    "program.pt2": ModelFile("", "torch-export", "a program exported by PyTorch 2.13.0", ("torch",), "2.13.0", inputs="numbers", width=4),
    "saved_model": ModelFile("", "saved-model", "a SavedModel of TensorFlow 2.21.0", ("tensorflow",), "2.21.0", inputs="numbers", width=4),
    "script.pt": ModelFile("", "torch-script", "a TorchScript model of torch.nn.modules.container.Sequential", ("torch",)),
    "search.pickle": ModelFile("", "pickle", "a pickle of sklearn.model_selection._search.GridSearchCV", SKLEARN, "1.9.1", inputs="numbers", width=4),
    "spacy": ModelFile("", "spacy", "a pipeline of spaCy, en_pipeline, with sentencizer", ("spacy",), "3.8.18", inputs="texts"),
    "table.joblib": ModelFile("", "joblib", "a joblib file of sklearn.pipeline.Pipeline", JOBLIB, "1.9.1", inputs="records"),
    "texts.joblib.bz2": TEXTS,
    "texts.joblib.gz": TEXTS,
    "texts.joblib.lz4": ModelFile("", "joblib", "a joblib file compressed with lz4, which mlpack cannot look into"),
    "texts.joblib.lzma": TEXTS,
    "texts.joblib.xz": TEXTS,
    "texts.joblib.z": TEXTS,
    "texts.onnx": ModelFile("", "onnx", "an ONNX model of opset 21, made by skl2onnx 1.20.0", ("onnxruntime",), inputs="texts"),
    "towns.cbm": ModelFile("", "catboost-cbm", "a model of CatBoost 1.2.10", ("catboost",), "1.2.10", inputs="records"),
    "transformers": ModelFile("", "transformers", "a model of Transformers 5.24.0, BertModel", ("transformers", "torch"), "5.24.0"),
    "transformers/model.safetensors": ModelFile("", "safetensors", "a safetensors file of 23 tensors", ("torch",)),
    "transformers_config": ModelFile("", "transformers", "a model of Transformers 5.24.0, BertModel, without its weights", ("transformers",), "5.24.0"),
    "weights.pt": ModelFile("", "torch-zip", "a file of torch.save with a dict that holds tensors", ("torch",)),
    "xgboost.json": ModelFile("", "xgboost-json", "a model of XGBoost 3.2.0, binary:logistic", ("xgboost",), "3.2.0", inputs="numbers", width=4),
    "xgboost.pkl": ModelFile("", "pickle", "a pickle of xgboost.sklearn.XGBClassifier", ("xgboost",), "3.2.0", inputs="numbers", width=4),
    "xgboost.ubj": ModelFile("", "xgboost-ubj", "a model of XGBoost 3.2.0, binary:logistic", ("xgboost",), "3.2.0", inputs="numbers", width=4),
}  # fmt: skip


def all_below(folder: Path) -> list[str]:
    return sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*"))


@pytest.mark.parametrize("path", sorted(EXPECTED))
def test_a_real_model_is_told_by_what_is_in_it(path: str) -> None:
    found = probe(MODELS, path)

    assert found == replaced(EXPECTED[path], path)


def replaced(expected: ModelFile, path: str) -> ModelFile:
    return ModelFile(**{**vars(expected), "path": path})


def test_nothing_else_beside_them_is_taken_for_a_model() -> None:
    found = {path for path in all_below(MODELS) if probe(MODELS, path)}

    assert found == {*EXPECTED}


@pytest.mark.parametrize("path", sorted(EXPECTED))
def test_a_model_is_told_whatever_it_is_called(path: str, tmp_path: Path) -> None:
    """But where the content alone does not tell: the oldest pickles, lz4, and Flax's own."""
    if (MODELS / path).is_dir() or path in {"oldest.pkl", "texts.joblib.lz4", "flax.msgpack"}:
        return
    (tmp_path / "weights").write_bytes((MODELS / path).read_bytes())

    found = probe(tmp_path, "weights")

    assert found == replaced(EXPECTED[path], "weights")


def test_a_walk_that_asks_by_name_first_finds_them_all() -> None:
    files = {path for path in EXPECTED if (MODELS / path).is_file()}
    folders = {*EXPECTED} - files

    assert {path for path in files if not may_be_model(path)} == set()
    assert {
        folder
        for folder in folders
        if not FOLDER_MARKS & {file.name for file in (MODELS / folder).iterdir()}
    } == set()
    assert not may_be_model("train.py")


def test_every_format_is_one_of_a_framework_or_says_by_its_modules_whose_it_is() -> None:
    formats = {found.format for found in EXPECTED.values()}
    known = {name for signature in CATALOG.signatures for name in signature.formats}

    assert formats - known == OF_NO_FRAMEWORK_ALONE
    assert known - formats == {"sentence-transformers", "stablehlo"}
