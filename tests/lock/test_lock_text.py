"""requirements.lock as text: its layout, its freshness, and what is said of a damaged one."""

from __future__ import annotations

import pytest

from mlpack.errors import LockFailed
from mlpack.lock import Inputs, Pin, Target, fingerprint, is_fresh, read
from mlpack.lock.text import written
from mlpack.plan import Paragraph

A, B = "sha256:" + "a" * 64, "sha256:" + "b" * 64
TARGET = Target("3.11", "linux/amd64", "2.36")
INPUTS = Inputs((Paragraph("the shop", ("shop>=1",)),), TARGET)

TEXT = f"""\
# 2 packages for Python 3.11 on linux/amd64 with glibc 2.36, each file known by its hash.
# Renew with `mlpack lock`; made by pip-tools 7.6.2.
# inputs: {fingerprint(INPUTS)}

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


def inputs(*lines: str, target: Target = TARGET, backend: str = "pip-tools") -> Inputs:
    return Inputs((Paragraph("a reason", lines),), target, backend)


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
    assert (text.count("\n"), read(text).pins) == (3, ())


def test_a_wheel_named_by_its_address_keeps_it_and_gives_its_version() -> None:
    pin = Pin("shop", "2.0", (A,), url="https://files.example/shop-2.0-py3-none-any.whl")

    text = written((pin,), target=TARGET, backend="pip-tools 7.6.2", fingerprint=A)

    assert read(text).pins == (pin,)


@pytest.mark.parametrize(
    ("text", "where", "fault"),
    [
        ("", 1, "this is not the header that mlpack writes"),
        (TEXT.partition("\n\n")[2], 1, "this is not the header that mlpack writes"),
        (TEXT[: TEXT.index("viaduct")], 1, "it says 2 packages, there are 1"),
        (TEXT[: TEXT.index("viaduct") + 12], 9, "the file ends in the middle of this line"),
        (TEXT[: TEXT.index("    --hash=" + B)], 5, "the hashes of shop are cut off"),
        (TEXT.replace(f" \\\n    --hash={B}\n    # via\n", "\n"), 9, "viaduct has no hash"),
        (TEXT.replace("a" * 64, "a" * 63), 6, "this is neither a pin nor the hash of one"),
        (TEXT.replace("viaduct", "<<<<<<< ours\nviaduct"), 9, "this is neither a pin nor"),
        (TEXT.replace("viaduct==", "shop=="), 9, "shop is pinned a second time"),
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
            Paragraph("one", ("till  # counted", "", "# why")),
            Paragraph("two", ("x ; python_version < '3.12'", "shop-front [A, b] <2, >=1")),
        ),
        TARGET,
    )

    assert fingerprint(shuffled) == fingerprint(plain)


@pytest.mark.parametrize(
    "other",
    [
        inputs("shop>=2"),
        inputs("shop>=1", "till"),
        inputs("shop>=1", "--extra-index-url https://a.example/simple"),
        inputs("shop>=1", target=Target("3.12", "linux/amd64", "2.36")),
        inputs("shop>=1", target=Target("3.11", "linux/arm64", "2.36")),
        inputs("shop>=1", target=Target("3.11", "linux/amd64", "2.41")),
        inputs("shop>=1", backend="uv"),
    ],
)
def test_a_lock_is_stale_once_anything_it_rests_on_differs(other: Inputs) -> None:
    assert is_fresh(TEXT, INPUTS)
    assert not is_fresh(TEXT, other)
    assert not is_fresh("", INPUTS)


def test_a_new_password_of_an_index_leaves_the_lock_fresh() -> None:
    before = inputs("--index-url=https://me:old@a.example/simple")
    after = inputs("--index-url https://me:new@a.example/simple")

    assert fingerprint(before) == fingerprint(after)


@pytest.mark.parametrize(
    ("line", "says"),
    [
        ("shop=1", "shop=1 is not a requirement."),
        ("-e .", "-e has no place among requirements."),
        ("-r more.txt", "-r has no place among requirements."),
        (
            "shop @ git+https://a.example/shop",
            "shop @ git+https://a.example/shop cannot be locked: it is not a wheel.",
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
