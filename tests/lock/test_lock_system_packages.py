"""From what is pinned to what the Dockerfile installs beside it, in the commands that a person runs."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from local_index import Index
from orders import on_linux
from projects import Said, holds, put, stamps, verbs_in
from test_lock_command import SERVICE, SPEC

from mlpack import api

pytestmark = on_linux
Mlpack = Callable[..., Said]


@pytest.fixture
def project(index: Index, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The current folder: a mlpack.yaml whose requirement asks for a package that asks for LightGBM."""
    for name, version in SERVICE.items():
        index.add(name.replace("-", "_"), version)
    index.add("trees", "1.0", "lightgbm")
    index.add("lightgbm", "4.7.0")
    root = tmp_path / "shop-service"
    put(root, {"mlpack.yaml": SPEC + "requirements: [trees]\n"})
    monkeypatch.chdir(root)
    return root


def installed(root: Path) -> bool:
    return "        libgomp1 \\\n" in (root / "Dockerfile").read_text()


def test_a_first_run_locks_and_writes_once_what_the_lock_tells(
    project: Path, mlpack: Mlpack
) -> None:
    first = mlpack("generate")
    before = stamps(project)
    check = mlpack("generate", "--check")
    second = mlpack("generate")

    assert (first.code, check.code, second.code) == (0, 0, 0)
    assert installed(project)
    assert verbs_in(first.out)["Dockerfile"] == "create"
    assert set(verbs_in(second.out).values()) == {"same", "keep"}
    assert stamps(project) == before


def test_a_lock_that_tells_of_more_makes_the_dockerfile_due(
    project: Path, index: Index, mlpack: Mlpack
) -> None:
    put(project, {"mlpack.yaml": SPEC + "requirements: [trees]\nconstraints: [constraints.txt]\n"})
    index.add("trees", "0.9")
    put(project, {"constraints.txt": "trees<1\n"})
    mlpack("generate")
    without = installed(project)
    put(project, {"constraints.txt": "trees>=1\n"})

    locked = mlpack("lock")
    stale = mlpack("generate", "--check")
    mlpack("generate")

    assert not without
    assert "The other files are not what mlpack.yaml asks for" in locked.err
    assert (stale.code, verbs_in(stale.out)["Dockerfile"]) == (1, "update")
    assert installed(project)
    assert mlpack("generate", "--check").code == 0


def test_the_plan_says_which_package_needs_it_and_who_asks_for_that(
    project: Path, mlpack: Mlpack
) -> None:
    mlpack("generate")

    plan = api.open_project(project).plan

    assert plan.system_packages.because == {
        "libgomp1": "For lightgbm, which trees asks for. Its wheel brings no OpenMP."
    }


def test_a_lock_that_cannot_be_made_leaves_the_files_all_the_same(
    project: Path, mlpack: Mlpack
) -> None:
    put(project, {"mlpack.yaml": SPEC + "requirements: [lightgbm, no-such-package]\n"})

    said = mlpack("generate")

    assert said.code == 5
    assert verbs_in(said.out)["Dockerfile"] == "create"
    assert installed(project)
    assert "requirements.lock" not in holds(project)


def test_a_damaged_lock_tells_nothing_and_is_said_to_be_damaged(
    project: Path, mlpack: Mlpack
) -> None:
    mlpack("generate")
    lock = project / "requirements.lock"
    lock.write_text(lock.read_text().replace("# pins: ", "# pine: "))

    said = mlpack("generate", "--no-lock")

    assert said.code == 0
    assert not installed(project)
    assert "The lock is damaged" in said.out
