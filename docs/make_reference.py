"""Makes docs/reference/ and the schema from the code: `python docs/make_reference.py`.

`--check` only compares.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

from maker.catalog import catalog
from maker.commands import commands
from maker.exit_codes import exit_codes
from maker.pitfalls import pitfalls
from maker.plan import plan
from maker.product import product
from maker.rules import rules
from maker.settings import settings

from mlpack.spec import json_schema
from mlpack.spec.schema import SCHEMA

FOLDER = Path(__file__).parent / "reference"
COMMAND = "python docs/make_reference.py"
PAGES: Mapping[str, Callable[[], Iterator[str]]] = {
    "catalog.md": catalog,
    "commands.md": commands,
    "exit-codes.md": exit_codes,
    "pitfalls.md": pitfalls,
    "plan.md": plan,
    "product.md": product,
    "rules.md": rules,
    "settings.md": settings,
}


def made(page: str) -> str:
    """The text that `page` should have."""
    title, *paragraphs = PAGES[page]()
    note = f"<!-- Made from the code by `{COMMAND}`: change the code, then run that. -->"
    return "\n\n".join([title, note, *paragraphs]) + "\n"


def schema() -> str:
    """What `mlpack generate` writes beside a mlpack.yaml that names it."""
    return json.dumps(json_schema(), indent=2, ensure_ascii=False) + "\n"


def main(arguments: Sequence[str], folder: Path = FOLDER, schema_file: Path = SCHEMA) -> int:
    texts = {folder / page: made(page) for page in PAGES} | {schema_file: schema()}
    behind = [path for path, text in texts.items() if not _is_made(path, text)]
    for path in behind:
        if "--check" in arguments:
            print(f"{path.name} is behind the code; `{COMMAND}` renews it")
        else:
            path.write_text(texts[path], encoding="utf-8")
            print(f"renewed {path.name}")
    return 1 if behind and "--check" in arguments else 0


def _is_made(path: Path, text: str) -> bool:
    return path.is_file() and path.read_text(encoding="utf-8") == text


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
