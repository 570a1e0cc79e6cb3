"""Model files and folders, told apart by what they hold; nothing in them is ever executed."""

from mlpack.artifacts.model import ModelFile

__all__ = ["ModelFile"]
