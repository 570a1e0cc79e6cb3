"""Templates filled in from the Plan."""

from mlpack.render.render import render

__all__ = ["render"]
