"""What a pyproject.toml says of where a package comes from, beside its name and version.

uv and Poetry keep it in tables of their own. Read without them, the name of a package of this
house would be asked of the public index, where anybody may have taken it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from packaging.utils import canonicalize_name

from mlpack.requirements.judgement import A_WHEEL_OF_IT, shown
from mlpack.requirements.model import Index
from mlpack.requirements.options import plain
from mlpack.requirements.toml_file import Table, table_of

_TABLES = (("tool", "uv", "sources"), ("tool", "poetry", "dependencies"))
_NO_INDEX = ("git", "path", "workspace", "url")


@dataclass(frozen=True)
class Elsewhere:
    content: Table
    index: Index

    def refusal(self, name: str) -> str:
        """Why `name` alone would bring another package, and what would work; mostly empty."""
        if name not in self._sources or name in self._named:
            return ""
        for table, source in self._sources[name]:
            address = source.get("index", source.get("source"))
            if isinstance(address, str) and not self._is_known(address):
                return (
                    f"{table} has {name} from the index {shown(address)}. Say so in mlpack.yaml "
                    f"too: `index: {{packages: {{{name}: URL}}}}`."
                )
            if any(key in source for key in _NO_INDEX) and not self.index.find_links:
                return f"{table} has {name} from a place that is no index. {A_WHEEL_OF_IT}"
        return ""

    def _is_known(self, address: str) -> bool:
        return self._addresses.get(address) in {plain(url) for url in self.index.urls}

    @cached_property
    def _named(self) -> frozenset[str]:
        return frozenset(map(canonicalize_name, self.index.packages))

    @cached_property
    def _sources(self) -> dict[str, list[tuple[str, Table]]]:
        found: dict[str, list[tuple[str, Table]]] = {}
        for keys in _TABLES:
            for name, rows in table_of(self.content, *keys).items():
                sources = [(f"[{'.'.join(keys)}]", row) for row in _tables(rows)]
                found.setdefault(canonicalize_name(name), []).extend(sources)
        return found

    @cached_property
    def _addresses(self) -> dict[str, str]:
        """The indexes by the names that their tools give them."""
        rows = [
            *_tables(table_of(self.content, "tool", "uv").get("index")),
            *_tables(table_of(self.content, "tool", "poetry").get("source")),
        ]
        return {str(row.get("name")): plain(str(row.get("url", ""))) for row in rows}


def _tables(rows: object) -> Iterator[Table]:
    for row in rows if isinstance(rows, list) else [rows]:
        if isinstance(row, Mapping):
            yield row
