"""What the files of a project already say about its dependencies, for `requirements:`."""

from mlpack.requirements.entry import is_file
from mlpack.requirements.judgement import shown
from mlpack.requirements.model import NOTHING, Constraint, Index, Line, Requested
from mlpack.requirements.read import read

__all__ = ["NOTHING", "Constraint", "Index", "Line", "Requested", "is_file", "read", "shown"]
