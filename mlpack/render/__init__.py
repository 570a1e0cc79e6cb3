"""Templates filled in from the Plan; `mlpack.render.trace` goes back from a line to them."""

from mlpack.render.render import render

__all__ = ["render"]
