"""Whatever stands behind a key of another tool's file is carried over or left, never passed over."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from mlpack.catalog import Catalog
from mlpack.layers import open_layers
from mlpack.peers import bento, cog, mlmodel, read_peer, truss
from mlpack.peers.instructions import NAMES

CATALOG = Catalog(open_layers((), Path()))
TABLES = {
    "cog.yaml": (cog.ROWS, "predict: x\n"),
    "bentofile.yaml": (bento.ROWS, "service: x\n"),
    "config.yaml": (truss.ROWS, "model_name: x\n"),
    "MLmodel": (mlmodel.ROWS, "flavors: {python_function: {a: b}}\n"),
}
KEYS = [(name, key) for name, (rows, _) in TABLES.items() for key in rows]
VALUES: tuple[Any, ...] = ("text", ["text"], [["text"]], {"key": "text"}, [{"key": "text"}], 7)


RESTS = ("x", "x=1", '["x", "y"]', "x /y", "--from=0 x y")
STAGES = "FROM python:3.12 AS one\n{0}FROM python:3.12\nCOPY --from=one /a /b\n{0}"


def told_of(root: Path, name: str, text: str) -> set[str]:
    """The places of all that was carried over or left."""
    (root / name).write_text(text, encoding="utf-8")
    imported = read_peer(root / name, root, CATALOG)
    told = [one.where for one in (*imported.carried, *imported.left)]
    return {place for where in told for place in where.split(", ")}


def written(key: str, value: Any) -> str:
    """A file of one line, with the whole of `key`."""
    *outer, last = key.split(".")
    content = {last: value}
    for word in reversed(outer):
        content = {word: content}
    [(first, inner)] = content.items()
    return f"{first}: {json.dumps(inner)}\n"


@pytest.mark.parametrize(("name", "key"), KEYS)
def test_every_key_is_told_whatever_its_value_is(tmp_path: Path, name: str, key: str) -> None:
    usual = TABLES[name][1]
    before = "" if usual.startswith(f"{key.partition('.')[0]}:") else usual

    told = [told_of(tmp_path, name, f"{before}{written(key, value)}") for value in VALUES]

    assert [places for places in told if f"{name}:{2 if before else 1}" not in places] == []


@pytest.mark.parametrize("instruction", sorted({*NAMES} - {"FROM", "ARG"}))
def test_every_instruction_is_told_in_a_last_stage_and_in_one_before(
    tmp_path: Path, instruction: str
) -> None:
    lines = [f"{instruction} {rest}\n" for rest in RESTS]

    told = [told_of(tmp_path, "Dockerfile", STAGES.format(line)) for line in lines]

    assert [places for places in told if not {"Dockerfile:2", "Dockerfile:5"} <= places] == []


def test_an_argument_is_told_where_nothing_says_its_value(tmp_path: Path) -> None:
    told = told_of(tmp_path, "Dockerfile", "FROM python:3.12\nARG A\nARG B=1\n")

    assert told == {"Dockerfile:1", "Dockerfile:2"}
