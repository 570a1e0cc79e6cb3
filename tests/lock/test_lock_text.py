"""requirements.lock as text: its layout, its freshness, and what is said of a damaged one."""

from __future__ import annotations

from typing import Any

import pytest

from mlpack.errors import LockFailed
from mlpack.lock import Inputs, Pin, Target, fingerprint, read, staleness
from mlpack.lock.text import digest, written
from mlpack.plan import Constraint, Index, Paragraph

A, B = "sha256:" + "a" * 64, "sha256:" + "b" * 64
TARGET = Target("3.11", "linux/amd64", "2.36")
INPUTS = Inputs((Paragraph("the shop", ("shop>=1",), "mlpack.yaml"),), TARGET)

PINS = (
    Pin(
        "shop",
        "2.0",
        (A, B),
        marker='sys_platform == "linux"',
        extras=("web",),
        via=("requirements.in",),
    ),
    Pin("viaduct", "1.5", (B,), via=("requirements.in", "shop")),
)

TEXT = f"""\
# 2 packages for Python 3.11 on linux/amd64 with glibc 2.36, each file known by its hash.
# Renew with `mlpack lock`; made by pip-tools 7.6.2.
# inputs: {fingerprint(INPUTS)}
# pins: {digest(PINS)}

shop[web]==2.0 ; sys_platform == "linux" \\
    --hash={A} \\
    --hash={B}
    # via requirements.in
viaduct==1.5 \\
    --hash={B}
    # via
    #   requirements.in
    #   shop
"""


def inputs(*lines: str, target: Target = TARGET, backend: str = "", **more: Any) -> Inputs:
    return Inputs((Paragraph("a reason", lines, "mlpack.yaml"),), target, backend, **more)


def test_pins_are_written_by_name_with_their_hashes_in_order() -> None:
    backwards = (PINS[1], Pin("shop", "2.0", (B, A), PINS[0].marker, ("web",), "", PINS[0].via))

    text = written(
        backwards, target=TARGET, backend="pip-tools 7.6.2", fingerprint=fingerprint(INPUTS)
    )

    assert text == TEXT


def test_a_lock_reads_back_as_it_was_written() -> None:
    lock = read(TEXT)

    assert lock.pins == PINS
    assert (lock.text, lock.fingerprint) == (TEXT, fingerprint(INPUTS))
    assert (lock.target, lock.backend) == (TARGET, "pip-tools")


def test_a_lock_of_nothing_is_its_header() -> None:
    text = written((), target=TARGET, backend="pip-tools 7.6.2", fingerprint=A)

    assert text.splitlines()[0].startswith("# 0 packages for Python 3.11 on linux/amd64 with ")
    assert (text.count("\n"), read(text).pins) == (4, ())


def test_a_wheel_named_by_its_address_keeps_it_and_gives_its_version() -> None:
    pin = Pin("shop", "2.0", (A,), url="https://files.example/shop-2.0-py3-none-any.whl")

    text = written((pin,), target=TARGET, backend="pip-tools 7.6.2", fingerprint=A)

    assert read(text).pins == (pin,)


@pytest.mark.parametrize(
    ("text", "where", "fault"),
    [
        ("", 1, "this is not the header that mlpack writes"),
        (TEXT.partition("\n\n")[2], 1, "this is not the header that mlpack writes"),
        (TEXT.replace("glibc 2.36", "glibc 9"), 1, "this is not the header that mlpack writes"),
        (TEXT.replace("Python 3.11", "Python ..."), 1, "this is not the header that mlpack writes"),
        (TEXT[: TEXT.index("viaduct")], 1, "it says 2 packages, there are 1"),
        (TEXT[: TEXT.index("viaduct") + 12], 10, "the file ends in the middle of this line"),
        (TEXT[: TEXT.index("    --hash=" + B)], 6, "the hashes of shop are cut off"),
        (TEXT.replace(f" \\\n    --hash={B}\n    # via\n", "\n"), 10, "viaduct has no hash"),
        (TEXT.replace("a" * 64, "a" * 63), 7, "this is neither a pin nor the hash of one"),
        (TEXT.replace("viaduct", "<<<<<<< ours\nviaduct"), 10, "this is neither a pin nor"),
        (TEXT.replace("viaduct==", "shop=="), 10, "shop is pinned a second time"),
    ],
)
def test_a_damaged_lock_is_refused_by_line_and_fault(text: str, where: int, fault: str) -> None:
    with pytest.raises(LockFailed) as refused:
        read(text)

    assert refused.value.where == f"requirements.lock:{where}"
    assert refused.value.says.startswith(f"The lock is damaged: {fault}")
    assert "mlpack lock --upgrade" in refused.value.hint


