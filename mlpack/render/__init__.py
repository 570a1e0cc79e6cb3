"""Templates filled in from the Plan, and traced back to it."""

from mlpack.render.facts import Fact, fact_at, fact_of_item
from mlpack.render.marks import Spot
from mlpack.render.render import render
from mlpack.render.trace import TracedLine, trace

__all__ = ["Fact", "Spot", "TracedLine", "fact_at", "fact_of_item", "render", "trace"]
