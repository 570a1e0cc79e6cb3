"""placeholder until h-files joins"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from mlpack.lock.model import File, Order, Pin, Progress


def files_of(
    pins: Sequence[Pin], order: Order, progress: Progress
) -> Mapping[str, tuple[File, ...]]:
    raise NotImplementedError
