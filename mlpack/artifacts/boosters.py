"""The files of boosted trees: XGBoost's JSON and UBJSON, LightGBM's text, CatBoost's own."""

from __future__ import annotations

import re

from mlpack.artifacts import flat, shapes
from mlpack.artifacts.model import ModelFile
from mlpack.artifacts.source import Source

# XGBoost sorts the keys of its objects: what we ask for stands at the end, behind all the trees.
_JSON_START = re.compile(rb'\s*\{\s*"(?:learner|version)"\s*:')
_JSON_WIDTH = re.compile(rb'"num_feature"\s*:\s*"(\d{1,9})"')
_JSON_VERSION = re.compile(rb'"version"\s*:\s*\[\s*(\d+)\s*,\s*(\d+)\s*,\s*(\d+)\s*\]')
_JSON_OBJECTIVE = re.compile(rb'"objective"\s*:\s*\{[^{}]*?"name"\s*:\s*"([\w:.-]+)"')
_UBJ_START = re.compile(rb"\{L\0{7}(?:\x06Config|\x05Model|\x07learner)\{", re.S)
_UBJ_WIDTH = re.compile(rb"\x0bnum_featureSL\0{7}[\x01-\x09](\d{1,9})")
_UBJ_VERSION = re.compile(rb"\x07version\[#L\0{7}\x03i(.)i(.)i(.)", re.S)
_UBJ_OBJECTIVE = re.compile(rb"\x09objective\{L\0{7}\x04nameSL\0{7}.([\w:.-]+)L", re.S)

_CATBOOST_MAGIC = b"CBM1"
_CATBOOST_VERSION = re.compile(r"(?:tags/v|CatBoost release )(\d+(?:\.\d+)+)")
_CATEGORIES, _NUMBERS, _TEXTS = 4, 5, 12


def read_booster(source: Source) -> ModelFile | None:
    start = source.at(0, min(32, source.size))
    if _UBJ_START.match(start):
        return _ubjson(source)
    if start.startswith(b"tree\n"):
        return _lightgbm(source)
    if start.startswith(_CATBOOST_MAGIC):
        return _catboost(source)
    if _JSON_START.match(start):
        return _json(source)
    return None


def _ubjson(source: Source) -> ModelFile | None:
    found = _UBJ_VERSION.findall(source.tail)
    version = ".".join(str(part[0]) for part in found[-1]) if found else ""
    return _xgboost(
        source, "xgboost-ubj", version, _last(_UBJ_WIDTH, source), _last(_UBJ_OBJECTIVE, source)
    )


def _json(source: Source) -> ModelFile | None:
    """One that lists its version first was written anew by another program."""
    if b'"gradient_booster"' not in source.head:
        return None
    ends = source.head + source.tail
    found = _JSON_VERSION.findall(ends)
    version = ".".join(part.decode() for part in found[-1]) if found else ""
    return _xgboost(
        source, "xgboost-json", version, _last(_JSON_WIDTH, source), _last(_JSON_OBJECTIVE, source)
    )


def _last(pattern: re.Pattern[bytes], source: Source) -> str:
    found = pattern.findall(source.tail)
    return str(found[-1], "utf-8", "replace") if found else ""


def _xgboost(source: Source, form: str, version: str, width: str, objective: str) -> ModelFile:
    says = f"a model of XGBoost {version}".rstrip() + (f", {objective}" if objective else "")
    return ModelFile(
        source.path,
        form,
        says,
        modules=("xgboost",),
        version=version,
        inputs="numbers",
        width=int(width) if width and int(width) in shapes.WIDTHS else None,
    )


def _lightgbm(source: Source) -> ModelFile | None:
    """Its `version` is the one of the format; the library's own is not in there."""
    lines = source.head.partition(b"\n\n")[0].decode("utf-8", errors="replace").splitlines()
    said = dict(line.split("=", 1) for line in lines if "=" in line)
    if "version" not in said or not said.get("max_feature_idx", "").isdecimal():
        return None
    width = int(said["max_feature_idx"][:9]) + 1
    objective = said.get("objective", "").partition(" ")[0]
    says = "a model of LightGBM as text" + (f", {objective}" if objective else "")
    return ModelFile(
        source.path, "lightgbm-text", says, ("lightgbm",), inputs="numbers", width=width
    )


def _catboost(source: Source) -> ModelFile | None:
    length = int.from_bytes(source.at(4, 4), "little")
    core = flat.root(source.part(8, length))
    about = {row.text(0): row.text(1) for row in core.tables(2)}
    version = _CATBOOST_VERSION.search(about.get("catboost_version_info", ""))
    trees = core.table(1)
    if trees is None:
        return None
    has_only_numbers = not trees.count(_CATEGORIES) and not trees.count(_TEXTS)
    width = trees.count(_NUMBERS)
    return ModelFile(
        source.path,
        "catboost-cbm",
        says=f"a model of CatBoost {version[1] if version else ''}".rstrip(),
        modules=("catboost",),
        version=version[1] if version else "",
        inputs="numbers" if has_only_numbers else "records",
        width=width if has_only_numbers and width else None,
    )
