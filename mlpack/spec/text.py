"""A Spec as the mlpack.yaml that a person would have written: what differs, and short."""

from __future__ import annotations

import io
import re
from typing import Any

from pydantic import BaseModel, ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString as Quoted
from ruamel.yaml.scalarstring import SingleQuotedScalarString as SingleQuoted

from mlpack.spec.model import (
    Base,
    Compute,
    Framework,
    Index,
    Lock,
    Model,
    Serving,
    Spec,
    SystemPackages,
)

# Where an editor finds what may stand in the file; it works offline, and fits what is installed.
SCHEMA_FILE = ".mlpack/schema.json"
SCHEMA_LINE = f"# yaml-language-server: $schema={SCHEMA_FILE}\n"
# That of the wizard's questions, then the rest.
ORDER = (
    *("name", "framework", "python", "compute", "serving", "model"),
    *("base", "include", "requirements", "constraints", "index", "lock"),
    *("system_packages", "environment", "platforms"),
    *("outputs", "templates"),
)
# Without quotes 3.10 is a number, and `no` is false, to other readers of the file.
_READ_AS_ELSE = re.compile(r"[\d.+-].*|y|n|yes|no|on|off|true|false|null", re.IGNORECASE)


def dump(spec: Spec) -> str:
    """The text of mlpack.yaml; reading it back gives `spec`."""
    yaml = YAML()
    yaml.indent(mapping=2, sequence=4, offset=2)
    yaml.width = 4096
    written = spec.model_dump(exclude_defaults=True)
    content = {key: _short(getattr(spec, key)) for key in ORDER if key in written}
    out = io.StringIO()
    yaml.dump(content, out)
    return SCHEMA_LINE + out.getvalue()


def line(spec: Spec, setting: str) -> str:
    """One setting as a line of mlpack.yaml, whatever it holds, as in `compute: {cuda: "12"}`."""
    return f"{setting}: {inline(getattr(spec, setting))}"


def shortest(setting: str, content: Any) -> Any:
    """`content` in the setting's short form where that is one word, else as it is."""
    try:
        wish = Spec.model_validate({"name": "a", "framework": "a", setting: content})
    except ValidationError:
        return content
    short = _short(getattr(wish, setting))
    return short if isinstance(short, str) else content


def inline(content: Any, *, quotes: str = "") -> str:
    """Text, a list or a mapping on one line; text in the `quotes` that are asked for."""
    yaml = YAML()
    yaml.default_flow_style = True
    yaml.width = 4096
    out = io.StringIO()
    yaml.dump(_quoted(content, quotes), out)
    return out.getvalue().removesuffix("...\n").strip()


def _quoted(content: Any, quotes: str) -> Any:
    if isinstance(content, str) and quotes:
        return {"'": SingleQuoted, '"': Quoted}[quotes](content)
    return _short(content)


def _short(value: Any) -> Any:
    if isinstance(value, Compute) and value in {Compute(), Compute(cuda="auto")}:
        return value.device
    if isinstance(value, Base) and value == Base(image=value.image):
        return value.image
    if isinstance(value, Base) and value == Base(suite=value.suite):
        return value.suite
    if isinstance(value, Framework) and not value.extras:
        return f"{value.name}=={value.version}" if value.version else value.name
    if isinstance(value, Model):
        return value.path
    if isinstance(value, Lock) and not value.exclude_newer and not value.from_source:
        return value.backend
    if isinstance(value, Index) and value == Index(url=value.url):
        return value.url
    if isinstance(value, Serving) and not value.model_dump(
        exclude_defaults=True, exclude={"style"}
    ):
        return value.style
    if isinstance(value, SystemPackages) and not value.build:
        return list(map(_short, value.run))
    if isinstance(value, BaseModel):
        given = value.model_dump(exclude_defaults=True)
        if given.get("cuda") == "auto":
            del given["cuda"]
        return {key: _short(getattr(value, key)) for key in given}
    if isinstance(value, dict):
        return {key: _short(item) for key, item in value.items()}
    if isinstance(value, (tuple, list)):
        return [_short(item) for item in value]
    if isinstance(value, str) and _READ_AS_ELSE.fullmatch(value):
        return Quoted(value)
    return value
