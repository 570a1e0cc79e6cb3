"""What a person wishes: mlpack.yaml as text, as a document with places, and as a Spec."""

from mlpack.spec.document import Document, read
from mlpack.spec.edit import Edit, edited, value_of
from mlpack.spec.faults import Known, spec_from
from mlpack.spec.model import Base, Compute, Framework, Index, Model, Serving, Spec, SystemPackages
from mlpack.spec.schema import json_schema, schema_text
from mlpack.spec.settings import said, setting_names, steps_to, way_out, with_said
from mlpack.spec.text import SCHEMA_FILE, dump, line
from mlpack.spec.unknown import KnownFramework

__all__ = [
    "SCHEMA_FILE",
    "Base",
    "Compute",
    "Document",
    "Edit",
    "Framework",
    "Index",
    "Known",
    "KnownFramework",
    "Model",
    "Serving",
    "Spec",
    "SystemPackages",
    "dump",
    "edited",
    "json_schema",
    "line",
    "read",
    "said",
    "schema_text",
    "setting_names",
    "spec_from",
    "steps_to",
    "value_of",
    "way_out",
    "with_said",
]
