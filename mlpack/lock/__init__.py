"""Requirement lines into requirements.lock: pins with hashes, for the image, not for the host."""

from mlpack.lock.changes import PinChange, summary
from mlpack.lock.index.collecting import Collected, collected
from mlpack.lock.locking import Renewal, make, pin_changes, staleness, verify
from mlpack.lock.model import Difference, Inputs, Lock, Pin, Target, ignore
from mlpack.lock.requirements import fingerprint
from mlpack.lock.text import read

__all__ = [
    "Collected",
    "Difference",
    "Inputs",
    "Lock",
    "Pin",
    "PinChange",
    "Renewal",
    "Target",
    "collected",
    "fingerprint",
    "ignore",
    "make",
    "pin_changes",
    "read",
    "staleness",
    "summary",
    "verify",
]
