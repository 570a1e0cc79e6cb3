"""Plan and layers to Tree: the templates filled in, and nothing re-formatted after."""

from __future__ import annotations

import re
import traceback
from pathlib import PurePosixPath

from jinja2 import TemplateError, TemplateNotFound, TemplateSyntaxError

from mlpack.errors import LayerFault
from mlpack.layers import Layers
from mlpack.plan import Plan, PlannedFile
from mlpack.render.sandbox import Sandbox, sandbox
from mlpack.tree import File, Tree, is_inside, is_of_git

# What git runs or mlpack itself keeps: a template there would be code, or would lie about the rest.
_NOT_A_LAYERS = re.compile(r"\.mlpack|mlpack\.yaml|requirements(\.[^/]+)?\.lock")
_COMPILED = re.compile(r"top-level template code|block '.*'")


def render(plan: Plan, layers: Layers) -> Tree:
    """The files of the Plan; equal plans and layers give equal bytes.

    Raises:
        LayerFault: a template is missing, is not Jinja, or asks for what the Plan does not have.
    """
    environment = sandbox(layers)
    files = {file.path: _file(file, plan, environment) for file in plan.files}
    try:
        return Tree(files)
    except ValueError as error:
        raise LayerFault(f"The files of the layers do not go together: {error}.") from None


def _file(file: PlannedFile, plan: Plan, environment: Sandbox) -> File:
    if file.mode not in {0o644, 0o755}:
        raise LayerFault("A file's mode is 0644 or 0755.", where=file.path)
    for path in (file.path, *file.was):
        if not is_inside(path) or _is_kept_from_layers(path):
            raise LayerFault("A layer may not write this file.", where=path)
    try:
        text = _required_text(environment.get_template(file.template).render(plan=plan))
    except TemplateSyntaxError as error:
        where = f"{error.filename or error.name}:{error.lineno}"
        raise LayerFault(f"The template cannot be read: {error.message}", where=where) from None
    except TemplateNotFound as error:
        raise LayerFault(f"No layer has the template {error.name}.", where=file.path) from None
    except RecursionError:
        raise LayerFault("The template includes itself without end.", where=file.template) from None
    except SyntaxError:
        raise LayerFault("The template nests too deep.", where=file.template) from None
    except (
        TemplateError,
        ValueError,
        TypeError,
        ArithmeticError,
        LookupError,
        MemoryError,
    ) as error:
        says = f"The template cannot be filled in: {error}."
        raise LayerFault(says, where=_line(error) or file.template) from None
    return File(text, file.ownership, file.mode, file.was)


def _required_text(text: str) -> str:
    """`text`; raises ValueError where no UTF-8 file of text could hold it."""
    text.encode()  # half of a surrogate pair
    if "\0" in text:
        raise ValueError("its text holds a NUL character")
    return text


def _is_kept_from_layers(path: str) -> bool:
    """Without regard to case, as some disks have it."""
    first = PurePosixPath(path).parts[0].lower()
    return is_of_git(path) or bool(_NOT_A_LAYERS.fullmatch(first))


def _line(error: Exception) -> str:
    """Where in a template it went wrong; Jinja gives compiled code the template's lines."""
    frames = traceback.extract_tb(error.__traceback__)
    places = [f"{f.filename}:{f.lineno}" for f in frames if _COMPILED.fullmatch(f.name)]
    return places[-1] if places else ""
