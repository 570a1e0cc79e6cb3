"""Pickles and joblib's files: what they hold, by the names in them."""

from __future__ import annotations

import io
import sys
from collections.abc import Iterable, Iterator
from pathlib import PurePosixPath

from mlpack.artifacts import boosters, compressed, dangers, opcodes, shapes
from mlpack.artifacts.model import ModelFile
from mlpack.artifacts.pickled import Global, Made, Told
from mlpack.artifacts.source import UNREADABLE, Cursor, Metered, Source

_SUFFIXES = {".pkl", ".pickle", ".p", ".joblib", ".sav", ".model", ".lz4"}
_OLD_STARTS = b"(c]}l"
_TORCH_MAGIC = b"\x80\x02\x8a\x0al\xfc\x9cF\xf9 j\xa8P\x19."
_PICKLES_BEFORE_THE_MODEL = 3
_JOBLIB = Global("joblib.numpy_pickle", "NumpyArrayWrapper")
_NO_LIBRARY = {*sys.stdlib_module_names, "__builtin__", "copy_reg", "__main__", "__torch__"}
_TABLES = {"pandas", "polars", "pyarrow"}
_VERSIONS = {"sklearn": "_sklearn_version"}
_WIDTHS = ("n_features_in_", "_n_features")
_WITHIN = ("best_estimator_", "regressor_", "estimator_")
_TENSORS = "torch._utils"
_SCRIPTED = "__torch__."
_OF_TEXTS = "sklearn.feature_extraction.text"
_OF_COLUMNS = "sklearn.compose"
_DEEPEST = 8
_MOST_BLOBS = 200


def read_pickle(source: Source) -> ModelFile | None:
    if source.head.startswith(_TORCH_MAGIC):
        return _old_torch(source)
    suffix = PurePosixPath(source.path).suffix.lower()
    is_old = suffix in _SUFFIXES and source.head[:1] in {bytes([one]) for one in _OLD_STARTS}
    if not is_old and not compressed.is_pickle(source.head[:2]):
        return None
    told = opcodes.read(Cursor(source))
    if is_old and not told.is_whole:
        return None
    is_joblib = _JOBLIB in told.globals or suffix == ".joblib"
    return described(told, source, form="joblib" if is_joblib else "pickle")


def read_compressed(source: Source) -> ModelFile | None:
    suffix = PurePosixPath(source.path).suffix.lower()
    if source.head.startswith(compressed.LZ4) and suffix in _SUFFIXES:
        says = "a joblib file compressed with lz4, which mlpack cannot look into"
        return ModelFile(source.path, "joblib", says)
    if not (content := compressed.unpacked(source)):
        return None
    inner = Source(source.path, Metered(io.BytesIO(content)))
    return described(opcodes.read(Cursor(inner)), inner, form="joblib")


def _old_torch(source: Source) -> ModelFile | None:
    """As torch.save wrote it before 1.6: its magic, its protocol, the machine, then the model."""
    cursor = Cursor(source)
    for _ in range(_PICKLES_BEFORE_THE_MODEL):
        opcodes.read(cursor)
    return described(opcodes.read(cursor), source, form="torch-legacy", library="torch")


def described(told: Told, source: Source, *, form: str, library: str = "") -> ModelFile | None:
    """`library` is one that loads it in any case.

    None where it names no library and nothing to beware of: it holds data, and no model.
    """
    subject = next(_subjects(told.root), None)
    modules = _modules([*([subject.kind] if subject and subject.kind else []), *told.globals])
    modules = tuple(dict.fromkeys([*modules, library] if library else modules))
    caution = dangers.caution(told)
    if not (modules or caution) or _top(subject) in _TABLES:
        return None
    booster = _booster(told, source, modules)
    inputs, width = _row(told, subject)
    return ModelFile(
        source.path,
        form,
        says=_SAYS[form].format(_shown(told.root, subject)) + _unless_whole(told),
        modules=modules,
        version=booster.version if booster else _version(told, modules),
        inputs=inputs or (booster.inputs if booster else ""),
        width=width or (booster.width if booster else None),
        caution=caution,
    )


