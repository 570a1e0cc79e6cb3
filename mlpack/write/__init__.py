"""A Tree against a folder: what would change, and changing it without losing anything."""

from mlpack.write.apply import apply
from mlpack.write.change import Change, Verb, diff, drifted
from mlpack.write.compare import compare
from mlpack.write.disk import place, read, write_whole

__all__ = ["Change", "Verb", "apply", "compare", "diff", "drifted", "place", "read", "write_whole"]
