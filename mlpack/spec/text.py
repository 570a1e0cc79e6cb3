"""A Spec as the mlpack.yaml that a person would have written: what differs, and short."""

from __future__ import annotations

import io
import re
from typing import Any

from pydantic import BaseModel
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString as Quoted

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

# That of the wizard's questions, then the rest.
_ORDER = (
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
    content = {key: _short(getattr(spec, key)) for key in _ORDER if key in written}
    out = io.StringIO()
    yaml.dump(content, out)
    return out.getvalue()


def line(spec: Spec, setting: str) -> str:
    """One setting as a line of mlpack.yaml, whatever it holds, as in `compute: {cuda: "12"}`."""
    yaml = YAML()
    yaml.default_flow_style = True
    yaml.width = 4096
    out = io.StringIO()
    yaml.dump(_short(getattr(spec, setting)), out)
    return f"{setting}: {out.getvalue().removesuffix('...' + chr(10)).strip()}"


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
    if isinstance(value, tuple):
        return [_short(item) for item in value]
    if isinstance(value, str) and _READ_AS_ELSE.fullmatch(value):
        return Quoted(value)
    return value
