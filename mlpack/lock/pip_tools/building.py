"""What pip may build from source, and what then runs: said before it does, and held to the routes.

Like the runner, it imports nothing of mlpack.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fnmatch import fnmatchcase
from importlib import import_module
from typing import Any

# Where the name of the pip that a build is given lies; the first was a file of the second's name.
_INSTALLERS = ("pip._internal.build_env.installer", "pip._internal.build_env")


def may_be_built(package: str, from_source: Sequence[str]) -> bool:
    """`from_source` are names and beginnings of names, as in `corp-*`."""
    from pip._vendor.packaging.utils import canonicalize_name

    return any(fnmatchcase(canonicalize_name(package), pattern) for pattern in from_source)


def formats(from_source: Sequence[str]) -> Any:
    """Wheels alone, and source besides of what may be built; of one version pip takes the wheel."""
    from pip._internal.models.format_control import FormatControl

    class Formats(FormatControl):
        def get_allowed_formats(self, canonical_name: str) -> frozenset[str]:
            source = may_be_built(canonical_name, from_source)
            return frozenset({"binary", "source"} if source else {"binary"})

    # What a build needs is told by these sets: that comes as wheels.
    return Formats(no_binary=set(), only_binary={":all:"})


def watch(from_source: Sequence[str], say: Callable[[str, object], None]) -> None:
    """From here on a build is said before it runs, and one that nobody allowed does not run.

    An address can name a source archive past all that `formats` allows.
    """
    from pip._internal.distributions.sdist import SourceDistribution
    from pip._internal.exceptions import InstallationError
    from pip._vendor.packaging import markers

    # Its own, not what all distributions have: that one is called for wheels as well.
    prepare = vars(SourceDistribution)["prepare_distribution_metadata"]
    here = markers.default_environment

    def prepared(source: Any, *arguments: Any, **settings: Any) -> None:
        file, target = source.req.link.filename, markers.default_environment
        if not may_be_built(source.req.name or "", from_source):
            say("causes", [[str(source.req.req), getattr(source.req.comes_from, "name", "")]])
            say("files", [[file, ""]])
            raise InstallationError(f"{file} may not be built")
        say("building", file)
        # What a build needs is for the Python that it runs under, not for the target.
        setattr(markers, "default_environment", here)  # noqa: B010
        try:
            prepare(source, *arguments, **settings)
        except Exception:
            say("unbuilt", file)
            raise
        finally:
            setattr(markers, "default_environment", target)  # noqa: B010

    setattr(SourceDistribution, "prepare_distribution_metadata", prepared)  # noqa: B010


def give_builds(pip: str) -> None:
    """A build's own requirements are installed by this script, which takes pip's arguments.

    pip's own would look for them on every index alike, and run what a stranger put there under a
    name of the company's.
    """
    setattr(_installer(), "get_runnable_pip", lambda: pip)  # noqa: B010


def _installer() -> Any:
    for name in _INSTALLERS:
        try:
            module = import_module(name)
        except ModuleNotFoundError:
            continue
        if hasattr(module, "get_runnable_pip"):
            return module
    raise AttributeError("pip._internal.build_env has no 'get_runnable_pip'")