def test_order_spacing_comments_and_reasons_do_not_change_the_fingerprint() -> None:
    plain = inputs("Shop_Front[b,a]>=1,<2", "till", 'x; python_version<"3.12"')
    shuffled = Inputs(
        (
            Paragraph("one", ("till  # counted", "", "# why"), "a.txt"),
            Paragraph("two", ("x ; python_version < '3.12'", "shop-front [A, b] <2, >=1"), "b.txt"),
        ),
        TARGET,
    )

    assert fingerprint(shuffled) == fingerprint(plain)


OTHERS = "it is for other requirements or other indexes"


@pytest.mark.parametrize(
    ("other", "says"),
    [
        (inputs("shop>=2"), OTHERS),
        (inputs("shop>=1", "till"), OTHERS),
        (inputs("shop>=1", constraints=(Constraint("till==1", "uv.lock:3"),)), OTHERS),
        (inputs("shop>=1", index=Index(url="https://a.example/simple")), OTHERS),
        (inputs("shop>=1", index=Index(packages={"shop": "wheels"})), OTHERS),
        (inputs("shop>=1", index=Index(wheelhouse="wheels")), OTHERS),
        (inputs("shop>=1", from_source=("shop",)), OTHERS),
        (inputs("shop>=1", exclude_newer="2026-11-01"), OTHERS),
        (inputs("shop>=1", backend="uv"), OTHERS),
        (
            inputs("shop>=1", target=Target("3.11", "linux/amd64", "2.41")),
            "it is for Python 3.11 on linux/amd64 with glibc 2.36",
        ),
        (
            inputs("shop>=1", target=Target("3.12", "linux/amd64", "2.36")),
            "it is for Python 3.11 on linux/amd64",
        ),
        (
            inputs("shop>=1", target=Target("3.11", "linux/arm64", "2.36")),
            "it is for Python 3.11 on linux/amd64",
        ),
    ],
)
def test_a_lock_is_stale_once_anything_it_rests_on_differs(other: Inputs, says: str) -> None:
    assert staleness(TEXT, INPUTS) == ""
    assert staleness(TEXT, other) == says
    assert staleness("", INPUTS) == "it is not there yet"


def test_who_may_read_an_index_and_whom_it_trusts_leave_the_lock_fresh() -> None:
    index = Index(credentials="pypi", certificates="company.crt")

    assert staleness(TEXT, inputs("shop>=1", index=index)) == ""


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("shop[web]==2.0", "shop[web]==2.1"),
        (f"    --hash={A} \\\n", ""),
        (' ; sys_platform == "linux"', ""),
        ("shop[web]", "shop"),
    ],
)
def test_a_lock_that_was_edited_by_hand_is_stale_and_still_read(old: str, new: str) -> None:
    edited = TEXT.replace(old, new)

    assert (
        staleness(edited, INPUTS) == "its pins were edited by hand, and nothing has resolved them"
    )
    assert len(read(edited).pins) == 2


def test_who_needs_a_pin_is_a_comment_and_may_be_edited() -> None:
    assert staleness(TEXT.replace("    #   shop\n", ""), INPUTS) == ""


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("shop=1", "shop=1 is not a requirement."),
        ("-e .", "-e has no place among requirements."),
        ("-r more.txt", "-r has no place among requirements."),
        (
            "shop @ git+https://a.example/shop",
            "shop @ git+https://a.example/shop cannot be locked: no hash can hold it to its bytes.",
        ),
        (
            "shop @ https://me:secret@a.example/shop-1-py3-none-any.whl",
            "shop @ https://a.example/shop-1-py3-none-any.whl has credentials in it, "
            "and the lock would show them.",
        ),
    ],
)
def test_a_line_that_cannot_be_locked_is_named(line: str, says: str) -> None:
    with pytest.raises(LockFailed) as refused:
        fingerprint(inputs(line))

    assert (refused.value.where, refused.value.says) == ("requirements.in", says)
    assert refused.value.hint
