"""`python -m mlpack.refresh`: for those who keep the catalogue; writes data and nothing else."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import datetime, timezone
from pathlib import Path

from mlpack.catalog import Catalog
from mlpack.errors import MlpackError
from mlpack.layers import open_layers
from mlpack.refresh import Index, Refresh, Refreshed, reached
from mlpack.refresh.installers import installers
from mlpack.wording import did_you_mean


def main(arguments: Sequence[str]) -> int:
    """0: the tables are as the index says. 1: they are not (`--check`), or rows vanished."""
    options = _parser().parse_args(arguments)
    catalog = Catalog(open_layers((), Path()))
    with_tables = [n for n in catalog.framework_names if catalog.framework(n).releases]
    for name in options.frameworks:
        if name not in with_tables:
            said = did_you_mean(name, with_tables)
            print(f"There is no table of releases for {name}. {said}", file=sys.stderr)
            return 2
    try:
        with reached() as index:
            tables = _tables(options.frameworks or with_tables, catalog, index)
    except MlpackError as error:
        print(f"{error.where}\n    {error.says}\n    {error.hint}".strip(), file=sys.stderr)
        print("Nothing was written.", file=sys.stderr)
        return error.exit_code
    return _told(tables, writes=not options.check)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m mlpack.refresh",
        description="Makes each framework's versions.toml anew from the package index that pip is "
        "set to here. What a hand wrote in other tables stays; nothing is written if rows vanish.",
    )
    parser.add_argument("frameworks", nargs="*", metavar="FRAMEWORK", help="all, if none is named")
    parser.add_argument("--check", action="store_true", help="write nothing; exit 1 if it would")
    return parser


def _tables(names: Sequence[str], catalog: Catalog, index: Index) -> list[Refreshed]:
    day = datetime.now(timezone.utc).date().isoformat()
    tables = [Refresh(catalog.framework(n), catalog, index).table(day=day) for n in names]
    return [*tables, installers(catalog, index, day=day)]


def _told(tables: Sequence[Refreshed], *, writes: bool) -> int:
    behind = [table for table in tables if table.is_behind]
    for table in tables if writes else ():
        table.path.write_text(table.after, encoding="utf-8", newline="\n")
    for table in behind:
        print(f"{'renewed' if writes else 'is behind'}  {_name(table.path)}")
        for release in table.new:
            print(f"    {release} is new: its variants, kernels and companions are a hand's to add")
    return 1 if behind and not writes else 0


def _name(path: Path) -> str:
    return path.stem if path.stem != "versions" else path.parent.name


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
