"""Runs pip-tools for a target, under a Python that may lack everything else; a script of its own.

`python -I runner.py`, in a folder that holds `request.json` and `requirements.in`, leaves
`requirements.lock` there. It imports nothing of mlpack, and pip-tools, pip, what they need and
cross.py come from the places that the request names: pure Python, so nothing has to be installed.
Each line on stdout is a JSON pair, of what kind of word it is and the word.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import partial
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TOO_NEW = 3
NOT_FOUND = 4
FAILED = 5

REQUEST = "request.json"
WISHES = "requirements.in"
PINS = "requirements.lock"


class Brought:
    """Finds the named top-level modules where the request says, and no other module there."""

    def __init__(self, places: Mapping[str, str]) -> None:
        self.places = places

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        if path is None and name in self.places:
            return PathFinder.find_spec(name, [self.places[name]])
        return None


def say(kind: str, word: object) -> None:
    print(json.dumps([kind, word]), flush=True)


def main() -> int:
    request = json.loads(Path(REQUEST).read_text("utf-8"))
    sys.meta_path.insert(0, Brought(request["modules"]))
    lend_tomli()
    reach = forget_habits_of_this_machine()
    cross = import_module("cross")
    aim = cross.Aim(**request["target"])
    cross.answer_markers(aim)
    if strangers := cross.strangers(aim):
        say("unexpected", strangers)
        return TOO_NEW
    aimed = partial(cross.aimed, aim=aim)
    return compile_lock([*request["options"], "--pip-args", " ".join(reach)], aimed)


def lend_tomli() -> None:
    """pip-tools wants tomli below Python 3.11; pip has a copy of it, which serves as well."""
    if sys.version_info >= (3, 11) or PathFinder.find_spec("tomli"):
        return
    from pip._vendor import tomli

    sys.modules.setdefault("tomli", tomli)


def forget_habits_of_this_machine() -> list[str]:
    """Keep of the host's pip settings how an index is reached, and nothing else.

    The rest (pre, constraint, no-binary, a folder of wheels) would be a wish that nobody wrote into
    the project, and the image's build knows nothing of it.
    """
    reach = reach_of_this_machine()
    for name in [name for name in os.environ if re.match("PIP_(?!TOOLS_)", name, re.IGNORECASE)]:
        del os.environ[name]
    os.environ["PIP_CONFIG_FILE"] = os.devnull
    os.environ.update(reach)
    return ["--only-binary=:all:", "--no-input", "--disable-pip-version-check"]


def reach_of_this_machine() -> dict[str, str]:
    """How pip's settings, from its files and the environment, reach an index: `PIP_...`."""
    from pip._internal.commands import create_command

    options, _ = create_command("install").parse_args([])
    return reach_settings(vars(options))


def reach_settings(options: Mapping[str, Any]) -> dict[str, str]:
    """Folders on this machine are left out, unless they are all there is to lock from."""
    extra = [url for url in options["extra_index_urls"] if not url.startswith("file:")]
    settings = {
        "PIP_INDEX_URL": options["index_url"],
        "PIP_EXTRA_INDEX_URL": " ".join(extra),
        "PIP_NO_INDEX": "1" if options["no_index"] else "",
        "PIP_FIND_LINKS": " ".join(options["find_links"]) if options["no_index"] else "",
        "PIP_TRUSTED_HOST": " ".join(options["trusted_hosts"]),
        "PIP_CERT": options["cert"],
        "PIP_CLIENT_CERT": options["client_cert"],
        "PIP_PROXY": options["proxy"],
        "PIP_KEYRING_PROVIDER": options.get("keyring_provider"),
        "PIP_DEFAULT_TIMEOUT": str(int(options["timeout"])),
        "PIP_RETRIES": str(min(options["retries"], 3)),
    }
    return {name: value for name, value in settings.items() if value}


def lent(url: str, known: Iterable[str]) -> str:
    """`url` with the name and password that a known address of the same host has in it.

    So `PIP_INDEX_URL=https://name:password@host/...` of a CI serves for an address of the project,
    which never holds a password.
    """
    host = urlsplit(url).netloc
    for other in map(urlsplit, known):
        if "@" in other.netloc and other.netloc.rpartition("@")[2] == host:
            return urlsplit(url)._replace(netloc=other.netloc).geturl()
    return url


