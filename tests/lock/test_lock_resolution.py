"""A lock held against its target once more: hashes, addresses, Requires-Python, both backends."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from local_index import Index, wheel
from orders import HERE, on_linux

from mlpack.errors import LockFailed
from mlpack.lock import Inputs, Pin, Target, make, read
from mlpack.lock.uv import found
from mlpack.plan import Index as Places
from mlpack.plan import Paragraph

pytestmark = [
    on_linux,
    pytest.mark.skipif(not found(), reason="needs uv: pip install 'mlpack[uv]'"),
]
BACKENDS = pytest.mark.parametrize("backend", ["pip-tools", "uv"])


def pins(*lines: str, backend: str, target: Target = HERE, **said: Any) -> dict[str, Pin]:
    paragraph = Paragraph("a reason", lines, "mlpack.yaml")
    text = make(Inputs((paragraph,), target, backend, **said))
    return {pin.name: pin for pin in read(text).pins}


def refusal(*lines: str, backend: str, **said: Any) -> LockFailed:
    with pytest.raises(LockFailed) as refused:
        pins(*lines, backend=backend, **said)
    return refused.value


@BACKENDS
def test_an_upper_bound_of_requires_python_holds_whoever_resolves(
    index: Index, backend: str
) -> None:
    index.add("bag", "1.0")
    index.add("bag", "2.0", "till<2", pythons=f">=3.8,<{HERE.python}")

    assert pins("bag", backend=backend)["bag"].version == "1.0"


def test_where_only_other_pythons_are_left_that_is_said(index: Index) -> None:
    index.add("bag", "2.0", pythons=f">=3.8,<{HERE.python}")

    refused = refusal("bag", backend="uv")

    assert refused.says.startswith("bag 2.0 would fit all that is asked for, but not Python ")
    assert refusal("bag", backend="pip-tools").says.startswith("bag is for Python ")


@BACKENDS
def test_a_package_with_an_index_of_its_own_is_pinned_by_its_address(
    index: Index, other: Index, backend: str
) -> None:
    index.add("torch", "9.0")
    other.add("torch", "2.0+cpu", "till")
    other.add("till", "9.0")
    index.add("vision", "1.0", "torch")

    found = pins("vision", backend=backend, index=Places(packages={"torch": other.url}))

    file = "torch-2.0+cpu-py3-none-any.whl"
    assert found["torch"].url == f"{other.origin}/files/{file}"
    assert (found["torch"].version, found["torch"].hashes) == ("2.0+cpu", (other.hash(file),))
    assert (found["till"].version, found["till"].url) == ("3.0", "")


@BACKENDS
def test_for_a_wheelhouse_it_is_pinned_by_its_version(
    index: Index, other: Index, backend: str
) -> None:
    other.add("torch", "2.0+cpu")
    places = Places(packages={"torch": other.url}, wheelhouse="wheels")

    assert pins("torch", backend=backend, index=places)["torch"].url == ""


@BACKENDS
def test_a_pin_by_address_is_kept_when_the_lock_is_made_again(
    index: Index, other: Index, backend: str
) -> None:
    other.add("torch", "2.0+cpu")
    inputs = Inputs(
        (Paragraph("a reason", ("torch",), "mlpack.yaml"),),
        HERE,
        backend,
        index=Places(packages={"torch": other.url}),
    )
    before = make(inputs)
    other.add("torch", "3.0+cpu")

    assert make(inputs, previous=before) == before


@BACKENDS
def test_one_file_name_with_different_bytes_in_two_places_is_refused(
    index: Index, other: Index, backend: str
) -> None:
    other.files["till-3.0-py3-none-any.whl"] = (
        wheel("till", "3.0", pythons=">=3.9"),
        ">=3.9",
    )

    refused = refusal("till==3.0", backend=backend, index=Places(extra=(other.url,)))

    assert refused.says == (
        "till-3.0-py3-none-any.whl is to be had in two places, with different bytes."
    )
    assert refused.hint == "Say which one is meant: index: {packages: {till: ADDRESS}}."


@BACKENDS
def test_what_is_built_from_source_is_pinned_by_the_hash_of_its_source_alone(
    index: Index, backend: str
) -> None:
    index.add_real_source("raw", "1.0", "till<2")
    index.add("raw", "1.0", "till<2", tag="cp399-cp399-win_amd64")

    found = pins("raw", backend=backend, from_source=("raw",))

    assert found["raw"].hashes == (index.hash("raw-1.0.tar.gz"),)
    assert found["till"].version == "1.5"


@BACKENDS
def test_hashes_of_source_are_never_among_those_of_a_package_that_comes_as_a_wheel(
    index: Index, backend: str
) -> None:
    index.add_source("till", "3.0")

    assert pins("till", backend=backend)["till"].hashes == (
        index.hash("till-3.0-py3-none-any.whl"),
    )


def test_a_folder_that_packages_come_from_and_that_is_not_there_is_named(
    index: Index, tmp_path: Path
) -> None:
    refused = refusal("till", backend="uv", index=Places(find_links=("wheels",)), root=tmp_path)

    assert (refused.where, refused.says) == (
        "wheels",
        "It is not there, and packages are to come from it.",
    )
