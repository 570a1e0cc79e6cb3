"""What a Spec says and would follow anyway: written down, it only looks like a wish."""

from __future__ import annotations

from mlpack.catalog import Catalog
from mlpack.spec import Spec


def without_usual(spec: Spec, catalog: Catalog) -> Spec:
    """`spec` without the port of its style and without the rows that its framework takes anyway."""
    usual = {
        "port": catalog.style(spec.serving.style).defaults["port"],
        "inputs": catalog.framework(spec.framework.name).inputs,
    }
    said = {name: None for name, value in usual.items() if getattr(spec.serving, name) == value}
    return spec.model_copy(update={"serving": spec.serving.model_copy(update=said)})
