"""The models of a project: found by name, known by what is in them, the best of them first."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator

from mlpack.artifacts import FOLDER_MARKS, ModelFile, may_be_model, probe
from mlpack.detect.clue import Found
from mlpack.detect.code import is_aside
from mlpack.detect.folder import Folder, folders_of

_MOST = 60
_TESTS = {"test", "tests", "testing"}
_CHECKPOINT = re.compile(r"(^|[/_.-])(checkpoint|ckpt|epoch|step|tmp|backup|old|best_so_far)", re.I)
_NOT_MODELS = re.compile(
    r"(requirements|constraints|README|LICENSE|runtime|package|tsconfig).*", re.I
)


def read_models(folder: Folder) -> Iterator[Found]:
    """What lies in the folder of a model is part of it; a model of tests is none of the service."""
    files = [path for path in folder.files if not {*folders_of(path)} & _TESTS]
    homes: list[str] = []
    marks = {mark.rpartition("/")[2] for mark in FOLDER_MARKS}
    folders = [posixpath.dirname(path) for path in files if posixpath.basename(path) in marks]
    for home in list(dict.fromkeys(filter(None, folders)))[:_MOST]:
        is_inside = any(home.startswith(f"{outer}/") for outer in homes)
        if not is_inside and (found := probe(folder.root, home)):
            homes.append(home)
            yield found
    names = (p for p in files if may_be_model(p) and not _NOT_MODELS.match(posixpath.basename(p)))
    outside = [p for p in names if not any(p.startswith(f"{home}/") for home in homes)]
    # of these names most are something else
    for path in sorted(outside, key=lambda path: path.endswith((".txt", ".json")))[:_MOST]:
        if "." in posixpath.basename(path) and (found := probe(folder.root, path)):
            yield found


def best_first(models: list[ModelFile], served: set[str]) -> list[ModelFile]:
    """No checkpoint or example; then what code that serves loads, then the nearest to the root,
    then what is called a model, then the newest; `served` are the modules that such code imports.
    """
    newest = sorted(models, key=_newest, reverse=True)
    by_place = sorted(newest, key=_place)
    by_use = sorted(by_place, key=lambda model: not served & {*model.modules[:1]})
    return sorted(by_use, key=lambda model: (is_aside(model.path), _is_checkpoint(model)))


def _is_checkpoint(model: ModelFile) -> bool:
    return bool(_CHECKPOINT.search(model.path))


def _place(model: ModelFile) -> tuple[int, bool]:
    return model.path.count("/"), "model" not in posixpath.basename(model.path).lower()


def _newest(model: ModelFile) -> tuple[int, ...]:
    """By the numbers of its name, as of model_v2 and model-2026-01-31."""
    return tuple(map(int, re.findall(r"\d{1,8}", posixpath.basename(model.path))))
