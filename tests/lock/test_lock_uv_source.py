"""Source where it may be built, and no file that was uploaded after a day."""

from __future__ import annotations

from pathlib import Path

from local_index import Index, served, wheel
from uv_orders import Watched, needs_uv, order, pins, refusal, versions

from mlpack.lock import Pin, Target
from mlpack.lock.model import ignore
from mlpack.lock.uv.backend import Uv

pytestmark = needs_uv

DAY = "2026-03-31"


def dated(index: Index, **days: str) -> None:
    """Times of upload by version of till; the rest of the index is old."""
    index.as_json = True
    index.uploaded = dict.fromkeys(index.files, "2020-01-01T00:00:00Z")
    for version, time in days.items():
        name = f"till-{version.removeprefix('v').replace('_', '.')}-py3-none-any.whl"
        index.uploaded[name] = time


def test_what_may_be_built_is_asked_what_it_needs(index: Index) -> None:
    index.add_real_source("raw", "1.0", "till")
    index.add_real_source("raw", "2.0", "till<2")

    assert pins("raw", from_source=("raw",)) == (
        Pin("raw", "2.0", (), via=("requirements.in",)),
        Pin("till", "1.5", (), via=("raw",)),
    )


def test_nothing_else_is_built(index: Index) -> None:
    index.add_real_source("raw", "1.0", "other")
    index.add_real_source("other", "1.0")

    refused = refusal("raw", from_source=("raw",))

    assert refused.says.startswith("other has no wheel, only source")


def test_names_may_be_beginnings(index: Index) -> None:
    index.add_real_source("raw_one", "1.0", "raw-two")
    index.add_real_source("raw_two", "1.0", "till")

    assert versions("raw-one", from_source=("raw-*",)) == {
        "raw-one": "1.0",
        "raw-two": "1.0",
        "till": "3.0",
    }


def test_a_wheel_is_taken_where_there_is_one(index: Index) -> None:
    index.add_real_source("till", "2.5", "nowhere")
    index.add("raw", "1.0", "till<3")
    index.add_real_source("raw", "1.0", "nowhere")

    assert versions("raw", "shop", from_source=("raw", "shop")) == {
        "raw": "1.0",
        "shop": "2.0",
        "till": "2.0",
    }


def test_a_newer_wheel_outweighs_an_older_source(index: Index) -> None:
    index.add_real_source("raw", "1.0", "till<2")
    index.add("raw", "2.0", "till")

    assert versions("raw", from_source=("raw",)) == {"raw": "2.0", "till": "3.0"}


def test_source_is_for_the_target_that_no_wheel_fits(index: Index) -> None:
    index.add("raw", "1.0", tag="cp39-cp39-win_amd64")
    index.add_real_source("raw", "1.0")

    assert versions("raw", from_source=("raw",)) == {"raw": "1.0"}


def test_a_build_is_of_what_the_right_place_has(index: Index) -> None:
    index.add_real_source("raw", "9.0", "nowhere")
    index.add("app", "1.0", "raw")
    own = Index()
    own.add_real_source("raw", "1.0", "till")
    with served(own):
        found = versions("app", from_source=("raw",), packages={"raw": own.url})

    assert found == {"app": "1.0", "raw": "1.0", "till": "3.0"}
    assert "/files/raw-9.0.tar.gz" not in index.asked


def test_what_a_build_needs_is_not_taken_from_a_stranger(index: Index) -> None:
    index.add("corp_build", "9.0")
    index.add_real_source("raw", "1.0", by="corp-build")
    index.add("app", "1.0", "raw")
    said = {"from_source": ("raw",)}

    by_name = refusal("app", packages={"corp-build": "http://127.0.0.1:9/simple"}, **said)
    by_pattern = refusal("app", packages={"corp-*": "http://127.0.0.1:9/simple"}, **said)

    assert by_name.says == (
        "The build of raw==1.0 needs corp-build, and uv cannot hold that to the place that it "
        "comes from alone."
    )
    assert by_pattern.says == (
        "raw may be built, and uv cannot hold what a build needs to the place that corp-* comes "
        "from alone."
    )
    assert not [path for path in index.asked if "corp" in path]


