"""A peer's file as text and, where it is YAML, as a document; however odd the file is."""

from __future__ import annotations

import os
from pathlib import Path

from mlpack.errors import Fault, SpecFaults, UsageError
from mlpack.requirements.source import Source, Unreadable
from mlpack.spec import Document, read

# A person's file has a few dozen lines; YAML of another size takes the reader minutes.
_LARGEST = 256 * 2**10


def shown_path(path: Path, root: Path) -> str:
    """Relative to the project where it lies inside, else as it was named."""
    try:
        return Path(os.path.relpath(path, root)).as_posix() if _is_below(path, root) else str(path)
    except ValueError:  # another drive of Windows
        return str(path)


def _is_below(path: Path, root: Path) -> bool:
    return path.resolve().is_relative_to(root.resolve())


def text_of(path: Path, file: str) -> str:
    """Raises UsageError where there is no such file, SpecFaults where it is no text."""
    try:
        if path.stat().st_size > _LARGEST:
            says = f"{file} is larger than {_LARGEST // 2**10} KiB, and no file of this kind."
            raise UsageError(says)
        text = Source(path.parent, path.name, file, path.name).text()
    except Unreadable as error:
        if error.line:
            raise SpecFaults(file, (Fault(error.line, 1, "text", error.says),)) from None
        raise UsageError(error.says) from None
    except FileNotFoundError:
        raise UsageError(f"There is no file {file}.") from None
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", "") or "the name holds a zero character"
        raise UsageError(f"{file} cannot be read: {reason}.") from None
    return text


def document_of(path: Path, file: str) -> Document:
    """Raises as `text_of`, and SpecFaults where it is not YAML."""
    return read(text_of(path, file), file)
