"""Templates filled in from the Plan, and traced back to it."""

from mlpack.render.facts import Fact
from mlpack.render.marks import Spot
from mlpack.render.render import render
from mlpack.render.trace import TracedLine, trace

__all__ = ["Fact", "Spot", "TracedLine", "render", "trace"]
