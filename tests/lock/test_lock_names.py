"""The name that was meant by one that is not on the index."""

from __future__ import annotations

from dataclasses import replace

import pytest

from mlpack.lock import Pin, Target
from mlpack.lock.complaint import Complaint
from mlpack.lock.complaints import is_only_source, is_unknown
from mlpack.lock.model import Order
from mlpack.lock.names import meant_by, nearest_distributions
from mlpack.lock.uv.complaints import said_plainly

TARGET = Target("3.11", "linux/amd64")


@pytest.mark.parametrize(
    ("asked", "meant"),
    [
        ("sklearn", "scikit-learn"),
        ("skimage", "scikit-image"),
        ("PIL", "pillow"),
        ("yaml", "pyyaml"),
        ("bs4", "beautifulsoup4"),
        ("dateutil", "python-dateutil"),
        ("dotenv", "python-dotenv"),
        ("jwt", "pyjwt"),
        ("Crypto", "pycryptodome"),
        ("llama_cpp", "llama-cpp-python"),
        ("pkg_resources", "setuptools"),
        ("pytorch", "torch"),
        ("tensorflow-gpu", "tensorflow"),
        ("psycopg2", "psycopg2-binary"),
    ],
)
def test_an_imports_name_or_an_old_one_means_one_package(asked: str, meant: str) -> None:
    assert nearest_distributions(asked) == (meant,)
    assert meant_by(asked) == (meant,)


def test_of_packages_with_the_same_import_the_likeliest_is_first() -> None:
    assert nearest_distributions("cv2") == (
        "opencv-python-headless",
        "opencv-python",
        "opencv-contrib-python",
    )


@pytest.mark.parametrize(
    ("asked", "near"),
    [
        ("pandsa", ("pandas",)),
        ("nmupy", ("numpy",)),
        ("tqmd", ("tqdm",)),
        ("scikitlearn", ("scikit-learn",)),
        ("Fast-API", ("fastapi",)),
        ("sentence_transformer", ("sentence-transformers",)),
        ("onnxruntime-gp", ("onnxruntime-gpu", "onnxruntime")),
        ("python-levenshtein", ("levenshtein",)),
        ("prometheus", ("prometheus-client", "prometheus-fastapi-instrumentator")),
    ],
)
def test_what_is_spelled_like_it_is_near(asked: str, near: tuple[str, ...]) -> None:
    assert nearest_distributions(asked) == near
    assert meant_by(asked) == ()


@pytest.mark.parametrize("asked", ["nowhere", "my-company-tools", "google", "lib", "a"])
def test_nothing_is_near_a_name_of_another_kind(asked: str) -> None:
    assert nearest_distributions(asked) == ()


@pytest.mark.parametrize("asked", ["scikit-learn", "tensorflow_text", "onnxruntime", "FastAPI"])
def test_a_name_that_is_spelled_right_has_no_other(asked: str) -> None:
    assert nearest_distributions(asked) == ()


def test_names_of_the_lock_so_far_count_as_well() -> None:
    assert nearest_distributions("shopp-tols", more=["shop-tools", "till"]) == ("shop-tools",)
    assert nearest_distributions("Shop_Tools", more=["shop-tools", "shop-tool"]) == ()


def test_at_most_three_are_offered() -> None:
    more = [f"warehouse-{letter}" for letter in "abcdef"]

    assert nearest_distributions("warehouse-x", more=more) == tuple(more[:3])


def test_an_unknown_package_is_answered_with_the_one_that_was_meant() -> None:
    refused = is_unknown(Complaint("", TARGET, (("pandsa>=2", ""),)))

    assert refused.says == "There is no package pandsa on the index."
    assert refused.hint == (
        "Did you mean pandas? If not, look at the spelling, or name the index that has it "
        "under index: in mlpack.yaml."
    )


def test_an_unknown_package_may_be_one_of_the_lock_so_far() -> None:
    refused = is_unknown(Complaint("", TARGET, (("shopp-tols", ""),), pinned=("shop-tools",)))

    assert refused.hint.startswith("Did you mean shop-tools? If not, look at the spelling, or")


def test_only_the_person_is_asked_what_was_meant() -> None:
    refused = is_unknown(Complaint("", TARGET, (("yaml", "bag 1.0"),)))

    assert refused.says == "There is no package yaml on the index (bag 1.0 asked for it)."
    assert refused.hint == (
        "Look at the spelling, or name the index that has it under index: in mlpack.yaml."
    )


def test_a_shell_with_only_source_is_answered_with_the_package_behind_it() -> None:
    refused = is_only_source(Complaint("", TARGET, (("sklearn", ""),)), " (sklearn-0.0.tar.gz)")

    assert refused.says == (
        "sklearn has no wheel, only source (sklearn-0.0.tar.gz), and source is built where it is "
        "allowed by name alone."
    )
    assert refused.hint == (
        "Did you mean scikit-learn? If not, allow it by name (lock: {from_source: [sklearn]}): it is "
        "then built in the build stage. Or build a wheel once (`pip wheel --no-deps`, in the image's "
        "Python) and name its folder under index.find_links."
    )


def test_a_package_that_is_really_there_is_not_taken_for_a_slip_of_the_pen() -> None:
    refused = is_only_source(Complaint("", TARGET, (("pandsa", ""),)))

    assert refused.hint.startswith("Allow it by name (lock: {from_source: [pandsa]})")


def test_uvs_words_get_the_same_answers() -> None:
    unknown = (
        "  x No solution found when resolving dependencies:\n"
        "  `-> Because cv2 was not found in the package registry and you require cv2, we can\n"
        "      conclude that your requirements are unsatisfiable.\n"
    )
    pinned = unknown.replace("cv2", "shopp-tols")

    order = Order(("cv2", "shopp-tols"), TARGET)
    kept = replace(order, kept=(Pin("shop-tools", "1.0", ()),))

    assert said_plainly(unknown, order).hint.startswith(
        "Did you mean opencv-python-headless, opencv-python or opencv-contrib-python? If not, "
    )
    assert said_plainly(pinned, kept).hint.startswith("Did you mean shop-tools? If not, ")
