"""Requirement lines into requirements.lock: pins with hashes, for the image, not for the host.

What resolves, and what asks an index, is not imported here: a lock that is fresh needs none of it.
"""

from mlpack.lock.locking import Renewal, make, staleness, verify
from mlpack.lock.model import Difference, Inputs, Lock, Pin, Target, ignore
from mlpack.lock.requirements import fingerprint
from mlpack.lock.text import read

__all__ = [
    "Difference",
    "Inputs",
    "Lock",
    "Pin",
    "Renewal",
    "Target",
    "fingerprint",
    "ignore",
    "make",
    "read",
    "staleness",
    "verify",
]
