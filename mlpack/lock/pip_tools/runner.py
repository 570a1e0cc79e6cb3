"""Runs pip-tools for a target, under a Python that may lack everything else; a script of its own.

`python -I runner.py`, in a folder that holds `request.json`, `requirements.in` and
`constraints.in`, leaves `requirements.lock` there. It imports nothing of mlpack, and pip-tools,
pip, what they need and the modules beside it come from the places that the request names: pure
Python, so nothing has to be installed. Each line on stdout is a JSON pair, of what kind of word it
is and the word. With pip's arguments it is the pip that a build from source runs.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Mapping, Sequence
from importlib import import_module
from importlib.machinery import ModuleSpec, PathFinder
from itertools import takewhile
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

TOO_NEW = 3
NOT_FOUND = 4
FAILED = 5

REQUEST = "request.json"
WISHES = "requirements.in"
CONSTRAINTS = "constraints.in"
PINS = "requirements.lock"

_KEYS = "MLPACK_KEYS"
_PLACES = ("PIP_INDEX_URL", "PIP_EXTRA_INDEX_URL", "PIP_NO_INDEX", "PIP_FIND_LINKS")
_FIXED = {
    "PIP_CONFIG_FILE": os.devnull,
    "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    "PIP_NO_INPUT": "1",
    # An old pip else runs a setup.py with whatever is installed beside it.
    "PIP_USE_PEP517": "1",
}


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
    if sys.argv[1:]:
        return pip_of_a_build(request, sys.argv[1:])
    lend_tomli()
    settings = forget_habits_of_this_machine()
    aim = import_module("cross").Aim(**request["target"])
    if strangers := tried(request, aim):
        say("unexpected", strangers)
        return TOO_NEW
    routes = routes_of(request, settings)
    lead_pip(request, settings, routes)
    with import_module("routes").followed(routes):
        return compile_lock(request, routes, aim)


def tried(request: Mapping[str, Any], aim: Any) -> list[str]:
    """Put what holds for the whole run into pip; whatever pip then does not keep to is named."""
    building, cross, pages, routes = map(import_module, ("building", "cross", "pages", "routes"))
    try:
        building.watch(request["from_source"], say)
        if request["from_source"]:
            building.give_builds(__file__)
        cross.answer_markers(aim)
        pages.thin_out(cross.tags_of(aim))
        with routes.followed(routes.Routes((), (), cross.trial_place, (cross.TRIAL_KEY,))):
            return list(cross.strangers(aim, building.formats(cross.TRIAL_SOURCE)))
    except Exception as fault:
        return [f"{type(fault).__name__}: {fault}"]


def routes_of(request: Mapping[str, Any], settings: Mapping[str, str]) -> Any:
    sources = import_module("index").Index(**request["sources"])
    return import_module("routes").routes_of(sources, settings, offline=request["offline"])


def lead_pip(request: Mapping[str, Any], settings: Mapping[str, str], routes: Any) -> None:
    """Say to pip where packages come from, without credentials: pip puts that on command lines."""
    first, *further = routes.indexes or ("",)
    words = {
        "PIP_INDEX_URL": first,
        "PIP_EXTRA_INDEX_URL": " ".join(further),
        "PIP_NO_INDEX": "" if first else "1",
        "PIP_FIND_LINKS": " ".join(routes.links),
    }
    if certificates := request["sources"]["certificates"]:
        words |= import_module("routes").trust_also(certificates, settings)
    if request["from_source"]:
        words[_KEYS] = " ".join(routes.keys)
    os.environ.update({name: word for name, word in words.items() if word})


def pip_of_a_build(request: Mapping[str, Any], arguments: Sequence[str]) -> int:
    """What a build asks for comes from where it comes from in a lock."""
    here = str(Path(__file__).parent)
    sys.path[:] = [place for place in sys.path if place != here]
    routes = routes_of(request, {"PIP_EXTRA_INDEX_URL": os.environ.get(_KEYS, "")})
    with import_module("routes").followed(routes):
        from pip._internal.cli.main import main as pip

        return pip(list(arguments))


def lend_tomli() -> None:
    """pip-tools wants tomli below Python 3.11; pip has a copy of it, which serves as well."""
    if sys.version_info >= (3, 11) or PathFinder.find_spec("tomli"):
        return
    from pip._vendor import tomli

    sys.modules.setdefault("tomli", tomli)


def forget_habits_of_this_machine() -> dict[str, str]:
    """Keep of the host's pip settings how an index is reached, and hand back which one that is.

    The rest (pre, constraint, no-binary, a folder of wheels) would be a wish that nobody wrote into
    the project, and the image's build knows nothing of it.
    """
    reach = reach_of_this_machine()
    for name in [name for name in os.environ if re.match("PIP_(?!TOOLS_)", name, re.IGNORECASE)]:
        del os.environ[name]
    os.environ.update({name: reach[name] for name in reach if name not in _PLACES})
    os.environ.update(_FIXED)
    if sys.pycache_prefix:
        os.environ["PYTHONPYCACHEPREFIX"] = sys.pycache_prefix
    return reach


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
    which never holds a password. Of several for a host, it is the one with the likest path. One of
    an https: address is for no http: one, where everybody on the way could read it.
    """
    parts = urlsplit(url)
    is_hidden = parts.scheme == "https"
    keys = [
        key
        for key in map(urlsplit, known)
        if key.netloc.endswith(f"@{parts.netloc}") and (is_hidden or key.scheme == parts.scheme)
    ]
    if not keys or not parts.netloc:
        return url
    likest = max(keys, key=lambda key: _shared(key.path, parts.path))
    return parts._replace(netloc=likest.netloc).geturl()


def _shared(one: str, other: str) -> int:
    """How many folders two paths begin with alike."""
    pairs = zip(one.split("/"), other.split("/"), strict=False)
    return len(list(takewhile(lambda pair: pair[0] == pair[1], pairs)))


def compile_lock(request: Mapping[str, Any], routes: Any, aim: Any) -> int:
    from pip._internal.exceptions import DistributionNotFound
    from piptools.repositories.pypi import PyPIRepository
    from piptools.scripts import compile as pip_compile

    building, cross, evidence = map(import_module, ("building", "cross", "evidence"))
    repository = cross.aimed(PyPIRepository, aim, building.formats(request["from_source"]))
    setattr(pip_compile, "PyPIRepository", repository)  # noqa: B010 - not meant to be set
    options = [*request["options"], "--output-file", PINS, "--constraint", CONSTRAINTS, WISHES]
    kept = request["kept"]
    while True:
        try:
            lay_out(kept)
            pip_compile.cli.main(list(options), standalone_mode=False)
            return 0
        except DistributionNotFound as refusal:
            # pip-tools itself lets go of a pin that the conflict is about, not of one that asks.
            freed = evidence.names_in(refusal) & kept.keys()
            if not freed:
                import_module("pages").show_all()
                for fact in evidence.facts_of(refusal, repository.made, routes):
                    say(*fact)
                return NOT_FOUND
            kept = {name: kept[name] for name in kept.keys() - freed}
        except (Exception, SystemExit) as fault:
            print(f"{type(fault).__name__}: {fault}", file=sys.stderr)
            return FAILED


def lay_out(kept: Mapping[str, str]) -> None:
    """Pins to hold on to are what pip-tools finds in the file that it writes."""
    Path(PINS).unlink(missing_ok=True)
    if kept:
        Path(PINS).write_text("".join(f"{kept[name]}\n" for name in sorted(kept)), "utf-8")


if __name__ == "__main__":
    sys.exit(main())
