"""What a person wishes: mlpack.yaml as text, as a document with places, and as a Spec."""

from mlpack.spec.document import Document, read
from mlpack.spec.faults import Known, spec_from
from mlpack.spec.model import Base, Compute, Framework, Index, Model, Serving, Spec, SystemPackages
from mlpack.spec.schema import json_schema
from mlpack.spec.text import dump, line
from mlpack.spec.unknown import KnownFramework

__all__ = [
    "Base",
    "Compute",
    "Document",
    "Framework",
    "Index",
    "Known",
    "KnownFramework",
    "Model",
    "Serving",
    "Spec",
    "SystemPackages",
    "dump",
    "json_schema",
    "line",
    "read",
    "spec_from",
]
