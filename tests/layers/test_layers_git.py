"""A git repository as a layer: pinned, kept, fetched without a line of its code being run."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from projects import DIGITS, Said, holds, put, rendered
from repository import Repository

FIRST = {"project/requirements.in.j2": "first {{ plan.name }}\n"}
SECOND = {"project/requirements.in.j2": "second {{ plan.name }}\n"}


@pytest.fixture
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where mlpack keeps what it fetched."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("LOCALAPPDATA", str(tmp_path / "cache"))
    monkeypatch.setenv("HOME", str(tmp_path))
    return tmp_path / "cache/mlpack"


@pytest.fixture
def team(tmp_path: Path, cache: Path) -> Repository:
    return Repository(tmp_path / "team")


def spec_with(*sources: str) -> dict[str, str]:
    layers = "".join(f"  - {source}\n" for source in sources)
    return {"mlpack.yaml": f"{DIGITS}templates:\n{layers}"}


def pins(project: Path) -> dict[str, str]:
    return json.loads((project / ".mlpack/lock.json").read_text())["layers"]


@pytest.mark.parametrize("by", ["tag", "commit"])
def test_a_repository_is_read_at_its_tag_or_commit_and_pinned(
    project: Path, team: Repository, mlpack: Callable[..., Said], by: str
) -> None:
    commit = team.commit(FIRST, tag="v1")
    team.commit(SECOND)
    source = team.source({"tag": "v1", "commit": commit}[by])
    put(project, spec_with(source))

    said = mlpack("generate")

    assert (said.code, said.err) == (0, "")
    assert (project / "requirements.in").read_text() == "first digits\n"
    assert pins(project) == {source: commit}


def test_a_folder_inside_a_repository_is_a_layer(project: Path, team: Repository) -> None:
    team.commit({f"mlpack/base/{path}": text for path, text in FIRST.items()}, tag="v1")
    put(project, spec_with(team.source("v1", "mlpack/base")))

    assert rendered(project, "requirements.in") == "first digits\n"


def test_once_fetched_the_repository_is_not_needed_again(
    project: Path, team: Repository, mlpack: Callable[..., Said]
) -> None:
    team.commit(FIRST, tag="v1")
    put(project, spec_with(team.source("v1")))
    mlpack("generate")
    before = holds(project)
    shutil.rmtree(team.root)

    said = mlpack("generate")

    assert (said.code, said.err) == (0, "")
    assert holds(project) == before


def test_a_tag_that_was_moved_is_refused_with_the_way_on(
    project: Path, team: Repository, mlpack: Callable[..., Said], cache: Path
) -> None:
    old = team.commit(FIRST, tag="v1")
    put(project, spec_with(team.source("v1")))
    mlpack("generate")
    new = team.commit(SECOND, tag="v1")
    shutil.rmtree(cache)

    said = mlpack("generate")

    assert said == Said(
        3,
        "",
        f"mlpack.yaml:5:5  templates[0]  v1 was at {old[:12]} when this project was generated and "
        f"is at {new[:12]} now: a tag was moved. If that was meant, delete its line in "
        ".mlpack/lock.json and generate again.\n",
    )
    assert (project / "requirements.in").read_text() == "first digits\n"
    (project / ".mlpack/lock.json").unlink()
    assert mlpack("generate").code == 0
    assert (project / "requirements.in").read_text() == "second digits\n"


def test_another_machine_gets_the_pinned_commit(
    project: Path, team: Repository, mlpack: Callable[..., Said], cache: Path
) -> None:
    team.commit(FIRST, tag="v1")
    put(project, spec_with(team.source("v1")))
    mlpack("generate")
    shutil.rmtree(cache)
    before = holds(project)

    said = mlpack("generate")

    assert (said.code, holds(project)) == (0, before)


NO_TAG = "The repository has no such tag. A layer is named at a tag or at a whole commit."
BY_URL = (
    "A template layer in git is named by its URL and a tag or commit, as in "
    "git+https://host/team/repo@v1 or git+ssh://git@host/team/repo//folder@v1."
)


@pytest.mark.parametrize(
    ("ref", "says"),
    [
        ("@main", NO_TAG),
        ("@v2", NO_TAG),
        ("@HEAD", NO_TAG),
        ("@abc1234", NO_TAG),
        ("", BY_URL),
        ("@", BY_URL),
    ],
)
def test_what_moves_or_is_not_there_is_refused_with_its_line(
    project: Path, team: Repository, mlpack: Callable[..., Said], ref: str, says: str
) -> None:
    team.commit(FIRST, tag="v1")
    put(project, spec_with("./platform", team.source("").removesuffix("@") + ref))
    (project / "platform").mkdir()
    before = holds(project)

    said = mlpack("generate")

    assert said == Said(3, "", f"mlpack.yaml:6:5  templates[1]  {says}\n")
    assert holds(project) == before


@pytest.mark.parametrize("folder", ["none", "../..", "a/../.."])
def test_a_folder_that_is_not_in_the_repository_is_refused(
    project: Path, team: Repository, mlpack: Callable[..., Said], folder: str
) -> None:
    team.commit(FIRST, tag="v1")
    put(project, spec_with(team.source("v1", folder)))

    said = mlpack("generate")

    says = {
        "none": "There is no such folder of templates.",
        "../..": "../.. leads out of the repository.",
        "a/../..": "a/../.. leads out of the repository.",
    }[folder]
    assert said == Said(3, "", f"mlpack.yaml:5:5  templates[0]  {says}\n")


@pytest.mark.parametrize(
    "source",
    ["git+ext::sh -c touch% ran@v1", "git+git://host/repo@v1", "git+file:///repo --upload-pack=x"],
)
def test_a_way_to_a_repository_that_could_run_something_is_refused(
    project: Path, cache: Path, mlpack: Callable[..., Said], source: str
) -> None:
    put(project, {"mlpack.yaml": f'{DIGITS}templates: ["{source}"]\n'})

    said = mlpack("generate")

    assert said == Said(3, "", f"mlpack.yaml:4:13  templates[0]  {BY_URL}\n")


def test_no_code_of_a_repository_runs(
    project: Path,
    team: Repository,
    mlpack: Callable[..., Said],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    ran = tmp_path / "ran"
    script = f"#!/bin/sh\ntouch {ran}\ncat\n"
    python = f"open({str(ran)!r}, 'w')\n"
    names = ["setup.py", "conftest.py", "__init__.py", "extensions.py", "project/conftest.py"]
    hooks = ["post-checkout", "post-merge", "pre-commit", "reference-transaction"]
    team.commit(
        {
            **FIRST,
            **dict.fromkeys(names, python),
            **{f"hooks/{name}": script for name in hooks},
            ".gitattributes": "* filter=team\n",
        },
        tag="v1",
    )
    put(tmp_path, {f"git-template/hooks/{name}": script for name in hooks})
    for hook in (tmp_path / "git-template/hooks").iterdir():
        hook.chmod(0o755)
    settings = (
        f"[init]\ntemplateDir = {tmp_path}/git-template\n"
        f"[core]\nhooksPath = {tmp_path}/git-template/hooks\n"
        f'[filter "team"]\nsmudge = "touch {ran}; cat"\nrequired = true\n'
    )
    put(tmp_path, {"gitconfig": settings})
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", str(tmp_path / "gitconfig"))
    put(project, spec_with(team.source("v1")))

    said = mlpack("generate")

    assert (said.code, said.err) == (0, "")
    assert (project / "requirements.in").read_text() == "first digits\n"
    assert not ran.exists()


def test_a_link_in_a_repository_is_a_plain_file(
    project: Path, team: Repository, tmp_path: Path
) -> None:
    put(tmp_path, {"secret.txt": "a secret\n"})
    place = team.root / "project/requirements.in.j2"
    place.parent.mkdir()
    place.symlink_to(tmp_path / "secret.txt")
    team.commit({}, tag="v1")
    put(project, spec_with(team.source("v1")))

    assert rendered(project, "requirements.in") == str(tmp_path / "secret.txt")


def test_inside_a_git_hook_the_persons_own_repository_is_left_alone(
    project: Path,
    team: Repository,
    mlpack: Callable[..., Said],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    team.commit(FIRST, tag="v1")
    mine = Repository(tmp_path / "mine")
    mine.commit({"a": "a\n"})
    before = holds(mine.root)
    put(project, spec_with(team.source("v1")))
    monkeypatch.setenv("GIT_DIR", str(mine.root / ".git"))
    monkeypatch.setenv("GIT_INDEX_FILE", str(mine.root / ".git/index"))
    monkeypatch.setenv("GIT_WORK_TREE", str(mine.root))

    said = mlpack("generate")

    assert (said.code, said.err) == (0, "")
    assert (project / "requirements.in").read_text() == "first digits\n"
    assert holds(mine.root) == before


def test_without_git_a_repository_is_refused_with_the_reason(
    project: Path,
    team: Repository,
    mlpack: Callable[..., Said],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    team.commit(FIRST, tag="v1")
    put(project, spec_with(team.source("v1")))
    monkeypatch.setenv("PATH", str(tmp_path))

    said = mlpack("generate")

    assert said == Said(
        3,
        "",
        "mlpack.yaml:5:5  templates[0]  git is needed to fetch this and is not installed.\n",
    )
