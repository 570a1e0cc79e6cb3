"""A git repository at a tag or commit, as a plain folder in the cache; no code of it runs."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

from mlpack.errors import LayerFault

_COMMIT = re.compile(r"[0-9a-f]{40}")
# Links become plain files, and no hook of this machine runs on what comes.
_SAFE = [
    *("-c", f"core.hooksPath={os.devnull}"),
    *("-c", "core.symlinks=false"),
    *("-c", "core.autocrlf=false"),
    *("-c", "protocol.ext.allow=never"),
]
# Only the fetch needs what a person configured (credentials, proxies); a filter such as LFS's,
# which a repository turns on by its .gitattributes, would run a program on what comes.
_WITHOUT_CONFIG = {
    "GIT_CONFIG_GLOBAL": os.devnull,
    "GIT_CONFIG_NOSYSTEM": "1",
    "GIT_ATTR_NOSYSTEM": "1",
}
# Inside a git hook these lead to the person's own repository.
_ELSEWHERE = {
    *("GIT_DIR", "GIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX"),
    *("GIT_NAMESPACE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"),
    *("GIT_SHALLOW_FILE", "GIT_TEMPLATE_DIR"),
}
_SECONDS = 300


def is_commit(text: object) -> bool:
    return isinstance(text, str) and bool(_COMMIT.fullmatch(text))


def checkout(url: str, ref: str, *, pin: str, source: str) -> tuple[str, Path]:
    """The commit of `ref` and a folder that holds its files.

    With `pin`, the commit that was used before, a copy in the cache is taken without a network.

    Raises:
        LayerFault: git is missing, `ref` is no tag or commit of `url`, or it moved away from `pin`.
    """
    shelf = _cache() / "layers" / hashlib.sha256(url.encode()).hexdigest()[:16]
    known = pin or (ref if is_commit(ref) else "")
    if known and (shelf / known).is_dir():
        return known, shelf / known
    shelf.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(dir=shelf) as work:
        commit = _fetch(url, ref, Path(work), source)
        if pin and commit != pin:
            raise LayerFault(
                f"{ref} was at {pin[:12]} when this project was generated and is at "
                f"{commit[:12]} now: a tag was moved.",
                where=source,
                hint="If that was meant, delete its line in .mlpack/lock.json and generate again.",
            )
        return commit, _shelve(Path(work) / "files", shelf / commit)


def _fetch(url: str, ref: str, work: Path, source: str) -> str:
    files = work / "files"
    name = ref if is_commit(ref) else f"refs/tags/{ref}"
    _git(["init", "--quiet", str(files)], work, source, _WITHOUT_CONFIG)
    _git(["fetch", "--quiet", "--depth", "1", "--", url, name], files, source)
    commit = _git(["rev-parse", "FETCH_HEAD^{commit}"], files, source).strip()
    _git(["checkout", "--quiet", commit], files, source, _WITHOUT_CONFIG)
    shutil.rmtree(files / ".git", onerror=_make_writable)
    return commit


def _shelve(files: Path, place: Path) -> Path:
    """Moves `files` to `place` in one step; where another process was first, its copy serves."""
    if not place.is_dir():
        try:
            files.rename(place)
        except OSError:
            if not place.is_dir():
                raise
    return place


def _git(
    arguments: list[str], folder: Path, source: str, more: Mapping[str, str] | None = None
) -> str:
    kept = {name: value for name, value in os.environ.items() if name not in _ELSEWHERE}
    environment = {**kept, **(more or {}), "GIT_TERMINAL_PROMPT": "0", "LC_ALL": "C"}
    try:
        done = subprocess.run(
            ["git", *_SAFE, *arguments],
            cwd=folder,
            env=environment,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=_SECONDS,
        )
    except FileNotFoundError:
        raise LayerFault(
            "git is needed to fetch this and is not installed.", where=source
        ) from None
    except subprocess.TimeoutExpired:
        raise LayerFault(f"git did not finish in {_SECONDS} s.", where=source) from None
    if done.returncode:
        raise LayerFault(_reason(done.stderr), where=source)
    return done.stdout


def _reason(stderr: str) -> str:
    lines = [line.removeprefix("fatal: ") for line in stderr.strip().splitlines()] or ["no reason"]
    if "find remote ref" in stderr:
        return "The repository has no such tag. A layer is named at a tag or at a whole commit."
    return f"git could not fetch it: {lines[0]}"


def _make_writable(remove, path, _):  # type: ignore[no-untyped-def]
    """Git writes its objects read-only, and Windows does not delete such files."""
    Path(path).chmod(0o700)
    remove(path)


def _cache() -> Path:
    if sys.platform == "win32":
        home = os.environ.get("LOCALAPPDATA") or Path.home() / "AppData" / "Local"
    elif sys.platform == "darwin":
        home = Path.home() / "Library" / "Caches"
    else:
        home = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(home) / "mlpack"
