"""Projects whose packages come from elsewhere than usual, and what an engine makes of them."""

from __future__ import annotations

import io
import shutil
import subprocess
import tarfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

from containers import docker, trim
from projects import put

from mlpack.cli.app import run

# The bundled example, to which a test adds its own lines.
DIGITS = """\
name: digits
framework: scikit-learn==1.7.2
python: "3.11"
"""


def started(digits: Path, folder: Path, text: str) -> Path:
    """The example's model in a folder of its own, with this mlpack.yaml and nothing else."""
    folder.mkdir()
    shutil.copy(digits / "model.joblib", folder)
    put(folder, {"mlpack.yaml": text})
    return folder


def generated(folder: Path) -> Path:
    """The same folder with its lock and all its files."""
    assert run(["generate", str(folder)]) == 0
    return folder


@dataclass(frozen=True)
class Built:
    """`log` is all that the engine said."""

    code: int
    log: str


def build(folder: Path, tag: str, *options: str) -> Built:
    done = subprocess.run(
        ["docker", "build", "--progress", "plain", "--tag", tag, *options, str(folder)],
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    return Built(done.returncode, done.stdout)


@contextmanager
def built(folder: Path, tag: str, *options: str) -> Iterator[str]:
    """The image's name; it is gone afterwards."""
    made = build(folder, tag, *options)
    assert made.code == 0, made.log
    try:
        yield tag
    finally:
        docker("image", "rm", "--force", tag, ok=False)
        trim()


def words_from(command: Sequence[str], words: set[bytes]) -> set[bytes]:
    """Those of the words that stand in the tar that a command prints, or in a tar within it."""
    with (
        subprocess.Popen(command, stdout=subprocess.PIPE) as process,
        tarfile.open(fileobj=process.stdout, mode="r|") as tar,
    ):
        found = _words_in(tar, words)
    assert process.returncode == 0, command
    return found


def _words_in(tar: tarfile.TarFile, words: set[bytes]) -> set[bytes]:
    found = set()
    for member in tar:
        found |= words_of(f"{member.name} {member.linkname}".encode(), words)
        if member.isreg() and (content := tar.extractfile(member)):
            found |= _words_inside(content.read(), words)
    return found


def _words_inside(content: bytes, words: set[bytes]) -> set[bytes]:
    """A layer of an image is a tar, packed or not."""
    found = words_of(content, words)
    with suppress(tarfile.ReadError), tarfile.open(fileobj=io.BytesIO(content)) as inner:
        found |= _words_in(inner, words)
    return found


def words_of(text: bytes, words: set[bytes]) -> set[bytes]:
    return {word for word in words if word in text}
