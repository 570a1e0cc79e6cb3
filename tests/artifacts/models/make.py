"""Makes the small models beside it with the libraries themselves, each named for what it is.

Made once, with CPython 3.11 and catboost 1.2.10, flax 0.12.8, gguf 0.19.0, joblib 1.6.0,
keras 3.15.1, lightgbm 4.7.0, mlflow-skinny 3.17.2, onnx 1.23.2, onnxruntime 1.32.0,
pandas 3.1.1, safetensors 0.8.0, scikit-learn 1.9.1, skl2onnx 1.20.0, skops 0.16.0, spacy 3.8.18,
tensorflow-cpu 2.21.0, torch 2.13.0, transformers 5.24.0 and xgboost 3.2.0 in one environment, as
`python make.py`.
"""

import os
import pickle
import re
import shutil
import zipfile
from pathlib import Path

os.environ["TF_CPP_MIN_LOG_LEVEL"] = "3"

import catboost
import flax.serialization
import gguf
import joblib
import keras
import lightgbm
import numpy as np
import onnxruntime
import pandas as pd
import skops.io
import spacy
import torch
import transformers
import xgboost
from mlflow.models import Model
from mlflow.models.signature import infer_signature
from safetensors.numpy import save_file
from skl2onnx import to_onnx
from skl2onnx.common.data_types import StringTensorType
from sklearn.compose import make_column_transformer
from sklearn.ensemble import RandomForestClassifier
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.model_selection import GridSearchCV
from sklearn.pipeline import make_pipeline
from sklearn.preprocessing import OneHotEncoder, StandardScaler

HERE = Path(__file__).parent
ROWS = np.random.default_rng(0).random((40, 4))
KINDS = (ROWS[:, 0] > 0.5).astype(int)
TEXTS = ["good tea", "bad tea", "good bread", "bad bread"]
LIKED = [1, 0, 1, 0]
TABLE = pd.DataFrame({"size": ROWS[:4, 0], "town": ["Ulm", "Bern", "Ulm", "Graz"]})


class Doubled:
    """Of the script itself, as a person's own class often is."""

    def __init__(self, inner: object) -> None:
        self.inner = inner


def of_scikit_learn() -> None:
    scaled = make_pipeline(StandardScaler(), LogisticRegression()).fit(ROWS, KINDS)
    forest = RandomForestClassifier(n_estimators=2, max_depth=1, random_state=0).fit(ROWS, KINDS)
    texts = make_pipeline(TfidfVectorizer(), LogisticRegression()).fit(TEXTS, LIKED)
    columns = make_column_transformer((OneHotEncoder(), ["town"]), ("passthrough", ["size"]))
    table = make_pipeline(columns, LogisticRegression()).fit(TABLE, LIKED)
    search = GridSearchCV(LogisticRegression(), {"C": [1.0]}, cv=2).fit(ROWS, KINDS)

    (HERE / "pipeline.pkl").write_bytes(pickle.dumps(scaled))
    (HERE / "search.pickle").write_bytes(pickle.dumps(search, protocol=2))
    (HERE / "oldest.pkl").write_bytes(
        pickle.dumps(LogisticRegression().fit(ROWS, KINDS), protocol=0)
    )
    (HERE / "held.pkl").write_bytes(pickle.dumps({"columns": ["a", "b"], "model": scaled}))
    (HERE / "own_class.pkl").write_bytes(pickle.dumps(Doubled(scaled)))
    joblib.dump(forest, HERE / "forest.joblib")
    joblib.dump(table, HERE / "table.joblib")
    for suffix in ("z", "gz", "bz2", "xz", "lzma", "lz4"):
        joblib.dump(texts, HERE / f"texts.joblib.{suffix}")
    skops.io.dump(scaled, HERE / "pipeline.skops")
    (HERE / "numbers.onnx").write_bytes(
        to_onnx(scaled, ROWS[:1].astype(np.float32)).SerializeToString()
    )
    said = to_onnx(texts, initial_types=[("text", StringTensorType([None, 1]))])
    (HERE / "texts.onnx").write_bytes(said.SerializeToString())


