"""What can be read off a model file or folder without loading it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ModelFile:
    """One model of a project.

    path: relative to the project, written with /.
    format: as the `formats` of frameworks/NAME/detect.toml call it, as in onnx or xgboost-json.
    says: the evidence as half a sentence, as in "a pickle of sklearn.pipeline.Pipeline".
    modules: top-level modules that loading it imports, the one that it is made of first.
    version, python: of the library that wrote it and of its Python, where the file records them.
    inputs: what a row is, in the words of `serving.inputs`; `width` numbers make one row.
    caution: what loading it would do besides, as half a sentence; empty where nothing is known.
    """

    path: str
    format: str
    says: str
    modules: tuple[str, ...] = ()
    version: str = ""
    python: str = ""
    inputs: str = ""
    width: int | None = None
    caution: str = ""
