"""The options of a requirements file: why one cannot stay, unless mlpack.yaml says the same."""

from __future__ import annotations

import posixpath

from mlpack.requirements.judgement import A_WHEEL_OF_IT, shown
from mlpack.requirements.model import Index
from mlpack.requirements.pip_lines import Option
from mlpack.wording import nearest

_NAME_THE_INDEX = (
    "Name the index in mlpack.yaml under index:, as in `index: {packages: {torch: URL}}`, "
    "its password in ~/.netrc, and leave the line out."
)
_FROM_SOURCE = (
    "Leave it out: a lock holds wheels, and mlpack.yaml names what to build, "
    "as in `lock: {from_source: [NAME]}`."
)
_LEAVE_IT_OUT = "Leave it out: {}."

_REFUSED = {
    "--index-url": _NAME_THE_INDEX,
    "--extra-index-url": _NAME_THE_INDEX,
    "--trusted-host": _NAME_THE_INDEX,
    "--find-links": "Name the folder in mlpack.yaml, as in `index: {find_links: [wheels]}`, and "
    "leave the line out.",
    "--no-index": "Name the folders of wheels in mlpack.yaml under index.find_links, and leave "
    "the line out.",
    "--editable": "An image has no place to edit in. Name a folder of modules under include: in "
    f"mlpack.yaml and leave the line out. Or: {A_WHEEL_OF_IT}",
    "--no-binary": _FROM_SOURCE,
    "--only-binary": _FROM_SOURCE,
    "--prefer-binary": _FROM_SOURCE,
    "--pre": "Name the pre-release that you want, as in pandas==3.0.0rc1, and leave the line out.",
    "--all-releases": "Name the pre-release that you want, as in pandas==3.0.0rc1.",
    "--only-final": _LEAVE_IT_OUT.format("no other is taken unless a line names it"),
    "--require-hashes": _LEAVE_IT_OUT.format("the lock always has hashes"),
    "--use-feature": _LEAVE_IT_OUT.format("it is for one pip alone"),
    "--config-settings": f"It is for a build from source. {A_WHEEL_OF_IT}",
    "--global-option": f"It is for a build from source. {A_WHEEL_OF_IT}",
    "--install-option": f"It is for a build from source. {A_WHEEL_OF_IT}",
    "--build-option": f"It is for a build from source. {A_WHEEL_OF_IT}",
}
_FOLLOWED = ("--requirement", "--constraint", "--hash")


def is_known(option: Option) -> bool:
    return option.name in _REFUSED or option.name in _FOLLOWED


def option_refusal(option: Option, index: Index, folder: str) -> str:
    """Why an option cannot stay, and what would work; empty where mlpack.yaml says the same.

    `folder` is that of the file, relative to the project: folders of wheels are relative to it.
    """
    if not option.name:
        return f"{shown(option.value)} belongs to no option and is no requirement."
    if not is_known(option):
        return f"pip has no option {shown(option.name)} in a file. {_near(option.name)}"
    if option.name in {"--index-url", "--extra-index-url"} and plain(option.value) in _plain(index):
        return ""
    if option.name == "--find-links" and _same_folder(option.value, index, folder):
        return ""
    return f"{option.name} has no place here. {_REFUSED[option.name]}"


def plain(address: str) -> str:
    """An address of an index without what may differ: its credentials, and the last slash."""
    scheme, _, rest = address.partition("://")
    host, slash, path = rest.partition("/")
    return f"{scheme}://{host.rpartition('@')[2]}{slash}{path}".rstrip("/").lower()


def _plain(index: Index) -> set[str]:
    return {plain(url) for url in index.urls}


def _same_folder(value: str, index: Index, folder: str) -> bool:
    if "://" in value:
        return plain(value) in {plain(place) for place in index.find_links}
    here = posixpath.normpath(posixpath.join(folder, value))
    return here in {posixpath.normpath(place) for place in index.find_links}


def _near(name: str) -> str:
    near = nearest(name, [*_FOLLOWED, *_REFUSED])
    return f"Did you mean {near}?" if near else "Leave it out."
