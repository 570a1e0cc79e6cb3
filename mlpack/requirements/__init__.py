"""What a project's own files say about its dependencies."""

from mlpack.requirements.model import NOTHING, Line, Requested

__all__ = ["NOTHING", "Line", "Requested"]
