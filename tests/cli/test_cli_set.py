"""`mlpack set`: mlpack.yaml changed in place, or refused with nothing written."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from projects import Said, holds, put

TEXT = "# ours\nname: digits  # the image\nframework: scikit-learn==1.7.*\nrequirements:\n  - pandas>=2\n"
NEXT = "\nNext:\n  mlpack generate\n"


@pytest.fixture
def spec(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    put(tmp_path, {"mlpack.yaml": TEXT})
    monkeypatch.chdir(tmp_path)
    return tmp_path / "mlpack.yaml"


def test_several_settings_are_one_change(spec: Path, mlpack: Callable[..., Said]) -> None:
    said = mlpack("set", "serving.port", "9000", "python", "3.12")

    assert said == Said(0, "  update    mlpack.yaml\n", NEXT)
    assert spec.read_text() == TEXT.replace(
        "requirements", 'python: "3.12"\nserving: {port: 9000}\nrequirements'
    )
    assert holds(spec.parent).keys() == {"mlpack.yaml"}


def test_items_come_and_go_and_settings_go(spec: Path, mlpack: Callable[..., Said]) -> None:
    added = mlpack("set", "--add", "requirements=polars>=1", "--add", "outputs=compose")
    removed = mlpack("set", "--remove", "requirements=pandas", "--unset", "outputs")

    assert (added.code, removed.code) == (0, 0)
    assert spec.read_text() == TEXT.replace("pandas>=2", "polars>=1")


def test_what_is_so_already_writes_nothing(spec: Path, mlpack: Callable[..., Said]) -> None:
    before = spec.stat().st_mtime_ns

    said = mlpack("set", "name", "digits")

    assert said == Said(0, "  same      mlpack.yaml\n", "")
    assert spec.stat().st_mtime_ns == before


def test_the_project_may_be_elsewhere(
    spec: Path, mlpack: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir("/")

    said = mlpack("set", "--in", str(spec.parent), "name", "other")

    assert said.err == f"\nNext:\n  mlpack generate {spec.parent}\n"
    assert spec.read_text() == TEXT.replace("digits", "other")


def test_a_byte_order_mark_and_line_ends_stay(spec: Path, mlpack: Callable[..., Said]) -> None:
    spec.write_bytes(b"\xef\xbb\xbf" + TEXT.replace("\n", "\r\n").encode())

    mlpack("set", "name", "other")

    expected = TEXT.replace("digits", "other").replace("\n", "\r\n")
    assert spec.read_bytes() == b"\xef\xbb\xbf" + expected.encode()


@pytest.mark.parametrize(
    ("arguments", "code", "says"),
    [
        ([], 2, "There is nothing to set.\n    As in `mlpack set serving.port 9000 python 3.12`.\n"),
        (["python"], 2,
         "python has no value.\n    `mlpack set python VALUE` says one. "
         "`mlpack set --unset python` takes it out.\n"),
        (["pyton"], 2, "There is no setting pyton. Did you mean python?\n"),
        (["framework", ""], 2,
         "framework\n    This says nothing.\n    mlpack.yaml cannot be without framework.\n"),
        (["servng.port", "9000"], 2,
         "There is no setting servng.port. Did you mean serving.port?\n"),
        (["--add", "requirements"], 2,
         "--add\n    requirements is not KEY=ITEM, as in requirements=pandas.\n"),
        (["--add", "python=3.12"], 2,
         "python is no list.\n    `mlpack set python VALUE` says it.\n"),
        (["serving.port", "80"], 3,
         "mlpack.yaml:4:17  serving.port  80 is too small: the least is 1024.\n"),
        (["name", "Digits"], 3,
         "mlpack.yaml:2:7  name  A name has small letters, digits and hyphens, starts and ends "
         "with a letter or digit, and is at most 63 long: it names the image and the service.\n"),
        (["compute", "cuda"], 4,
         "mlpack.yaml:4:10  compute\n    scikit-learn 1.7 computes on the CPU only.\n"
         "    What would work:\n        compute: cpu\n"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)  # fmt: skip
def test_what_cannot_be_is_refused_and_nothing_is_written(
    spec: Path, mlpack: Callable[..., Said], arguments: list[str], code: int, says: str
) -> None:
    assert mlpack("set", *arguments) == Said(code, "", says)
    assert spec.read_text() == TEXT


def test_without_a_mlpack_yaml_init_is_named(
    tmp_path: Path, mlpack: Callable[..., Said], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)

    said = mlpack("set", "python", "3.12")

    assert said == Said(
        2,
        "",
        f"There is no mlpack.yaml in {tmp_path}.\n"
        "    `mlpack init` asks a few questions and writes one.\n",
    )
