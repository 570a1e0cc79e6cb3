"""An index with a password: the image is built from it, and the password is nowhere afterwards."""

from __future__ import annotations

import base64
import json
import os
import secrets
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote

import pytest
from containers import LOCKED, docker, running
from local_index import Index, served
from projects import mlpack_process
from sourced import DIGITS, build, started, words_from, words_of

pytestmark = pytest.mark.engine

PACKAGE = "corpsecret"
WHEEL = f"{PACKAGE}-1.0-py3-none-any.whl"
# A server of this machine is reached from this machine's own network.
HOST = ("--network", "host")
WAYS = {
    "own": "  packages: {{corp*: '{url}'}}\n",
    "extra": "  extra: ['{url}']\n",
}


@dataclass(frozen=True)
class Private:
    """An index that wants a password, the .netrc with it, and how mlpack.yaml names the index."""

    index: Index
    netrc: Path
    way: str

    @property
    def spec(self) -> str:
        place = WAYS[self.way].format(url=self.index.url)
        return f"{DIGITS}requirements: [{PACKAGE}]\nindex:\n  credentials: pypi\n{place}"

    @property
    def secret(self) -> str:
        return f"--secret=id=pypi,src={self.netrc}"

    @property
    def words(self) -> set[bytes]:
        """Every form in which the password could be written down."""
        password, netrc = self.index.password, self.netrc.read_text()
        plain = {password, quote(password, safe=""), f"me:{password}", netrc}
        coded = {base64.b64encode(text.encode()).rstrip(b"=") for text in plain}
        return {text.encode() for text in plain} | coded


@pytest.fixture(scope="module", params=WAYS)
def private(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Private]:
    index = Index(password=f"pass/{secrets.token_hex(12)}+word")
    index.add(PACKAGE, "1.0")
    netrc = tmp_path_factory.mktemp("home") / ".netrc"
    netrc.write_text(f"machine 127.0.0.1\nlogin me\npassword {index.password}\n")
    netrc.chmod(0o600)
    with served(index):
        yield Private(index, netrc, request.param)


@dataclass(frozen=True)
class Made:
    """A project with its image; `said` is all that mlpack and the engine said meanwhile."""

    private: Private
    folder: Path
    image: str
    said: bytes

    def holds(self, text: bytes) -> set[bytes]:
        return words_of(text, self.words)

    @property
    def words(self) -> set[bytes]:
        """A search is held to a word that is there."""
        return {*self.private.words, PACKAGE.encode()}


@pytest.fixture(scope="module")
def made(
    digits: Path, private: Private, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Made]:
    folder = started(digits, tmp_path_factory.mktemp("private") / "digits", private.spec)
    locked = mlpack_process("generate", cwd=folder, env={**os.environ, "NETRC": str(private.netrc)})
    assert locked.code == 0, locked.err
    image = f"mlpack-test-private-{private.way}"

    done = build(folder, image, *HOST, private.secret)

    assert done.code == 0, done.log
    yield Made(private, folder, image, f"{locked.out}{locked.err}{done.log}".encode())
    docker("image", "rm", "--force", image)


def test_the_image_answers_locked_down_and_holds_what_came_from_there(made: Made) -> None:
    rows = json.dumps([[0.0] * 64])
    installed = f"import importlib.metadata as m; print(m.version('{PACKAGE}'))"

    with running(made.image, *LOCKED) as container:
        assert container.predict(json.loads(rows))
        assert docker("exec", container.name, "python", "-c", installed) == "1.0\n"


def test_the_password_is_not_in_what_mlpack_and_the_engine_said(made: Made) -> None:
    assert made.holds(made.said) == {PACKAGE.encode()}


def test_the_password_is_in_no_file_of_the_project(made: Made) -> None:
    files = [path for path in made.folder.rglob("*") if path.is_file()]

    found = {
        path.relative_to(made.folder).as_posix(): made.holds(path.read_bytes()) for path in files
    }

    named = {path for path, words in found.items() if words}
    assert set().union(*found.values()) == {PACKAGE.encode()}
    assert named >= {"mlpack.yaml", "requirements.in", "requirements.lock"}


def test_the_password_is_not_in_what_is_sent_to_the_build(made: Made, tmp_path: Path) -> None:
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY . /\n")
    everything = ["docker", "build", "--file", str(tmp_path / "Dockerfile"), "--output", "type=tar"]

    found = words_from([*everything, str(made.folder)], made.words)

    assert found == {PACKAGE.encode()}


def test_the_password_is_in_no_layer_and_not_in_the_history(made: Made) -> None:
    told = docker("history", "--no-trunc", made.image) + docker("image", "inspect", made.image)

    assert made.holds(told.encode()) == set()
    assert words_from(["docker", "save", made.image], made.words) == {PACKAGE.encode()}


def test_the_password_does_not_even_stay_in_the_build_stage(made: Made) -> None:
    stage = ["docker", "build", *HOST, "--target", "build", made.private.secret]

    found = words_from([*stage, "--output", "type=tar", str(made.folder)], made.words)

    assert found == {PACKAGE.encode()}


def test_the_password_is_not_in_the_caches_that_builds_share(made: Made, tmp_path: Path) -> None:
    mounts = [f"--mount=type=cache,target=/root/.cache/{name}" for name in ("uv", "pip")]
    (tmp_path / "Dockerfile").write_text(
        "FROM python:3.11-slim-trixie AS look\n"
        f"RUN {' '.join(mounts)} cp -r /root/.cache /caches\n"
        f"FROM scratch\nCOPY --from=look /caches/uv/ /\nCOPY --from=look /caches/pip/ /\n"
    )

    found = words_from(
        ["docker", "build", "--no-cache", "--output", "type=tar", str(tmp_path)], made.words
    )

    # an engine that is short of space may have emptied them
    assert found <= {PACKAGE.encode()}


def test_without_the_secret_the_build_says_which_one_is_missing(made: Made) -> None:
    done = build(made.folder, f"{made.image}-none", *HOST, "--no-cache")

    assert done.code != 0
    assert "secret pypi: not found" in done.log


def test_a_wheel_that_was_changed_on_the_index_is_refused(made: Made) -> None:
    index = made.private.index
    before, locked = index.files[WHEEL], index.hash(WHEEL)
    index.add(PACKAGE, "1.0", pythons=">=3.9")

    # another target is another cache, and so asks the index again
    clean = ("--no-cache", "--build-arg", "BUILDKIT_CACHE_MOUNT_NS=changed")
    done = build(made.folder, f"{made.image}-changed", *HOST, *clean, made.private.secret)

    now = index.hash(WHEEL)
    index.files[WHEEL] = before
    assert done.code != 0
    assert f"Hash mismatch for `{PACKAGE}" in done.log
    assert locked in done.log
    assert now in done.log
