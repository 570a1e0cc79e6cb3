"""Requirement lines into requirements.lock: pins with hashes, for the image, not for the host."""

from mlpack.lock.locking import is_fresh, make
from mlpack.lock.model import Inputs, Lock, Pin, Target, ignore
from mlpack.lock.requirements import fingerprint
from mlpack.lock.text import read

__all__ = [
    "Inputs",
    "Lock",
    "Pin",
    "Target",
    "fingerprint",
    "ignore",
    "is_fresh",
    "make",
    "read",
]
