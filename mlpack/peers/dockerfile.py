"""A Dockerfile: what its last stage says of the image, and what other stages build for it."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import partial
from pathlib import Path

from mlpack.errors import UsageError
from mlpack.peers import paths, scripts, variables
from mlpack.peers.collector import Collector
from mlpack.peers.images import based_on
from mlpack.peers.instructions import Instruction, instructions
from mlpack.peers.reasons import ENTRY, ITSELF, LAYER, SCALES
from mlpack.peers.shell import commands
from mlpack.peers.stages import Stage, built_for, final_chain, pairs, stages_of
from mlpack.peers.wanted import settle
from mlpack.wording import label

_OURS = "# Made by mlpack from mlpack.yaml"
_TITLE = "org.opencontainers.image.title"
_PORT = re.compile(r"(?:[\w.*\[\]-]*:)?(\d{1,5})")
_PORT_FLAGS = {"--port", "-p", "--bind", "-b", "--server-port", "--server.port", "--http-port"}
_HOW_MANY = {"--workers", "-w", "--threads", "--worker-class", "-k"}

Taker = Callable[[Collector, Instruction], None]


def read(into: Collector, path: Path, text: str) -> None:
    if text.startswith(_OURS) or f"\n{_OURS}" in text[:300]:
        says = f"{into.file} is mlpack's own, made from a mlpack.yaml."
        raise UsageError(says, hint="`mlpack generate` makes it again.")
    stages = stages_of(instructions(text, into.file))
    chain = final_chain(stages)
    builders = built_for(chain, stages)
    programs = _programs(chain[-1])
    for stage in stages:
        if stage in chain:
            _final(into, stage, stages, programs)
        elif stage in builders:
            _builder(into, stage, stages)
        else:
            because = "The last stage takes nothing of this one, and neither does mlpack."
            into.leave(into.place(stage.start.line), _text(stage.start), because)
    settle(into)


def _final(into: Collector, stage: Stage, stages: list[Stage], programs: frozenset[str]) -> None:
    _base(into, stage, stages)
    for one in stage.body:
        if one.name in {"COPY", "ADD"}:
            _copy(into, one, programs)
        else:
            _take(into, one, _FINAL)


def _builder(into: Collector, stage: Stage, stages: list[Stage]) -> None:
    """Its base says nothing of the image; what it installs with pip reaches it."""
    if not any(stage.image.lower() == other.name for other in stages):
        because = ITSELF.format("its build has a stage of its own, on the same base")
        into.leave(into.place(stage.start.line), _text(stage.start), because)
    for one in stage.body:
        _take(into, one, _BUILDER)


def _base(into: Collector, stage: Stage, stages: list[Stage]) -> None:
    where = into.place(stage.start.line)
    if any(stage.image.lower() == other.name for other in stages if other.name):
        return
    if "$" in stage.image or not stage.image:
        because = "What it stands for is not known here: give its ARG a value, or name the image."
        into.leave(where, _text(stage.start), because)
        return
    based_on(into, stage.image, where, _text(stage.start))
    if platform := stage.start.flag("platform"):
        into.join("platforms", [platform], where)


def _take(into: Collector, one: Instruction, rows: Mapping[str, Taker | str]) -> None:
    row = rows.get(one.name, "")
    if isinstance(row, str):
        if row:
            into.leave(into.place(one.line), _text(one), row)
    else:
        row(into, one)


def _text(one: Instruction) -> str:
    return " ".join([one.name, *one.flags, one.text])


def _run(into: Collector, one: Instruction, *, builds: bool) -> None:
    where = into.place(one.line)
    if one.flag("mount").startswith(("type=secret", "type=ssh")):
        into.leave(where, _text(one), "A secret of the build is named under index.credentials.")
    words = one.words
    script = one.script or (
        " ".join(words[2:] if words[1:2] == ["-c"] else words) if words else one.text
    )
    scripts.run(into, script, where, builds=builds)


def _copy(into: Collector, one: Instruction, programs: frozenset[str]) -> None:
    where, text = into.place(one.line), _text(one)
    if one.flag("from"):
        because = ITSELF.format("packages come from its own build stage")
        into.leave(where, text, because)
        return
    if one.script:
        into.leave(where, text, LAYER)
        return
    *sources, _ = one.words or one.text.split() or [""]
    for source in sources:
        if "://" in source:
            into.leave(where, text, _FETCHED)
        elif source.removeprefix("./") in programs:
            into.leave(where, text, ENTRY.format(source))
        else:
            paths.brought(into, source.removeprefix("./") or ".", where, text)


_FETCHED = "No setting fetches a file: fetch it first, and name it under model: or include:."


def _env(into: Collector, one: Instruction) -> None:
    for name, value in pairs(one.text):
        variables.variable(into, name, value, into.place(one.line))


def _expose(into: Collector, one: Instruction) -> None:
    for word in one.text.split():
        port = word.partition("/")[0]
        into.carry("serving.port", port, into.place(one.line), _text(one))


def _label(into: Collector, one: Instruction) -> None:
    for name, value in pairs(one.text):
        if name.strip("\"'") == _TITLE:
            into.carry("name", label(value), into.place(one.line))
        else:
            because = "Labels go into a layer, as the block `labels` of project/Dockerfile.j2."
            into.leave(into.place(one.line), f"{name}={value}", because)


def _arg(into: Collector, one: Instruction) -> None:
    """Where it has a value, that stands wherever it is named."""
    for name, value in pairs(one.text):
        if not value:
            because = "It takes its value from who builds it: write it out in mlpack.yaml."
            into.leave(into.place(one.line), f"ARG {name}", because)


def _start(into: Collector, one: Instruction) -> None:
    """The port that the server is told to listen on, and what the program is."""
    where = into.place(one.line)
    words = _words(one)
    for flag, value in _flags(words):
        found = _PORT.fullmatch(value)
        if flag in _PORT_FLAGS and found:
            into.carry("serving.port", found[1], where, f"{flag} {value}")
        elif flag in _HOW_MANY:
            into.leave(where, f"{flag} {value}", SCALES)
    into.leave(where, _text(one), ENTRY.format(_shown_program(words) or "it"))


def _words(one: Instruction) -> tuple[str, ...]:
    words = one.words
    if words and words[1:2] != ["-c"]:
        return tuple(words)
    found = list(commands(words[2] if words and len(words) > 2 else one.text))
    return found[-1].words if found else ()


def _flags(words: tuple[str, ...]) -> list[tuple[str, str]]:
    flags = []
    for word, following in zip(words, (*words[1:], ""), strict=True):
        if word.startswith("-"):
            name, equals, value = word.partition("=")
            flags.append((name, value if equals else following))
    return flags


def _programs(stage: Stage) -> frozenset[str]:
    """The files that CMD and ENTRYPOINT start: the server, which mlpack brings itself."""
    found = [_shown_program(_words(one)) for one in stage.body if one.name in {"CMD", "ENTRYPOINT"}]
    return frozenset(found) - {""}


def _shown_program(words: tuple[str, ...]) -> str:
    """`app.py` of `python app.py`, of `uvicorn app:app` and of `gunicorn -b :80 app:app`."""
    for word in words:
        if re.fullmatch(r"[\w./-]+\.(py|sh)", word):
            return word.removeprefix("./")
        if found := re.fullmatch(r"([A-Za-z_][\w.]*):[A-Za-z_]\w*(\(\))?", word):
            return f"{found[1].replace('.', '/')}.py"
    return ""


_FINAL: Mapping[str, Taker | str] = {
    "ARG": _arg,
    "CMD": _start,
    "ENTRYPOINT": _start,
    "ENV": _env,
    "EXPOSE": _expose,
    "HEALTHCHECK": ITSELF.format("it has a health check, and probes for readiness"),
    "LABEL": _label,
    "MAINTAINER": "Labels go into a layer, as the block `labels` of project/Dockerfile.j2.",
    "ONBUILD": LAYER,
    "RUN": partial(_run, builds=False),
    "SHELL": ITSELF.format("its build is written for sh"),
    "STOPSIGNAL": ITSELF.format("the service stops at SIGTERM, and loses no request"),
    "USER": ITSELF.format("the service runs as a numeric user that is not root"),
    "VOLUME": "What is mounted is said where the image runs, as in compose or Kubernetes.",
    "WORKDIR": ITSELF.format("the service has its folder"),
}
_WITHIN = ITSELF.format("its build stage has what installing needs")
_BUILDER: Mapping[str, Taker | str] = {
    **dict.fromkeys(("ENV", "WORKDIR", "SHELL", "USER", "COPY", "ADD", "LABEL"), _WITHIN),
    **dict.fromkeys(
        ("CMD", "ENTRYPOINT", "EXPOSE", "HEALTHCHECK", "VOLUME", "STOPSIGNAL"), _WITHIN
    ),
    **dict.fromkeys(("ONBUILD", "MAINTAINER"), LAYER),
    "ARG": _arg,
    "RUN": partial(_run, builds=True),
}
