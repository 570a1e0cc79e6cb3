"""What indexes and folders have: every file of a pin with its hash, and the files themselves."""

from mlpack.lock.index.collecting import Collected, collected
from mlpack.lock.index.files import files_of
from mlpack.lock.index.versions import what_there_is
from mlpack.lock.index.wheelhouse import missing

__all__ = ["Collected", "collected", "files_of", "missing", "what_there_is"]
