"""A Tree against a folder: what would change, and changing it without losing anything."""

from mlpack.write.alone import alone
from mlpack.write.apply import apply
from mlpack.write.change import Change, Verb, diff, drifted, is_alike
from mlpack.write.compare import compare
from mlpack.write.decide import NO_CHOICES, Choices, Style
from mlpack.write.disk import OnDisk, as_read, place, read, write_whole
from mlpack.write.lines import sides_in
from mlpack.write.recovery import recover
from mlpack.write.salvage import load
from mlpack.write.transaction import Write, commit

__all__ = [
    "NO_CHOICES",
    "Change",
    "Choices",
    "OnDisk",
    "Style",
    "Verb",
    "Write",
    "alone",
    "apply",
    "as_read",
    "commit",
    "compare",
    "diff",
    "drifted",
    "is_alike",
    "load",
    "place",
    "read",
    "recover",
    "sides_in",
    "write_whole",
]
