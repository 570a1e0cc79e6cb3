"""`pip install` and its options: requirement lines, files of them, and where packages come from."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator, Sequence

from mlpack.peers.collector import Collector
from mlpack.peers.reasons import PIP_ITSELF
from mlpack.requirements import Line, is_file
from mlpack.requirements.entry import entry_of
from mlpack.requirements.judgement import Refused, requirement, shown
from mlpack.requirements.options import plain
from mlpack.requirements.pip_lines import Option, logical_lines, options_in
from mlpack.wording import without_credentials

# They install, and nothing that runs imports them.
_INSTALLERS = {"pip", "setuptools", "wheel", "uv", "virtualenv", "pipenv", "poetry", "pip-tools"}
_SHORT = {
    "-r": "--requirement",
    "-c": "--constraint",
    "-e": "--editable",
    "-i": "--index-url",
    "-f": "--find-links",
}
# Those of uv under the names that pip has for them.
_ALIASES = {
    "--requirements": "--requirement",
    "--constraints": "--constraint",
    "--default-index": "--index-url",
    "--index": "--extra-index-url",
}
_TELLING = {*_SHORT.values(), "--extra-index-url", "--no-binary", "--trusted-host"}
_HOW = {
    *("--target", "--prefix", "--root", "--timeout", "--retries", "--cache-dir", "--python"),
    *("--progress-bar", "--proxy", "--cert", "--root-user-action", "--upgrade-strategy"),
    *("--resume-retries", "--log", "--src", "--platform", "--implementation", "--abi", "-t", "-p"),
    *("--link-mode", "--index-strategy", "--python-version", "--torch-backend"),
}
"""Words that a value follows and that are only about the installing."""


def installed(into: Collector, arguments: Sequence[str], where: str) -> None:
    """The words behind `pip install`."""
    for option in _options(arguments):
        if not option.name:
            wished(into, option.value, where)
        elif option.name in _TELLING or option.name == "--pre":
            told(into, option, where)


def _options(arguments: Sequence[str]) -> Iterator[Option]:
    words = iter(arguments)
    for word in words:
        name, equals, value = word.partition("=")
        if not word.startswith("-"):
            yield Option("", word)
        elif word[:2] in _SHORT:
            yield Option(_SHORT[word[:2]], word[2:] or next(words, ""))
        elif (name := _ALIASES.get(name, name)) in _TELLING | _HOW:
            yield Option(name, value if equals else next(words, ""))
        else:
            yield Option(name, value)


def line(into: Collector, text: str, where: str) -> None:
    """A line as a file of requirements has it, options among them."""
    for found in logical_lines(text):
        if found.requirement:
            wished(into, found.requirement, where)
        try:
            for option in options_in(found.options):
                told(into, option, where)
        except Refused as error:
            into.leave(where, text, str(error))


def wished(into: Collector, text: str, where: str, shown_as: str = "") -> None:
    name = text.partition("==")[0].partition("[")[0].strip().lower()
    if name in _INSTALLERS:
        return
    if name in {".", "./"}:
        requirement_file(into, f"pyproject.toml{text[len(name) :]}", where, shown_as or text)
        return
    try:
        requirement(text)
    except Refused as error:
        into.leave(where, shown_as or text, str(error))
    else:
        into.lines.append(Line(text, where, ""))


def told(into: Collector, option: Option, where: str) -> None:
    """An option that says where packages come from, or which."""
    text = f"{option.name} {option.value}".strip()
    if option.name == "--requirement":
        requirement_file(into, option.value, where)
    elif option.name == "--constraint":
        constraint_file(into, option.value, where)
    elif option.name in {"--index-url", "--extra-index-url"}:
        index(into, option.value, where, is_main=option.name == "--index-url")
    elif option.name == "--find-links":
        into.join("index.find_links", [option.value], where)
    elif option.name == "--no-binary" and not option.value.startswith(":"):
        into.join("lock.from_source", option.value.split(","), where)
    elif option.name == "--editable":
        wished(into, option.value.rstrip("/") or ".", where, text)
    else:
        into.leave(where, text, _LEFT.get(option.name, PIP_ITSELF))


_LEFT = {
    "--pre": "Name the pre-release that you want under requirements:, as in pandas==3.0.0rc1.",
    "--trusted-host": "mlpack checks certificates: name your company's under index.certificates.",
    "--no-binary": "A lock holds wheels: name those to build under lock.from_source.",
}


def index(into: Collector, url: str, where: str, *, is_main: bool) -> None:
    """One that holds a single build of a framework says what the model computes on."""
    if _is_of_a_build(into, url, where):
        return
    address = without_credentials(url)
    if address != url:
        because = (
            "mlpack.yaml is no place for a password: put it into ~/.netrc, and say "
            "index.credentials for the build. The address is taken without it."
        )
        into.leave(where, address, because)
    if is_main:
        into.carry("index.url", address, where)
    else:
        into.join("index.extra", [address], where)


def _is_of_a_build(into: Collector, url: str, where: str) -> bool:
    for route in into.catalog.routes:
        if plain(route.url) == plain(url):
            into.compute(route.device, where, url)
            return True
    for framework in map(into.catalog.framework, into.catalog.framework_names):
        for variant in framework.variants:
            if variant.index and plain(variant.index) == plain(url):
                into.compute(variant.device, where, url, cuda=variant.cuda)
                return True
    return False


def requirement_file(into: Collector, path: str, where: str, text: str = "") -> None:
    """It is read at the end, with all others; what is not in the project is left."""
    if found := _in_project(into, path):
        into.requirement_files.append(Line(found, where, path))
        return
    because = f"There is no {shown(path)} in the project. Name its packages under requirements:."
    into.leave(where, text or path, because)


def constraint_file(into: Collector, path: str, where: str) -> None:
    if found := _in_project(into, path):
        into.join("constraints", [found], where)
        return
    because = f"There is no {shown(path)} in the project. Name such a file under constraints:."
    into.leave(where, path, because)


def _in_project(into: Collector, path: str) -> str:
    """Relative to the project; in an image it lies elsewhere, mostly by the same name."""
    for candidate in (posixpath.normpath(path), posixpath.basename(path)):
        inside = is_file(candidate) and not candidate.startswith(("/", ".."))
        if inside and "\0" not in path and (into.root / entry_of(candidate).path).is_file():
            return candidate
    return ""
