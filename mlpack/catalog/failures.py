"""Known ways for an image to fail: how a log tells them, why they come, and what helps."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from mlpack.catalog import tables
from mlpack.catalog.rows import Origin


@dataclass(frozen=True)
class Failure:
    """`match` are texts of a log that only this failure leaves; `<name>` in one is what differs.

    `told` is a sentence with such names in braces. `devices` are those on which the texts mean it,
    where they are nothing unusual on others. `packages` are Debian packages, by bookworm's names,
    and `setting` a line of mlpack.yaml that would help; `facts` are parts of the Plan that it hangs
    on. `avoided` says how mlpack keeps it from happening, `rules` are those of `mlpack check` that
    find it before the build.
    """

    name: str
    stage: str
    title: str
    match: tuple[str, ...]
    cause: str
    fix: str
    source: str
    origin: Origin
    told: str = ""
    devices: tuple[str, ...] = ()
    packages: tuple[str, ...] = ()
    setting: str = ""
    facts: tuple[str, ...] = ()
    avoided: str = ""
    rules: tuple[str, ...] = ()
    unconfirmed: str = ""


@cache
def known_failures() -> tuple[Failure, ...]:
    """By name; read at the first call, as only a log has a use for them."""
    return tables.own("pitfall", Failure)
