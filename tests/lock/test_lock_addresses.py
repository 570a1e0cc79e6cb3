"""What a pin says of its files: addresses where only these lead to them, hashes of what may be."""

from __future__ import annotations

import pytest
from local_index import Index
from orders import on_linux
from test_lock_make import inputs, refusal

from mlpack.lock import make, read
from mlpack.plan import Index as Places

pytestmark = on_linux


def test_what_may_be_built_by_a_pattern_is_pinned_by_its_source(index: Index) -> None:
    index.add_real_source("corp_raw", "1.0")

    text = make(inputs("corp-raw", from_source=("corp-*",)))

    (pin,) = read(text).pins
    assert (pin.version, pin.hashes) == ("1.0", (index.hash("corp_raw-1.0.tar.gz"),))


def test_a_source_with_a_place_of_its_own_is_pinned_by_its_address(
    index: Index, other: Index
) -> None:
    other.add_real_source("raw", "1.0")
    wanted = inputs("raw", from_source=("raw",), index=Places(packages={"raw": other.url}))

    text = make(wanted)

    (pin,) = read(text).pins
    assert pin.url == f"{other.origin}/files/raw-1.0.tar.gz"
    assert (pin.version, pin.hashes) == ("1.0", (other.hash("raw-1.0.tar.gz"),))
    assert make(wanted, previous=text) == text


def test_an_address_that_may_hold_a_password_is_not_written_down(
    index: Index, other: Index
) -> None:
    other.add("till", "1.0")
    file = "till-1.0-py3-none-any.whl"
    link = f"../../files/{file}?key=secret#{other.hash(file).replace(':', '=')}"
    other.instead["/simple/till/"] = f'<a href="{link}">{file}</a>'.encode()
    other.instead[f"/files/{file}?key=secret"] = other.files[file][0]
    packages = {"till": other.url}

    refused = refusal(inputs("till", index=Places(packages=packages)))
    text = make(inputs("till", index=Places(packages=packages, wheelhouse="wheels")))

    assert refused.where == "till"
    assert refused.says == (
        f"Its index gives {file} an address with a ? in it, as those have that hold a password or "
        "are good for an hour, and the lock would show it."
    )
    assert "till==1.0" in text
    assert "secret" not in f"{refused.says} {refused.hint} {text}"


@pytest.mark.parametrize("backend", ["pip-tools", "uv"])
@pytest.mark.parametrize(
    "address", ["http://me:sec#ret@{}", "http://me:se/cret@{}", "http://[me@{}"]
)
def test_an_address_that_its_password_breaks_is_said_and_not_shown(
    index: Index, machine: pytest.MonkeyPatch, address: str, backend: str
) -> None:
    machine.setenv("PIP_EXTRA_INDEX_URL", address.format("127.0.0.1/simple"))

    refused = refusal(inputs("till", backend=backend))

    assert (refused.says, refused.hint) == (
        "An address of an index in pip's or uv's settings cannot be read. requirements.lock is "
        "left as it was.",
        "In a name or a password, write # as %23, / as %2F, ? as %3F, @ as %40 and [ as %5B.",
    )
