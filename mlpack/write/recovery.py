"""What a killed run left behind: carried out where it had been decided, swept where it had not."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os.path import lexists
from pathlib import Path

from mlpack.write.alone import alone, is_free
from mlpack.write.disk import STALE, place, refusing, sweep, write_whole
from mlpack.write.pending import PENDING_PATH, At, Step, digest, forget, pending, unwatched
from mlpack.write.salvage import load, parse
from mlpack.write.state import STATE_PATH, dump

FOLDER = ".mlpack"


def recover(root: Path, *, at: At = unwatched) -> None:
    """Leave the project as one run left it, old or new; nothing to do in all but one of many runs.

    A run that is still at work is waited for.

    Raises:
        WriteRefused: what is left cannot be carried out.
    """
    if lexists(root / PENDING_PATH):
        with alone(root):
            finish(root, at=at)
    elif _has_leftovers(root / FOLDER) and is_free(root):
        with alone(root):
            sweep([root / FOLDER])


def finish(root: Path, *, at: At = unwatched) -> None:
    """Carry out the journal of a killed run, where there is one; for whoever holds the project.

    What a person changed since is their edit: it stays, and is merged by the run after this.
    """
    if not lexists(root / PENDING_PATH):
        return
    steps = pending(root)
    left: list[str] = []
    for step in steps:
        if step.path == STATE_PATH:
            _restore(root, step, left)
        if not _carried_out(step, root, at):
            left.append(step.path)
    with refusing(PENDING_PATH, "removed"):
        forget(root, at)
    sweep(_folders_of(steps, root))


def _carried_out(step: Step, root: Path, at: At) -> bool:
    """False where the file is no longer what the run meant to replace."""
    if not step.is_due(root):
        return bool(step.staged) or not (root / step.path).exists()
    target = place(root, step.path)
    if digest(target) != step.replaces:
        return False
    with refusing(step.path, "written" if step.staged else "removed"):
        step.make(root, target, at)
    return True


def _restore(root: Path, step: Step, left: Sequence[str]) -> None:
    """The state is to know what a file was rendered as, and so not what it did not become."""
    staged = root / step.staged
    if left and staged.exists():
        state = parse(staged.read_text(encoding="utf-8"))
        write_whole(staged, dump(state.with_baselines_of(load(root), left)))


def _folders_of(steps: Iterable[Step], root: Path) -> set[Path]:
    return {root / FOLDER, *((root / step.staged).parent for step in steps if step.staged)}


def _has_leftovers(folder: Path) -> bool:
    if folder.is_symlink():  # it may lead anywhere
        return False
    try:
        return any(STALE.fullmatch(entry.name) for entry in folder.iterdir())
    except OSError:
        return False
