"""settings.md: every setting of mlpack.yaml, from the fields of the Spec."""

from __future__ import annotations

import inspect
from collections.abc import Iterator, Mapping
from typing import Any, get_args, get_origin

from maker.catalog import CATALOG
from maker.markdown import FORMS, code, table
from pydantic import BaseModel

from mlpack.spec import Spec


def settings() -> Iterator[str]:
    yield "# Settings of mlpack.yaml"
    yield (
        "A setting is named by its path: `serving.port` is `port` under `serving`. `mlpack schema` "
        "prints the same as a JSON Schema. A number in quotes and one without mean the same, and "
        "`3.10` stays 3.10."
    )
    head = ("setting", "form", "left out", "what it is")
    yield table(head, _settings(Spec, ""))


def _settings(model: type[BaseModel], parent: str) -> Iterator[tuple[str, ...]]:
    whole = model.model_json_schema()
    known = whole.get("$defs", {})
    schema = next(s for s in (whole, *whole.get("anyOf", ())) if "properties" in s)
    for name, field in model.model_fields.items():
        inner = _model_in(field.annotation)
        says = field.description or (inspect.getdoc(inner) if inner else "") or ""
        form = _form(schema["properties"][name], known)
        left_out = "" if inner else _left_out(field, f"{parent}{name}")
        if field.is_required():
            left_out = "a fault"
        yield f"`{parent}{name}`", form, left_out, says
        if inner:
            yield from _settings(inner, f"{parent}{name}.")


def _model_in(annotation: Any) -> type[BaseModel] | None:
    for part in (annotation, *get_args(annotation)):
        if inspect.isclass(part) and get_origin(part) is None and issubclass(part, BaseModel):
            return part
    return None


def _left_out(field: Any, path: str) -> str:
    # what a row is, the framework says and no style
    if field.default is None and path.startswith("serving.") and path != "serving.inputs":
        named = ((style, CATALOG.style(style).defaults) for style in CATALOG.style_names)
        return ", ".join(f"`{_at(table, path)}` ({style})" for style, table in named)
    if field.default in (None, (), {}):
        return "" if field.default is None else "none"
    default = field.default
    return code(default if isinstance(default, tuple) else [default]) if default != "" else ""


def _at(defaults: Any, path: str) -> Any:
    for step in path.split(".")[1:]:
        defaults = defaults[step]
    return defaults


def _form(schema: Mapping[str, Any], known: Mapping[str, Any]) -> str:
    if "$ref" in schema:
        return _form(known[schema["$ref"].rpartition("/")[2]], known)
    if "anyOf" in schema:
        forms = [_form(s, known) for s in schema["anyOf"] if s.get("type") != "null"]
        return " or ".join(forms)
    if "enum" in schema or "const" in schema:
        values = schema.get("enum", [schema.get("const")])
        return " or ".join(f"`{value}`" for value in dict.fromkeys(map(str, values)))
    if "prefixItems" in schema:
        return f"list of one: {_form(schema['prefixItems'][0], known)}"
    if "items" in schema:
        return f"list of {_form(schema['items'], known)}"
    kind = schema["type"]
    if kind == "object" and "properties" not in schema:
        return "mapping of text to text"
    word = "text" if isinstance(kind, list) else FORMS.get(kind, kind)
    return f"{word}{_range(schema)}"


def _range(schema: Mapping[str, Any]) -> str:
    least, most = schema.get("minimum"), schema.get("maximum")
    if "exclusiveMinimum" in schema:
        return f", more than {schema['exclusiveMinimum']}"
    if least is None:
        return ""
    return f", {least} to {most}" if most is not None else f", at least {least}"
