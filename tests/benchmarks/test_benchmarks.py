"""What the benchmarks make of their samples; the samples themselves need an engine and time."""

from __future__ import annotations

from pathlib import Path

import pytest

from benchmarks.__main__ import main
from benchmarks.rows import FAMILIES
from benchmarks.rows.bad_requests import bad_requests
from benchmarks.subject import Pair, Subject
from benchmarks.table import Samples, notes, record, table
from benchmarks.targets import at_least_x, at_most, exactly


def test_the_ratio_is_the_median_of_the_pairs_not_the_ratio_of_the_medians() -> None:
    # one slow round hits both alike, and must not count
    samples = Samples("start", reference=(1.0, 4.0, 2.0), project=(0.5, 2.0, 1.6))

    assert samples.ratio == 0.5


def test_there_is_no_ratio_without_a_reference_to_a_zero_and_of_counts() -> None:
    alone = Samples("version", (), (0.1,))
    to_zero = Samples("memory", (0.0,), (1.0,))
    count = Samples("stop-lost", (8.0,), (4.0,))

    assert [alone.ratio, to_zero.ratio, count.ratio] == [None, None, None]


@pytest.mark.parametrize(
    ("samples", "verdict"),
    [
        (Samples("version", (), (0.15,)), True),
        (Samples("version", (), (0.16,)), False),
        (Samples("size", (100.0,), (70.0,)), True),
        (Samples("size", (100.0,), (71.0,)), False),
        (Samples("forest-32", (100.0,), (949.0,)), False),
        (Samples("forest-32", (100.0,), (950.0,)), True),
        (Samples("stop-lost", (3.0,), (1.0,)), False),
        (Samples("digest", (2.0,), (1.0,)), True),
        (Samples("layers", (5.0,), (6.0,)), None),
        (Samples("memory", (), (6.0,)), None),
    ],
)
def test_a_target_is_held_against_the_ratio_or_the_figure(
    samples: Samples, verdict: bool | None
) -> None:
    assert samples.is_met is verdict


def test_a_target_reads_as_people_write_it() -> None:
    assert [str(t) for t in (at_most(0.15), at_least_x(9.5), exactly(0))] == [
        "≤ 0.15",
        "≥ 9.50 x",
        "0",
    ]


def test_the_table_is_aligned_markdown_with_three_digits_that_count() -> None:
    measured = [
        Samples("version", (), (0.0612, 0.07, 0.05)),
        Samples("size", (304.9,), (211.8,)),
        Samples("forest-32", (393.2,), (3012.7,)),
        Samples("bad-accepted", (0,), (1,), "mlpack: null"),
    ]

    assert table(measured, judged=True) + "\n\n" + notes(measured) == (
        "| row                        | unit     | reference | mlpack | ratio  | target   | met    |\n"
        "| -------------------------- | -------- | --------- | ------ | ------ | -------- | ------ |\n"
        "| `mlpack --version`         | s        | -         | 0.06   | -      | ≤ 0.15   | yes    |\n"
        "| image above its base       | MB       | 305       | 212    | 0.69 x | ≤ 0.70 x | yes    |\n"
        "| RF req/s at c=32, one core | 1/s      | 393       | 3,013  | 7.66 x | ≥ 9.50 x | **no** |\n"
        "| 27 bad requests: accepted  | requests | 0         | 1      | -      | 0        | **no** |\n"
        "\n"
        "27 bad requests: accepted: mlpack: null."
    )


def test_a_quick_table_claims_nothing() -> None:
    assert "yes" not in table([Samples("version", (), (0.1,))], judged=False)


def test_the_record_keeps_every_sample() -> None:
    assert record(Samples("size", (200.0, 100.0), (100.0, 70.0), "why")) == {
        "row": "size",
        "name": "image above its base",
        "unit": "MB",
        "reference": [200.0, 100.0],
        "mlpack": [100.0, 70.0],
        "ratio": 0.6,
        "target": "≤ 0.70 x",
        "met": True,
        "note": "why",
    }


def test_the_one_that_goes_first_changes_from_round_to_round() -> None:
    order: list[str] = []
    pair = Pair(subject("reference"), subject("mlpack"))

    pair.in_turn(3, lambda each: order.append(each.name))

    assert order == ["reference", "mlpack", "mlpack", "reference", "reference", "mlpack"]


def test_there_are_27_bad_requests() -> None:
    names = [bad.name for bad in bad_requests()]

    assert len(names) == len(set(names)) == 27


def test_rows_are_named_and_an_unknown_one_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit, match="2"):
        main(["--rows", "start,speed"])

    assert f"there is no speed; there are {', '.join(FAMILIES)}" in capsys.readouterr().err


def test_without_docker_it_says_so_and_leaves_with_6(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))

    assert main(["--quick"]) == 6
    assert capsys.readouterr().err.startswith("docker is not on PATH")


def subject(name: str) -> Subject:
    return Subject(
        name=name,
        folder=Path(),
        image="",
        base="",
        code="",
        port_variable="",
        readiness="",
        relock=lambda _: 0.0,
    )