def of_boosters() -> None:
    grown = xgboost.XGBClassifier(n_estimators=1, max_depth=1).fit(ROWS, KINDS)
    grown.save_model(HERE / "xgboost.ubj")
    grown.save_model(HERE / "xgboost.json")
    (HERE / "xgboost.pkl").write_bytes(pickle.dumps(grown))

    leaves = lightgbm.LGBMClassifier(n_estimators=1, max_depth=1, min_child_samples=1, verbose=-1)
    leaves.fit(ROWS, KINDS).booster_.save_model(HERE / "lightgbm.txt")
    joblib.dump(leaves, HERE / "lightgbm.joblib")

    options = {"iterations": 1, "depth": 1, "verbose": 0, "allow_writing_files": False}
    numbers = catboost.CatBoostClassifier(**options).fit(ROWS, KINDS)
    numbers.save_model(str(HERE / "numbers.cbm"))
    (HERE / "catboost.pkl").write_bytes(pickle.dumps(numbers))
    towns = catboost.CatBoostClassifier(**options, cat_features=["town"]).fit(TABLE, LIKED)
    towns.save_model(str(HERE / "towns.cbm"))


def of_pytorch() -> None:
    network = torch.nn.Sequential(torch.nn.Linear(4, 2))
    torch.save(network.state_dict(), HERE / "weights.pt")
    torch.save(network, HERE / "network.pth")
    legacy = {"_use_new_zipfile_serialization": False}
    torch.save(network.state_dict(), HERE / "legacy.pt", **legacy)
    script = HERE / "script.pt"
    torch.jit.trace(network, torch.zeros(1, 4)).save(script)
    without_paths_of_this_machine(script)
    rows = torch.export.Dim("rows")
    program = torch.export.export(network, (torch.zeros(2, 4),), dynamic_shapes=({0: rows},))
    torch.export.save(program, HERE / "program.pt2")
    without_paths_of_this_machine(HERE / "program.pt2")
    save_file({"weight": np.zeros((2, 4), np.float32)}, HERE / "plain.safetensors")


def without_paths_of_this_machine(archive: Path) -> None:
    """Where the code lay that made it, which no reader needs."""
    with zipfile.ZipFile(archive) as old:
        members = {name: old.read(name) for name in old.namelist()}
    with zipfile.ZipFile(archive, "w") as new:
        for name, content in members.items():
            if not name.endswith(".debug_pkl"):
                content = re.sub(rb'/[^"\\ ]*/site-packages/', b"", content)
                new.writestr(zipfile.ZipInfo(name), content)


def of_keras() -> None:
    network = keras.Sequential([keras.layers.Input((4,)), keras.layers.Dense(2)])
    network.save(HERE / "network.keras")
    network.save(HERE / "network.h5")
    network.save_weights(HERE / "only.weights.h5")
    network.export(HERE / "saved_model", verbose=False)
    for name in ("fingerprint.pb", "assets"):
        path = HERE / "saved_model" / name
        path.unlink() if path.is_file() else shutil.rmtree(path, ignore_errors=True)
    pictures = keras.Sequential(
        [keras.layers.Input((8, 8, 1)), keras.layers.Flatten(), keras.layers.Lambda(abs)]
    )
    pictures.save(HERE / "pictures.keras")


def of_texts() -> None:
    pipeline = spacy.blank("en")
    pipeline.add_pipe("sentencizer")
    pipeline.to_disk(HERE / "spacy", exclude=["vocab", "tokenizer"])

    small = {"hidden_size": 4, "num_hidden_layers": 1, "num_attention_heads": 1}
    small |= {"intermediate_size": 4, "vocab_size": 4, "max_position_embeddings": 4}
    config = transformers.BertConfig(**small)
    transformers.BertModel(config).save_pretrained(HERE / "transformers")
    config.save_pretrained(HERE / "transformers_config")

    writer = gguf.GGUFWriter(HERE / "llama.gguf", "llama")
    writer.add_name("tiny")
    writer.add_context_length(8)
    writer.add_token_list(["a", "b"])
    writer.add_tensor("weight", np.zeros(4, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def of_others() -> None:
    weights = {"params": {"dense": {"kernel": np.zeros((2, 2), np.float32)}}}
    (HERE / "flax.msgpack").write_bytes(flax.serialization.to_bytes(weights))

    options = onnxruntime.SessionOptions()
    options.optimized_model_filepath = str(HERE / "numbers.ort")
    onnxruntime.InferenceSession(HERE / "numbers.onnx", options)

    (HERE / "mlflow").mkdir(exist_ok=True)
    described = Model(signature=infer_signature(ROWS), run_id="0" * 32)
    described.add_flavor("python_function", loader_module="mlflow.xgboost", python_version="3.11.9")
    described.add_flavor("xgboost", xgb_version="3.2.0", data="model.ubj")
    described.save(HERE / "mlflow" / "MLmodel")


if __name__ == "__main__":
    of_scikit_learn()
    of_boosters()
    of_pytorch()
    of_keras()
    of_texts()
    of_others()
