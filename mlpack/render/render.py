"""Plan and layers to Tree: the templates filled in, and nothing re-formatted after."""

from __future__ import annotations

from jinja2 import StrictUndefined, TemplateError, TemplateNotFound, TemplateSyntaxError
from jinja2.sandbox import ImmutableSandboxedEnvironment

from mlpack.errors import LayerFault
from mlpack.layers import Layers
from mlpack.plan import Plan, PlannedFile
from mlpack.render.filters import FILTERS
from mlpack.tree import File, Tree, is_inside


def render(plan: Plan, layers: Layers) -> Tree:
    """The files of the Plan; equal plans and layers give equal bytes.

    Raises:
        LayerFault: a template is missing, is not Jinja, or asks for what the Plan does not have.
    """
    environment = _environment(layers)
    return Tree({file.path: _file(file, plan, environment) for file in plan.files})


def _environment(layers: Layers) -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(
        loader=layers.loader(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
        auto_reload=False,
    )
    environment.filters.update(FILTERS)
    # A template is a pure function of the Plan: no range bombs, no clock, no randomness.
    environment.globals.clear()
    return environment


def _file(file: PlannedFile, plan: Plan, environment: ImmutableSandboxedEnvironment) -> File:
    if not is_inside(file.path):
        raise LayerFault("A layer wants to write outside the project.", where=file.path)
    try:
        text = environment.get_template(file.template).render(plan=plan)
    except TemplateSyntaxError as error:
        where = f"{error.filename or error.name}:{error.lineno}"
        raise LayerFault(f"The template cannot be read: {error.message}", where=where) from None
    except TemplateNotFound as error:
        raise LayerFault(f"No layer has the template {error.name}.", where=file.path) from None
    except (TemplateError, ValueError, TypeError, ArithmeticError, LookupError) as error:
        says = f"The template cannot be filled in: {error}"
        raise LayerFault(says, where=file.template) from None
    return File(text, file.ownership, file.mode)
