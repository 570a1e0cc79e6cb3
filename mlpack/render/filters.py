"""Quoting: a value that a person gave, made plain data for the place where it will stand."""

from __future__ import annotations

import json
import re
import shlex
import textwrap
from collections.abc import Callable, Mapping
from typing import Any

_PLAIN_PATH = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_./+@-]*")
_LINE_BREAK = re.compile("[\n\r]")
# Line ends for YAML 1.1, JavaScript or editors; JSON lets them stand, so they are escaped here.
_INVISIBLE = re.compile("[\x7f-\x9f\u2028\u2029\ufeff]")


def shell(value: object) -> str:
    """One word of a POSIX shell."""
    return shlex.quote(str(value))


def dockerfile(value: object) -> str:
    """A double-quoted value of ENV or LABEL.

    Raises:
        ValueError: `value` holds a line break, which no instruction can hold.
    """
    text = str(value)
    if _LINE_BREAK.search(text):
        raise ValueError("an instruction of a Dockerfile cannot hold a line break")
    return '"' + re.sub(r'([\\"$])', r"\\\1", text) + '"'


def copied(path: str) -> str:
    """The words of a COPY that takes `path` from the project to the same place in the image."""
    if _PLAIN_PATH.fullmatch(path):
        return f"{path} ./{path}"
    return as_json([path, f"./{path}"])


def mounted(path: str) -> str:
    """The source of a bind mount, which may hold a blank.

    Raises:
        ValueError: `path` holds what would end it: the options of a mount are parted by commas.
    """
    if _PLAIN_PATH.fullmatch(path):
        return path
    if {*',"\\$'} & {*path}:
        raise ValueError(f"a mount cannot name {path}")
    return f'"{path}"'


def comment(text: str) -> str:
    """Lines of a comment that `#` opens; a line break in `text` ends none of them."""
    return textwrap.fill(
        " ".join(text.split()),
        width=100,
        initial_indent="# ",
        subsequent_indent="# ",
        break_long_words=False,
        break_on_hyphens=False,
    )


def as_json(value: Any) -> str:
    """JSON on one line; tuples are lists."""
    text = json.dumps(value, ensure_ascii=False)
    return _INVISIBLE.sub(lambda m: f"\\u{ord(m[0]):04x}", text)


def yaml(value: Any) -> str:
    """A YAML flow value: plain where every reader takes it for the same text, else as JSON."""
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z_/][A-Za-z0-9_./-]*", value):
        return value if value.lower() not in _YAML_WORDS else as_json(value)
    return as_json(value)


_YAML_WORDS = {"y", "n", "yes", "no", "on", "off", "true", "false", "null", "nan", "inf"}


def python(value: Any) -> str:
    """A Python literal; text in double quotes, as a formatter would leave it."""
    if isinstance(value, str):
        return '"' + value.encode("unicode_escape").decode("ascii").replace('"', '\\"') + '"'
    return repr(value)


FILTERS: Mapping[str, Callable[..., str]] = {
    "shell": shell,
    "dockerfile": dockerfile,
    "copied": copied,
    "mounted": mounted,
    "comment": comment,
    "json": as_json,
    "yaml": yaml,
    "python": python,
}