def test_what_a_build_needs_else_is_to_be_had(index: Index) -> None:
    index.add_real_source("raw", "1.0", "till<2", by="shop")

    found = versions("raw", from_source=("raw",), packages={"corp-build": "http://127.0.0.1:9/s"})

    assert found == {"raw": "1.0", "till": "1.5"}


def test_a_build_that_fails_is_said(index: Index) -> None:
    index.add_real_source("raw", "1.0", by="nowhere")
    index.files["raw-2.0.tar.gz"] = (b"no archive", "")

    needy = refusal("raw<2", from_source=("raw",))
    broken = refusal("raw", from_source=("raw",))

    assert (needy.where, needy.says) == (
        "lock.from_source",
        "The build of raw==1.0 failed, so what it needs is not known: it needs nowhere, and there "
        "is no such package on the index.",
    )
    assert broken.says.startswith("The build of raw==2.0 failed, so what it needs is not known: ")
    assert "\n" not in broken.says


def test_no_python_is_fetched_for_a_build(index: Index, tmp_path: Path) -> None:
    index.add_real_source("raw", "1.0", 'till; python_version == "3.99"')
    watched = Watched(tmp_path)
    target = Target("3.99", order().target.platform)

    found = watched.versions("raw", from_source=("raw",), target=target)

    assert found == {"raw": "1.0", "till": "3.0"}
    assert all("--no-python-downloads" in told for told in watched.told)


def test_what_was_uploaded_on_the_day_is_the_last_that_counts(index: Index) -> None:
    dated(index, v2_0=f"{DAY}T23:59:59.999Z", v3_0="2026-04-01T00:00:00Z")

    assert versions("till", exclude_newer=DAY) == {"till": "2.0"}


def test_a_folder_needs_no_times(index: Index, tmp_path: Path) -> None:
    dated(index)
    (tmp_path / "till-9.0-py3-none-any.whl").write_bytes(wheel("till", "9.0"))
    (tmp_path / "own").mkdir()
    (tmp_path / "own/torch-1.0-py3-none-any.whl").write_bytes(wheel("torch", "1.0"))

    found = versions(
        "till",
        "torch",
        exclude_newer=DAY,
        find_links=(str(tmp_path),),
        packages={"torch": str(tmp_path / "own")},
    )

    assert found == {"till": "9.0", "torch": "1.0"}


def test_an_index_that_gives_no_times_is_named(index: Index) -> None:
    refused = refusal("shop", exclude_newer=DAY)

    assert (refused.where, refused.says) == (
        "lock.exclude_newer",
        "The package index does not say when its files of shop were uploaded, so none can be left "
        "out by its day.",
    )


def test_a_place_that_gives_no_times_is_named(index: Index) -> None:
    dated(index)
    own = Index()
    own.add("torch", "1.0")
    with served(own):
        refused = refusal("shop", "torch", exclude_newer=DAY, packages={"torch": own.url})

    assert refused.says.startswith(f"{own.url} does not say when its files of torch were uploaded")


def test_a_file_without_a_time_is_not_passed_over(index: Index) -> None:
    dated(index)
    del index.uploaded["till-3.0-py3-none-any.whl"]

    assert refusal("till", exclude_newer=DAY).where == "lock.exclude_newer"


def test_what_is_too_new_altogether_is_said(index: Index) -> None:
    dated(index, v3_0="2026-05-01T00:00:00Z")

    refused = refusal("till>=3", exclude_newer=DAY)

    assert refused.says == (
        "There is no till>=3 that was uploaded by the day that lock.exclude_newer names."
    )


def test_kept_pins_hold_where_they_are_old_enough(index: Index) -> None:
    dated(index, v3_0="2026-05-01T00:00:00Z")
    kept = (Pin("till", "1.5", ()), Pin("shop", "1.0", ()))

    found = Uv().resolve(order("shop", "till", kept=kept, exclude_newer=DAY), ignore)

    assert {pin.name: pin.version for pin in found} == {"shop": "1.0", "till": "1.5"}


def test_a_kept_pin_that_is_too_new_changes_nothing_about_that(index: Index) -> None:
    dated(index, v3_0="2026-05-01T00:00:00Z")
    kept = (Pin("till", "3.0", ()), Pin("shop", "1.0", ()))

    refused = refusal("shop", "till==3.0", kept=kept, exclude_newer=DAY)

    assert refused.says == (
        "There is no till==3.0 that was uploaded by the day that lock.exclude_newer names."
    )
