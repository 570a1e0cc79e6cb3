"""What mlpack keeps beside the rendered files: requirements.lock, and what the output rests on."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from mlpack import lock, write
from mlpack.errors import LockFailed, UsageError, WriteRefused
from mlpack.layers import is_commit

LOCK_FILE = "requirements.lock"
RESTS_ON_FILE = ".mlpack/lock.json"
_RESTORE = "Restore it from git, or delete it: mlpack makes it anew."


def lock_state(root: Path, inputs: lock.Inputs) -> write.Change:
    """`same` where requirements.lock is up to date; `create` or `update` where it must be made."""
    text = _text(root, LOCK_FILE)
    if text is None:
        return _lock_change("create", None, None, note="it is not there yet")
    try:
        if lock.is_fresh(text, inputs):
            return _lock_change("same", text, text)
    except LockFailed as error:
        return _lock_change("update", text, text, note=f"{error.says} {error.hint}")
    note = "it is for other requirements, another Python or another platform"
    return _lock_change("update", text, text, note=note)


def make_lock(
    root: Path,
    inputs: lock.Inputs,
    *,
    upgrade: bool,
    upgrade_packages: Sequence[str],
    progress: Callable[[str], None],
) -> write.Change:
    """Makes and writes requirements.lock. Raises LockFailed; the old lock stands then."""
    before = _text(root, LOCK_FILE)
    after = lock.make(
        inputs,
        previous=before or "",
        upgrade=upgrade,
        upgrade_packages=upgrade_packages,
        progress=progress,
    )
    if after == before:
        return _lock_change("same", before, after)
    write.write_whole(write.place(root, LOCK_FILE), after)
    return _lock_change("update" if before else "create", before, after)


def layer_pins(root: Path) -> Mapping[str, str]:
    """The commit of each git layer at the last run. Raises UsageError where the file is damaged."""
    text = _text(root, RESTS_ON_FILE)
    try:
        content = {} if text is None else json.loads(text)
    except (ValueError, RecursionError):
        content = None
    pins = content.get("layers", {}) if isinstance(content, dict) else None
    # Anything but a commit could name a folder outside the cache.
    if not isinstance(pins, dict) or not all(is_commit(pin) for pin in pins.values()):
        hint = "Restore it from git, or delete it: layers are then fetched anew."
        raise UsageError("This file is damaged.", where=RESTS_ON_FILE, hint=hint)
    return pins


def remember(root: Path, *, day: str, commits: Mapping[str, str]) -> None:
    """Writes down what the output rests on: the catalogue's day, and the layers by commit."""
    content: dict[str, Any] = {"catalog": day, "layers": dict(commits)}
    text = json.dumps(content, indent=2, sort_keys=True) + "\n"
    if _text(root, RESTS_ON_FILE) != text:
        write.write_whole(write.place(root, RESTS_ON_FILE), text)


def _lock_change(
    verb: write.Verb, before: str | None, after: str | None, *, note: str = ""
) -> write.Change:
    return write.Change(LOCK_FILE, verb, before, after, 0o644, note, None)


def _text(root: Path, path: str) -> str | None:
    """The text of the file; None where there is none.

    Raises:
        WriteRefused: it is no file, not text, or may not be read.
    """
    found = write.read(root, path)
    if found is None:
        return None
    if not found.is_text:
        raise WriteRefused("This is not UTF-8 text.", where=path, hint=_RESTORE)
    return found.text
