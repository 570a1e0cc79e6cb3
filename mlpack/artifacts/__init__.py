"""Model files and folders, told apart by what they hold; nothing in them is ever executed."""

from mlpack.artifacts.model import ModelFile
from mlpack.artifacts.probe import FOLDER_MARKS, may_be_model, probe

__all__ = ["FOLDER_MARKS", "ModelFile", "may_be_model", "probe"]
