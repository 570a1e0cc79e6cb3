"""The commands of a build, as RUN has them: what they install is carried over, the rest is left."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping

from mlpack.peers import pip
from mlpack.peers.collector import Collector
from mlpack.peers.reasons import CONDA, FETCHES, ITSELF, LAYER
from mlpack.peers.shell import Command, commands
from mlpack.peers.system import debian_packages

Taker = Callable[[Collector, Command, str, bool], None]

_USERS = ITSELF.format("the service runs as a numeric user that owns nothing in the image")
_AROUND_IT = ITSELF.format(
    "the service has its folder, may write below /tmp, and caches never reach the image"
)
_RUNS_CODE = (
    "No code of yours runs while the image is built: run it before, and name what it makes under "
    "model: or include:."
)
_VARIABLE = re.compile(r"\$[\w{(]")

# What only surrounds the installing, and is worth no word beside it.
_AROUND = {
    *("set", "export", "cd", "echo", "true", "false", "if", "fi", "for", "done", "case", "esac"),
    *("rm", "ldconfig", "update-ca-certificates", "source", ".", "test", "[", "ls", "pwd", "unset"),
    *("mkdir", "chmod", "touch", "ln", "mv", "cp", "tar", "unzip"),
}
_LEFT: Mapping[str, str] = {
    **dict.fromkeys(("useradd", "adduser", "groupadd", "addgroup", "usermod", "chown"), _USERS),
    **dict.fromkeys(("curl", "wget", "aria2c", "gdown", "pget", "aws", "gsutil"), FETCHES),
    **dict.fromkeys(("huggingface-cli", "hf", "git", "git-lfs"), FETCHES),
    **dict.fromkeys(("conda", "mamba", "micromamba"), CONDA),
    **dict.fromkeys(("python", "python3"), _RUNS_CODE),
}


def run(into: Collector, script: str, where: str, *, builds: bool = False) -> None:
    """Where `builds`, it is a stage whose files alone reach the image."""
    found = [one for one in commands(script) if one.name not in _AROUND]
    told = [one for one in found if not _is_around(one)]
    if not told:
        into.leave(where, script, _AROUND_IT)
    for command in told:
        _take(into, command, where, builds)


def _is_around(command: Command) -> bool:
    if command.name in _APT:
        return "install" not in command.words
    return command.name in _PIPS and "install" not in command.words and "sync" not in command.words


def _take(into: Collector, command: Command, where: str, builds: bool) -> None:
    name, words = command.name, command.words
    if name in _APT:
        _apt(into, command, where, builds)
    elif (arguments := _pip_install(words)) is not None:
        pip.installed(into, arguments, where)
    elif found := _PROJECTS.get(words[:2] if words[:2] in _PROJECTS else (name, *words[1:2])):
        _project(into, command, where, found)
    else:
        into.leave(where, command.text, _LEFT.get(name, LAYER))


_APT = {"apt-get", "apt", "aptitude"}
_APT_WITH_VALUES = {"-t", "-o", "-c", "--target-release", "--option"}
_PIPS = {"pip", "pip3"}
# What installs a project from its own files, and the lock that holds its versions.
_PROJECTS: Mapping[tuple[str, ...], str] = {
    ("uv", "sync"): "uv.lock",
    ("poetry", "install"): "poetry.lock",
    ("pdm", "install"): "",
    ("pdm", "sync"): "",
}


def _apt(into: Collector, command: Command, where: str, builds: bool) -> None:
    words = command.words[command.words.index("install") + 1 :]
    names = [
        word
        for before, word in zip(("", *words), words, strict=False)
        if not word.startswith("-") and before not in _APT_WITH_VALUES
    ]
    plain = [name for name in names if not _VARIABLE.search(name)]
    for name in names:
        if name not in plain:
            into.leave(where, name, "What it stands for is not known here. Write it out.")
    debian_packages(into, plain, where, builds=builds)


def _pip_install(words: tuple[str, ...]) -> tuple[str, ...] | None:
    """What stands behind `pip install`, in each of the ways to say it."""
    text = [word.rpartition("/")[2] for word in words[:4]]
    for lead in (
        ["uv", "pip"],
        ["python", "-m", "pip"],
        ["python3", "-m", "pip"],
        ["pip"],
        ["pip3"],
    ):
        rest = words[len(lead) :]
        if text[: len(lead)] == lead and "install" in rest:
            return rest[rest.index("install") + 1 :]
    return None


def _project(into: Collector, command: Command, where: str, lock: str) -> None:
    pip.requirement_file(into, "pyproject.toml", where)
    if lock and (into.root / lock).is_file():
        into.join("constraints", [lock], where)