_SAYS = {
    "pickle": "a pickle of {}",
    "joblib": "a joblib file of {}",
    "skops": "a skops file of {}",
    "torch-legacy": "an old file of torch.save with {}",
    "torch-zip": "a file of torch.save with {}",
    "torch-script": "a TorchScript model of {}",
}


def _unless_whole(told: Told) -> str:
    return "" if told.is_whole else ", read in part"


def _subjects(root: object, depth: int = 0) -> Iterator[Made]:
    """What a pickle is about: what it makes, or what the first of its containers hold."""
    if isinstance(root, Made) and not _is_dict(root):
        yield root
        return
    held = root.items if isinstance(root, Made) else root
    held = list(held.values()) if isinstance(held, dict) else held
    if isinstance(held, list | tuple) and depth < _DEEPEST:
        for value in held[:_DEEPEST]:
            yield from _subjects(value, depth + 1)


def _is_dict(made: Made) -> bool:
    return made.kind is not None and made.kind.module == "collections"


def _shown(root: object, subject: Made | None) -> str:
    container = root.items if isinstance(root, Made) and _is_dict(root) else root
    words = ((dict, "a dict"), (list, "a list"), (tuple, "a tuple"))
    outer = next((word for kind, word in words if isinstance(container, kind)), "")
    return " that holds ".join(part for part in (outer, _named(subject)) if part) or "something"


def _named(made: Made | None) -> str:
    if made is None or made.kind is None:
        return ""
    if made.kind.module == _TENSORS:
        return "tensors"
    return str(made.kind).removeprefix(_SCRIPTED)


def _top(made: Made | None) -> str:
    return made.kind.module.partition(".")[0] if made and made.kind else ""


def _modules(named: Iterable[Global]) -> tuple[str, ...]:
    tops = dict.fromkeys(one.module.partition(".")[0] for one in named)
    return tuple(top for top in tops if top.isidentifier() and top not in _NO_LIBRARY)


def _version(told: Told, modules: tuple[str, ...]) -> str:
    found = told.noted.get(_VERSIONS.get(modules[0], "")) if modules else None
    return found if isinstance(found, str) else ""


def _row(told: Told, subject: Made | None) -> tuple[str, int | None]:
    """What a row is, from the part that meets it first."""
    first = subject
    for _ in range(_DEEPEST):
        inner = _first_within(first)
        first = inner or first
    kind = first.kind if first else None
    if kind and kind.module.startswith(_OF_TEXTS):
        return "texts", None
    if kind and kind.module.startswith(_OF_COLUMNS):
        return "records", None
    found = [made.attribute(name) for made in (subject, first) if made for name in _WIDTHS]
    found += [told.noted.get(name) for name in _WIDTHS]
    width = next((n for n in found if isinstance(n, int) and n in shapes.WIDTHS), None)
    return ("numbers", width) if width else ("", None)


def _first_within(made: Made | None) -> Made | None:
    if made is None:
        return None
    steps = made.attribute("steps")
    first = steps[0] if isinstance(steps, list) and steps else None
    inner = [first[1]] if isinstance(first, tuple) and len(first) == 2 else []
    inner += [made.attribute(name) for name in _WITHIN]
    return next((one for one in inner if isinstance(one, Made)), None)


def _booster(told: Told, source: Source, modules: tuple[str, ...]) -> ModelFile | None:
    """The model of a library that pickles its own file format, where its pickle has one."""
    for start, length in told.blobs[:_MOST_BLOBS]:
        try:
            found = boosters.read_booster(source.part(start, length))
        except UNREADABLE:
            continue
        if found and found.modules[:1] == modules[:1]:
            return found
    return None
