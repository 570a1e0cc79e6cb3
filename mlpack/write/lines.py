"""Text as lines: its line ends, its conflict markers, its differences."""

from __future__ import annotations

from difflib import unified_diff

# The row of = between them is left out: it also underlines headings.
_MARKERS = ("<<<<<<< ", "||||||| ", ">>>>>>> ")


def plain(text: str) -> str:
    """The same text with every CRLF as LF."""
    return text.replace("\r\n", "\n")


def alike(one: str, other: str) -> bool:
    """Whether two texts differ in nothing but CRLF and LF."""
    return plain(one) == plain(other)


def with_line_ends_of(model: str, text: str) -> str:
    """`text` with the line ends that most lines of `model` have; as it is where there are none."""
    ends = model.count("\n")
    if not ends:
        return text
    is_crlf = model.count("\r\n") * 2 > ends
    return plain(text).replace("\n", "\r\n") if is_crlf else plain(text)


def marked_lines(text: str, *, besides: str = "") -> tuple[int, ...]:
    """The lines, from 1, where conflicts begin that are marked in `text`.

    Where a person took out a part of the markers, the first that still stands. A line that
    `besides` holds too is no marker: it belongs to the file.
    """
    own = set(lines_of(plain(besides)))
    found = [
        (number, line)
        for number, line in enumerate(lines_of(plain(text)), start=1)
        if line.startswith(_MARKERS) and line not in own
    ]
    begun = tuple(number for number, line in found if line.startswith(_MARKERS[0]))
    return begun or tuple(number for number, _ in found[:1])


def sides_in(text: str) -> tuple[str, ...]:
    """The text; of one that git left in conflict, what either side would be without it."""
    ours: list[str] = []
    theirs: list[str] = []
    both: tuple[list[str], ...] = (ours, theirs)
    into = both
    for line in lines_of(plain(text)):
        if line.startswith("<<<<<<< "):
            into = (ours,)
        elif line.startswith("||||||| ") and into != both:
            into = ()
        elif line == "=======\n" and into != both:
            into = (theirs,)
        elif line.startswith(">>>>>>> "):
            into = both
        else:
            for side in into:
                side.append(line)
    return tuple(dict.fromkeys(("".join(ours), "".join(theirs))))


def first_difference(text: str, other: str) -> tuple[int, ...]:
    """The first line of `text`, from 1, that `other` does not have there."""
    lines, others = lines_of(plain(text)), lines_of(plain(other))
    pairs = enumerate(zip(lines, others, strict=False), start=1)
    return (next((number for number, (one, two) in pairs if one != two), max(len(lines), 1)),)


def lines_of(text: str) -> list[str]:
    """The lines with their ends. Only LF ends a line: `str.splitlines` also cuts at form feeds."""
    *whole, last = text.split("\n")
    return [f"{line}\n" for line in whole] + ([last] if last else [])


def unified(before: str, after: str, *, old: str, new: str) -> str:
    """A unified diff that `patch` reads; empty where the texts are alike."""
    parts = unified_diff(lines_of(plain(before)), lines_of(plain(after)), old, new)
    return "".join(
        part if part.endswith("\n") else f"{part}\n\\ No newline at end of file\n" for part in parts
    )
