"""What starts the service now: a Procfile, and the files of other packaging tools."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from mlpack.catalog import Catalog
from mlpack.detect.clue import Clue, Found, Offer, Program, Remark, minor_of, one_line
from mlpack.detect.code import is_aside
from mlpack.detect.folder import Folder
from mlpack.detect.model import Confidence
from mlpack.detect.pip_files import package_of
from mlpack.errors import MlpackError
from mlpack.peers.model import Imported

_PEERS = ("cog.yaml", "bentofile.yaml", "Dockerfile", "*.Dockerfile", "Dockerfile.*", "config.yaml")
_MODEL_PEER = "MLmodel"
_PORT = re.compile(r"(?:--port[= ]|-p |--server\.port[= ]|(?:-b|--bind)[= ][\w.\[\]]*:)(\d{4,5})\b")
_FILE = re.compile(r"(?:^|[\s\"'\[])(?:\./)?([\w./-]+\.py)(?::\w+)?\b")
_OBJECT = re.compile(r"(?:^|[\s\"'])([A-Za-z_][\w.]*):[A-Za-z_]\w*")
# What a deployed project says of these holds as written; of the rest more than one file may speak.
_SURE: Mapping[str, Confidence] = {"name": "possible", "requirements": "likely"}


def read_procfile(folder: Folder) -> Iterator[Found]:
    for number, line in enumerate(folder.text("Procfile").split("\n"), 1):
        where = f"Procfile:{number}"
        if re.match(r"web\s*:", line):
            if found := _PORT.search(line):
                yield Clue("serving.port", found[1], where, one_line(line), "likely")
            yield from _program(line.partition(":")[2], where)


def read_peers(folder: Folder, catalog: Catalog) -> Iterator[Found]:
    """Of several files of one name the first; an MLmodel lies in the folder of its model."""
    found = [*folder.named(*_PEERS)]
    models = (path for path in folder.files if path.rpartition("/")[2] == _MODEL_PEER)
    found += [path for path in models if not is_aside(path)][:1]
    for path in dict.fromkeys(found):
        if folder.text(path):
            yield from _peer(folder, path, catalog)


def _peer(folder: Folder, path: str, catalog: Catalog) -> Iterator[Found]:
    from mlpack.peers import read_peer

    try:
        said = read_peer(folder.root / path, folder.root, catalog)
    except MlpackError as error:
        if path != "config.yaml":
            yield Remark(f"{path} is passed over: {one_line(error.says)}")
        return
    yield from _unknown(folder, said)
    asked = {one.where for one in said.unknown if one.setting == "framework"}
    for one in said.carried:
        says = _line_at(folder, one.where)
        if one.setting == "framework" and one.where in asked:
            continue
        if one.setting == "compute.cuda":
            yield Clue("compute", "cuda", one.where, says, "certain")
        elif one.setting == "requirements":
            lines = tuple((text, one.where) for text in one.value)
            yield Offer("", lines, one.where, sure="likely", is_installed=True)
        else:
            yield Clue(one.setting, one.value, one.where, says, _SURE.get(one.setting, "certain"))
    for left in said.left:
        yield from _program(left.text, left.where)


def _unknown(folder: Folder, said: Imported) -> Iterator[Found]:
    """As it is written, where `said` has the nearest that the catalogue knows, or nothing."""
    for one in said.unknown:
        if one.setting == "python" and minor_of(one.value):
            says = _line_at(folder, one.where)
            yield Clue("python", one.value, one.where, says, "certain")
        elif one.setting == "framework" and (wish := package_of(one.value, one.where, "asked")):
            yield wish
        for left in said.left if one.setting == "requirements" else ():
            if (left.where, left.text) == (one.where, one.value):
                yield Remark(f"{left.where} {left.text}: {left.because}")


def _program(text: str, where: str) -> Iterator[Found]:
    if found := _FILE.search(text):
        yield Program(found[1], where)
    elif found := _OBJECT.search(text):
        yield Program(f"{found[1].replace('.', '/')}.py", where)


def _line_at(folder: Folder, where: str) -> str:
    file, _, line = where.split(", ")[0].rpartition(":")
    lines = folder.text(file).split("\n")
    return one_line(lines[int(line) - 1]) if line.isdecimal() and int(line) <= len(lines) else ""
