"""What `mlpack explain` answers, as values."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Wish:
    """A setting of mlpack.yaml; `place` and its `words` are empty where it was left out."""

    setting: str
    place: str = ""
    words: str = ""


@dataclass(frozen=True)
class Reason:
    """A decision of the Plan, and the wishes that led to it."""

    what: str
    value: str
    because: str
    wishes: tuple[Wish, ...] = ()


@dataclass(frozen=True)
class TemplateLine:
    """`name` is as a person knows it, `builtin: project/Dockerfile.j2`; `file` can be opened.

    Line 0 is the whole of it; `block` is what a layer would replace to change the line.
    """

    name: str
    file: str
    line: int
    block: str = ""


@dataclass(frozen=True)
class ReadFact:
    """A fact that is printed on the line, or else one that decides whether the line stands there.

    `because` is the Plan's reason for this very item; `decisions` are the ones that settle it, and
    `wish` the setting that it is. Without either it is mlpack's own, and no setting changes it.
    """

    name: str
    value: object
    is_printed: bool
    because: str = ""
    decisions: tuple[str, ...] = ()
    wish: Wish | None = None

    @property
    def is_mlpacks_own(self) -> bool:
        return not (self.decisions or self.wish)


@dataclass(frozen=True)
class Answer:
    """All that is known of one line. `says` are whole sentences; `leads_to` are places in files."""

    path: str
    line: int
    text: str
    says: tuple[str, ...] = ()
    templates: tuple[TemplateLine, ...] = ()
    facts: tuple[ReadFact, ...] = ()
    reasons: tuple[Reason, ...] = ()
    leads_to: tuple[str, ...] = ()


@dataclass(frozen=True)
class Part:
    """Lines of a file that stand for one reason; `text` is the first of them."""

    first: int
    last: int
    text: str
    because: tuple[str, ...] = ()


@dataclass(frozen=True)
class Overview:
    """A whole file, part by part."""

    path: str
    template: TemplateLine | None
    parts: tuple[Part, ...]
