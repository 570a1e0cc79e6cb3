"""The reference is made from the code, and says all that the code has."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path

import pytest
from pages import PAGES, ROOT, table_under

from mlpack import errors
from mlpack.check import RULES
from mlpack.cli.app import app
from mlpack.errors import MlpackError
from mlpack.render.filters import FILTERS
from mlpack.spec import Spec

sys.path.insert(0, str(ROOT / "docs"))
MAKER = import_module("make_reference")


@pytest.mark.parametrize("page", MAKER.PAGES)
def test_a_page_of_the_reference_is_what_the_code_makes(page: str) -> None:
    assert PAGES.get(f"docs/reference/{page}") == MAKER.made(page), (
        f"docs/reference/{page} is behind the code: renew it with `{MAKER.COMMAND}`"
    )


def test_the_reference_has_no_page_that_nothing_makes() -> None:
    pages = {path.name for path in (ROOT / "docs" / "reference").iterdir()}

    assert pages == set(MAKER.PAGES)


def test_the_maker_says_what_is_behind_and_renews_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = MAKER.main(["--check"], tmp_path)
    said = capsys.readouterr().out

    MAKER.main([], tmp_path)

    assert (before, MAKER.main(["--check"], tmp_path)) == (1, 0)
    assert said.splitlines() == [
        f"{page} is behind the code; `{MAKER.COMMAND}` renews it" for page in MAKER.PAGES
    ]


def test_every_setting_is_told() -> None:
    told = [
        row[0] for row in table_under("docs/reference/settings.md", "# Settings of mlpack.yaml")
    ]

    assert set(Spec.model_fields) <= set(told)


def test_every_rule_is_told_with_a_whole_row() -> None:
    rows = table_under("docs/reference/rules.md", "# Rules of mlpack check")

    assert len(rows) >= len(RULES)
    assert [row for row in rows if not all(row)] == []


def test_every_command_is_told() -> None:
    names = {command.name for command in app.registered_commands}

    assert [name for name in names if f"\n## mlpack {name}\n" not in commands_page()] == []


def test_every_option_says_what_it_does() -> None:
    assert "| None" not in commands_page()
    assert "|  |" not in commands_page()


def commands_page() -> str:
    return PAGES["docs/reference/commands.md"]


def test_every_error_is_told_with_its_own_exit_code_and_the_code_with_its_meaning() -> None:
    page = "docs/reference/exit-codes.md"
    told = {name: code for name, code, _ in table_under(page, "## Errors")}
    codes = {code for code, _ in table_under(page, "# Exit codes")}

    assert told == {
        name: str(error.exit_code)
        for name, error in vars(errors).items()
        if isinstance(error, type) and issubclass(error, MlpackError)
    }
    assert set(told.values()) <= codes


def test_the_readme_tells_the_same_exit_codes() -> None:
    section = PAGES["README.md"].partition("## Exit codes\n")[2].partition("[")[0]
    told = {
        part.split()[0]: " ".join(part.split()[1:]) for part in section.strip(" .\n").split("·")
    }

    assert told == dict(table_under("docs/reference/exit-codes.md", "# Exit codes"))


def test_every_filter_is_told() -> None:
    told = [name for name, _ in table_under("docs/reference/plan.md", "## Filters")]

    assert told == list(FILTERS)
