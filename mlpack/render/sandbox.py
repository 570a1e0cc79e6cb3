"""The environment that templates are filled in with: they see `plan`, and can do nothing else."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from jinja2 import StrictUndefined, Undefined
from jinja2.exceptions import SecurityError
from jinja2.runtime import Context
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mlpack.layers import Layers
from mlpack.render.filters import FILTERS


class _NoSuchFact(StrictUndefined):
    """What a template asks for and the Plan does not have, said without Python's own types."""

    @property
    def _undefined_message(self) -> str:
        return f"there is no {self._undefined_name}"


class Sandbox(ImmutableSandboxedEnvironment):
    """Jinja's sandbox, in which a template cannot blow up a text either."""

    intercepted_binops = frozenset(("*", "**", "%"))

    def __init__(self, layers: Layers) -> None:
        super().__init__(
            loader=layers.loader(),
            undefined=_NoSuchFact,
            finalize=_plain,
            trim_blocks=True,
            lstrip_blocks=True,
            keep_trailing_newline=True,
            autoescape=False,
        )
        self.filters.update(FILTERS)
        # A template is a pure function of the Plan: no range bombs, no clock, no randomness.
        self.globals.clear()
        del self.filters["random"]

    def call_binop(self, context: Context, operator: str, left: Any, right: Any) -> Any:
        raise SecurityError(f"a template may not use {operator}")


# Compiled templates serve every project of a process that has the same layers.
@lru_cache(maxsize=16)
def sandbox(layers: Layers) -> Sandbox:
    return Sandbox(layers)


def _plain(value: Any) -> Any:
    """What stands between braces is text or a number: the look of anything else may change."""
    if isinstance(value, (str, int, float, Undefined)):
        return value
    raise TypeError("a list, a mapping or nothing cannot be written out: use a loop, or a filter")