def compile_lock(options: Sequence[str], aimed: Callable[[type[Any]], type[Any]]) -> int:
    from pip._internal.exceptions import DistributionNotFound
    from pip._internal.index import collector, package_finder
    from piptools.repositories.pypi import PyPIRepository
    from piptools.scripts import compile as pip_compile

    pages = Pages(collector.parse_links)
    used = repository_with_index_hashes(aimed(PyPIRepository), pages)
    setattr(package_finder, "parse_links", pages)  # noqa: B010 - neither name is meant to be set
    setattr(pip_compile, "PyPIRepository", used)  # noqa: B010
    try:
        pip_compile.cli.main([*options, "--output-file", PINS, WISHES], standalone_mode=False)
    except DistributionNotFound as refusal:
        explain(refusal, used.first)
        return NOT_FOUND
    except (Exception, SystemExit) as fault:
        print(f"{type(fault).__name__}: {fault}", file=sys.stderr)
        return FAILED
    return 0


class Pages:
    """Reads the links of each index page once; while `version` is set, gives that version's alone.

    pip reads and weighs a page for each question anew, and a page has thousands of links.
    """

    def __init__(self, parse: Callable[[Any], Iterable[Any]]) -> None:
        self.parse = parse
        self.links: dict[str, list[Any]] = {}
        self.version = ""

    def __call__(self, page: Any) -> list[Any]:
        if page.url not in self.links:
            self.links[page.url] = list(self.parse(page))
        links = self.links[page.url]
        return [link for link in links if self.has_version(link)] if self.version else links

    def has_version(self, link: Any) -> bool:
        from pip._vendor.packaging.version import InvalidVersion, Version

        try:
            return Version(link.filename.split("-")[1]) == Version(self.version)
        except (IndexError, InvalidVersion):
            return True


def repository_with_index_hashes(repository: type[Any], pages: Pages) -> type[Any]:
    """pip-tools' view of an index, with the hashes that the index page gives.

    Left to itself it asks PyPI's JSON API, which hardly any mirror has, and else downloads every
    file of a version: a minute instead of seconds. It still does where a page gives no hash.
    """

    class IndexHashes(repository):  # type: ignore[misc]
        first: Any = None

        def __init__(self, *arguments: Any, **settings: Any) -> None:
            super().__init__(*arguments, **settings)
            # pip-tools makes a second one, only to read the old lock with.
            type(self).first = type(self).first or self

        def _get_hashes_from_pypi(self, ireq: Any) -> dict[str, str]:
            links = (candidate.link for candidate in self.find_all_candidates(ireq.name))
            return {x.url: f"sha256:{x.hash}" for x in links if x.hash_name == "sha256"}

        def get_hashes(self, ireq: Any) -> Any:
            say("hashing", ireq.name)
            pages.version = "" if ireq.original_link else next(iter(ireq.specifier)).version
            try:
                return super().get_hashes(ireq)
            finally:
                pages.version = ""

    return IndexHashes


def explain(refusal: Exception, repository: Any) -> None:
    """Say who asked for what, and what the index has for a name that nothing could be found for."""
    causes = getattr(refusal.__cause__, "causes", ())
    say("causes", [[str(cause.requirement), asked_by(cause.parent)] for cause in causes])
    names = {cause.requirement.project_name for cause in causes}
    named = re.match(r"No matching distribution found for ([\w.-]+)", str(refusal))
    name = named[1] if named else names.pop() if len(names) == 1 else ""
    if name:
        answers = [answer(repository.session, url, name) for url in repository.finder.index_urls]
        say("answers", answers)
        say("files", files(repository, name) if 200 in answers or not answers else [])


def asked_by(parent: Any) -> str:
    return f"{parent.name} {parent.version}" if parent else ""


def answer(session: Any, index: str, name: str) -> object:
    """The status that an index gives for a package's page, or what kind of fault came instead."""
    try:
        return session.get(f"{index.rstrip('/')}/{name}/", timeout=10).status_code
    except Exception as fault:
        return type(fault).__name__


def files(repository: Any, name: str) -> list[list[str]]:
    """Every file of a package with the Pythons that it admits, source and other platforms too."""
    from pip._internal.models.format_control import FormatControl

    finder = repository.finder
    finder.format_control = FormatControl()
    finder._ignore_requires_python = True
    with repository.allow_all_wheels():
        links = [candidate.link for candidate in finder.find_all_candidates(name)]
    return [[link.filename, link.requires_python or ""] for link in links]


if __name__ == "__main__":
    sys.exit(main())
