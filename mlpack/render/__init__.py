"""Templates filled in from the Plan. Who goes back from a line to them asks `mlpack.render.trace`."""

from mlpack.render.render import render

__all__ = ["render"]
