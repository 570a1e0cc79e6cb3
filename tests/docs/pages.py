"""The documentation as the tests read it: pages of blocks, each with its mark.

A mark is an HTML comment in the line before a block, so that a page says itself what is tested:

    <!-- run -->             the commands run; what a `console` block shows is what they print
    <!-- run: network -->    the same, where the package index can be reached
    <!-- run: engine -->     the same, where docker answers: pytest -m engine
    <!-- file: PATH -->      the block is written to PATH, for the commands after it
    <!-- from: PATH -->      an excerpt: the lines stand in PATH of a generated project
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).parent.parent.parent
PAGES = {
    path.relative_to(ROOT).as_posix(): path.read_text(encoding="utf-8")
    for path in (ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md")))
}
_BLOCK = re.compile(
    r"^(?:<!-- (?P<mark>[^>\n]+) -->\n)?^```(?P<kind>\w*)\n(?P<text>.*?)^```$", re.M | re.S
)


@dataclass(frozen=True)
class Block:
    """`kind` is the language behind the fence; `line` is the fence's, in the page."""

    page: str
    line: int
    kind: str
    mark: str
    text: str

    @property
    def verb(self) -> str:
        return self.mark.partition(":")[0]

    @property
    def object(self) -> str:
        return self.mark.partition(":")[2].strip()


def blocks_of(page: str) -> list[Block]:
    text = PAGES[page]
    return [
        Block(
            page,
            text.count("\n", 0, found.start("kind")) + 1,
            found["kind"],
            (found["mark"] or "").strip(),
            found["text"],
        )
        for found in _BLOCK.finditer(text)
    ]


BLOCKS = [block for page in PAGES for block in blocks_of(page)]


def prose_of(page: str) -> str:
    """The page without its blocks."""
    return _BLOCK.sub("", PAGES[page])


def table_under(page: str, heading: str) -> list[list[str]]:
    """The cells of the first table under a heading; code marks are taken off."""
    after = f"\n{PAGES[page]}".partition(f"\n{heading}\n")[2]
    assert after, f"{page} has no heading {heading!r}"
    lines = re.search(r"(?:^\|.*\n)+", after, re.M)
    assert lines, f"{page}: no table under {heading!r}"
    rows = [line.strip("|").split(" | ") for line in lines[0].splitlines()]
    return [[cell.strip().replace("`", "") for cell in row] for row in rows[2:]]
