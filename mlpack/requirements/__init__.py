"""What the files of a project already say about its dependencies, for `requirements:`.

The reading itself is in `read`, and imported where a project names files.
"""

from mlpack.requirements.entry import is_file
from mlpack.requirements.judgement import shown
from mlpack.requirements.model import NOTHING, Constraint, Index, Line, Requested

__all__ = ["NOTHING", "Constraint", "Index", "Line", "Requested", "is_file", "shown"]
