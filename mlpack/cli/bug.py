"""The log of a bug, for a person to paste."""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path

from mlpack import __version__


def logged(traces: Iterable[str]) -> Path:
    """A new file with what Python says of each bug."""
    with tempfile.NamedTemporaryFile(
        "w", prefix="mlpack-", suffix=".log", delete=False, encoding="utf-8"
    ) as log:
        log.write("\n".join((f"mlpack {__version__}, Python {sys.version}\n", *traces)))
    return Path(log.name)
