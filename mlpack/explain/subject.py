"""What the explanations are drawn from: one project, with the words of its mlpack.yaml."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from mlpack.errors import UsageError
from mlpack.layers import Layers
from mlpack.plan import Plan
from mlpack.render.trace import TracedLine, trace
from mlpack.spec import Document, Spec
from mlpack.tree import Tree
from mlpack.write import read
from mlpack.write.lines import lines_of, plain


@dataclass(frozen=True)
class Subject:
    root: Path
    document: Document
    spec: Spec
    plan: Plan
    layers: Layers
    tree: Tree

    def traced(self, *paths: str) -> Mapping[str, tuple[TracedLine, ...]]:
        """The lines that mlpack makes of these files."""
        return trace(self.plan, self.layers, {path: self.tree[path].text for path in paths})

    def on_disk(self, path: str) -> list[str] | None:
        """The lines of a file of the project, without their ends; None where there is none.

        Raises:
            UsageError: it is not text.
            WriteRefused: it may not be read, or is no file.
        """
        found = read(self.root, path)
        if found is None:
            return None
        if not found.is_text:
            raise UsageError("This is not UTF-8 text.", where=path)
        return [line.rstrip("\n") for line in lines_of(plain(found.text))]
