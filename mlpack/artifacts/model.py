"""What can be read off a model file or folder without loading it."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class ModelFile:
    """One model of a project.

    path: relative to the project, written with /.
    format: as the `formats` of frameworks/NAME/detect.toml call it, as in onnx or xgboost-json.
    says: the evidence as half a sentence, as in "a pickle of sklearn.pipeline.Pipeline".
    modules: top-level modules that loading it imports, the one that it is made of first; those of
    Python itself are left out.
    version, python: of the first of these modules when it wrote the model, and of the Python that
    it ran on; empty where the file does not record them.
    inputs: what a row is, in the words of `serving.inputs`; `width` numbers make one row.
    caution: what loading it would do or need besides, as half a sentence, as in "loading it would
    call posix.system"; empty where nothing is known.
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
