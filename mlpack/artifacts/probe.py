"""A file or a folder, asked what model it is; the answer rests on what is in it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path, PurePosixPath

from mlpack.artifacts import (
    boosters,
    folders,
    graphs,
    headers,
    keras,
    onnx,
    pickles,
    skops,
    torch,
    zips,
)
from mlpack.artifacts.model import ModelFile
from mlpack.artifacts.source import UNREADABLE, Source, opened

FOLDER_MARKS = frozenset(folders.READERS)
"""A folder is worth a probe where it has a file of such a name."""

_SUFFIXES = {
    *("", ".bin", ".cbm", ".ckpt", ".dat", ".gguf", ".h5", ".hdf5", ".jax", ".joblib", ".json"),
    *(".keras", ".lgb", ".lz4", ".mdl", ".model", ".msgpack", ".onnx", ".ort", ".p", ".pickle"),
    *(".pkl", ".pt", ".pt2", ".ptc", ".pth", ".ptl", ".safetensors", ".sav", ".skops"),
    *(".stablehlo", ".txt", ".ubj", ".xgb", ".zip"),
    *(".bz2", ".gz", ".lzma", ".xz", ".z"),
}
_READERS: tuple[Callable[[Source], ModelFile | None], ...] = (
    boosters.read_booster,
    headers.read_safetensors,
    headers.read_gguf,
    keras.read_hdf5,
    onnx.read_ort,
    graphs.read_jax,
    pickles.read_pickle,
    pickles.read_compressed,
    onnx.read_onnx,
    headers.read_flax,
)
_IN_ZIPS = (torch.read_zip, keras.read_zip, skops.read_zip)
_LONGEST = 200
_VERSION = re.compile(r"[\w.+!-]{1,40}")


def may_be_model(name: str) -> bool:
    """By its suffix, so that not every file of a project is opened; not yes, but worth a probe."""
    return PurePosixPath(name).suffix.lower() in _SUFFIXES


def probe(root: Path, path: str) -> ModelFile | None:
    """The model at `path`, a file or a folder below `root`, written with /.

    Nothing in it is executed, no more is read than a look is worth, and no file makes it raise.
    None where it is no model that mlpack knows, or cannot be read.
    """
    try:
        found = _folder_or_file(root, path)
    except UNREADABLE:
        return None
    return _fit_to_show(found) if found else None


def _folder_or_file(root: Path, path: str) -> ModelFile | None:
    if (root / path).is_dir():
        return folders.read_folder(root, path)
    with opened(root, path) as source:
        if zips.is_zip(source):
            return _of_zip(source)
        for read in _READERS:
            try:
                found = read(source)
            except UNREADABLE:
                continue
            if found:
                return found
    return None


def _of_zip(source: Source) -> ModelFile | None:
    with zips.archive_of(source) as archive:
        for read in _IN_ZIPS:
            try:
                found = read(source, archive)
            except UNREADABLE:
                continue
            if found:
                return found
    return None


def _fit_to_show(found: ModelFile) -> ModelFile:
    """Without what a terminal would obey, and without end: the texts are the file's own."""
    return replace(
        found,
        says=_shown(found.says),
        caution=_shown(found.caution),
        version=found.version if _VERSION.fullmatch(found.version) else "",
        python=found.python if _VERSION.fullmatch(found.python) else "",
    )


def _shown(text: str) -> str:
    printable = "".join(one if one.isprintable() else "?" for one in text)
    return printable if len(printable) <= _LONGEST else f"{printable[:_LONGEST]}..."
