"""What mlpack keeps beside the rendered files: requirements.lock, and what the output rests on."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection, Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mlpack import lock, write
from mlpack.errors import LockFailed, UsageError, WriteRefused
from mlpack.layers import is_commit
from mlpack.plan import lock_path
from mlpack.spec import SCHEMA_FILE, schema_text

if TYPE_CHECKING:
    from mlpack.lock.index import Collected

LOCK_FILE = "requirements.lock"
RESTS_ON_FILE = ".mlpack/lock.json"
_RESTORE = "Restore it from git, or delete it: mlpack makes it anew."


def lock_state(
    root: Path, path: str, inputs: lock.Inputs, *, brought: bytes | None = None
) -> write.Change:
    """`same` where the lock at `path` is up to date; `create` or `update` where it must be made.

    The note says what is so, and what to run. `brought` is the lock where it is not there yet, and
    will be.
    """
    text = _text(root, path) if brought is None else _plain(path, write.as_read(brought))
    if text is None:
        note = "it is not there yet; `mlpack lock` makes it"
        return _lock_change(path, "create", None, None, note=note)
    try:
        cause = lock.staleness(text, inputs)
        note = f"{cause}; `mlpack lock` renews it" if cause else ""
    except LockFailed as error:
        note = f"{error.says} {error.hint}".rstrip(".")
    return _lock_change(path, "update" if note else "same", text, text, note=note)


def new_lock(
    root: Path,
    path: str,
    inputs: lock.Inputs,
    *,
    renewal: lock.Renewal,
    progress: Callable[[str], None],
) -> write.Change:
    """The lock at `path` made anew, and not yet written.

    One that is not there yet begins with the pins of the one that was for all platforms, or that
    was for this one.

    Raises:
        LockFailed: there is no such lock; the old one stands.
    """
    before = _text(root, path)
    own = lock_path(inputs.target.platform)
    found = (text for name in (path, LOCK_FILE, own) if (text := _text(root, name)) is not None)
    previous = next(found, "")
    after = lock.make(inputs, previous=previous, renewal=renewal, progress=progress)
    verb: write.Verb = "update" if before else "create"
    return _lock_change(path, "same" if after == before else verb, before, after)


def pins(root: Path, paths: Collection[str]) -> Mapping[str, Mapping[str, tuple[str, ...]]]:
    """What each lock pins, with who asks for it, by the lock's path.

    A lock that is not there is left out, and so is one that cannot be read: `lock_state` says why.
    """
    found = {}
    for path in paths:
        with suppress(LockFailed, WriteRefused):
            if (text := _text(root, path)) is not None:
                found[path] = pins_in(text)
    return found


def pins_in(text: str) -> Mapping[str, tuple[str, ...]]:
    """What a lock pins, by normal name, with who asks for it. Raises LockFailed."""
    return {pin.name: pin.via for pin in lock.read(text).pins}


def idle_locks(root: Path, paths: Collection[str]) -> tuple[str, ...]:
    """Locks in the folder that no platform of mlpack.yaml has any more, or has yet."""
    found = (LOCK_FILE, *sorted(path.name for path in root.glob("requirements.*.lock")))
    return tuple(name for name in found if name not in paths and (root / name).is_file())


def lock_writes(changes: Iterable[write.Change]) -> tuple[write.Write, ...]:
    """Each lock that differs, to be written."""
    return tuple(write.Write(change.path, change.after) for change in changes if change.writes)


def collect_wheels(
    root: Path,
    inputs: Mapping[str, lock.Inputs],
    folder: Path,
    *,
    installer: lock.Pin,
    progress: Callable[[str], None],
) -> Collected:
    """The wheels of every lock, and the installer's, in `folder`. Raises LockFailed."""
    from mlpack.lock.index import collected

    locks = [(lock.read(_text(root, path) or ""), one) for path, one in inputs.items()]
    return collected(locks, folder, installer=installer, progress=progress)


def missing_wheels(
    root: Path, inputs: Mapping[str, lock.Inputs], folder: Path, *, installer: lock.Pin
) -> tuple[str, ...]:
    """What the locks pin and the folder lacks, by name; a lock that cannot be read pins nothing."""
    from mlpack.lock.index.wheelhouse import missing

    lacking: set[str] = set()
    for path in inputs:
        with suppress(LockFailed):
            made = lock.read(_text(root, path) or "")
            lacking.update(missing([*made.pins, installer], folder, made.target))
    return tuple(sorted(lacking))


def layer_pins(root: Path) -> Mapping[str, str]:
    """The commit of each git layer at the last run. Raises UsageError where the file is damaged."""
    text = _text(root, RESTS_ON_FILE)
    found = [_layers_in(side) for side in write.sides_in(text)] if text is not None else [{}]
    # After a merge in git both sides have a day of their own, and mostly the same layers.
    if found[0] is None or any(other != found[0] for other in found):
        hint = "Restore it from git, or delete it: layers are then fetched anew."
        raise UsageError("This file is damaged.", where=RESTS_ON_FILE, hint=hint)
    return found[0]


def _layers_in(text: str) -> Mapping[str, str] | None:
    """None where it cannot be read."""
    try:
        content = json.loads(text)
    except (ValueError, RecursionError):
        return None
    pins = content.get("layers", {}) if isinstance(content, dict) else None
    # Anything but a commit could name a folder outside the cache.
    if not isinstance(pins, dict) or not all(is_commit(pin) for pin in pins.values()):
        return None
    return pins


def rests_on(root: Path, *, day: str, commits: Mapping[str, str]) -> tuple[write.Write, ...]:
    """What the output rests on, to be written where it differs: the catalogue's day, and the
    layers by commit."""
    content: dict[str, Any] = {"catalog": day, "layers": dict(commits)}
    text = json.dumps(content, indent=2, sort_keys=True) + "\n"
    return () if _text(root, RESTS_ON_FILE) == text else (write.Write(RESTS_ON_FILE, text),)


def schema(root: Path, spec: bytes) -> tuple[write.Write, ...]:
    """The schema for editors where mlpack.yaml names it, to be written where it differs."""
    if SCHEMA_FILE.encode() not in spec:
        return ()
    text = schema_text()
    return () if _text(root, SCHEMA_FILE) == text else (write.Write(SCHEMA_FILE, text),)


def _lock_change(
    path: str, verb: write.Verb, before: str | None, after: str | None, *, note: str = ""
) -> write.Change:
    return write.Change(path, verb, before, after, 0o644, note, None)


def _text(root: Path, path: str) -> str | None:
    """The text of the file, with the line ends that mlpack writes; None where there is none.

    Raises:
        WriteRefused: it is no file, not text, or may not be read.
    """
    found = write.read(root, path)
    return None if found is None else _plain(path, found)


def _plain(path: str, found: write.OnDisk) -> str:
    if not found.is_text:
        raise WriteRefused("This is not UTF-8 text.", where=path, hint=_RESTORE)
    return found.text.replace("\r\n", "\n")
