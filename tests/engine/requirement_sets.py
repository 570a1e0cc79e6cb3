"""Requirements as services have them, and a private index for those that a company would add.

None names a version where it need not: what is compared is how a resolver chooses among all that
the index has on the day.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from local_index import Index

PYTHONS = ("3.10", "3.11", "3.12", "3.13")


@dataclass(frozen=True)
class RequirementSet:
    """A word in braces among the `lines` is something of the machine that runs the tests."""

    name: str
    lines: tuple[str, ...]

    def on(self, machine: Mapping[str, str]) -> tuple[str, ...]:
        return tuple(line.format(**machine) for line in self.lines)

    def lacks(self, machine: Mapping[str, str]) -> bool:
        return any("{" + word + "}" in "".join(self.lines) for word in machine if not machine[word])


SETS = (
    RequirementSet("web", ("scikit-learn", "pandas", "fastapi", "uvicorn[standard]")),
    RequirementSet(
        "torch", ("transformers", "torch=={torch}", "--find-links {wheels}")
    ),  # a wheel for one Python only: the others refuse
    RequirementSet("tensorflow", ("tensorflow-cpu",)),  # none for arm64
    RequirementSet("xgboost", ("xgboost",)),
    RequirementSet("lightgbm", ("lightgbm",)),
    RequirementSet("onnxruntime", ("onnxruntime",)),
    RequirementSet("opencv", ("opencv-python-headless",)),
    RequirementSet("spacy", ("spacy",)),
    RequirementSet("jax", ("jax",)),
    RequirementSet("mlflow", ("mlflow-skinny",)),
    RequirementSet("ray", ("ray[serve]",)),
    RequirementSet(
        "private",
        (
            "ourfeatures[web] ; sys_platform == 'linux'",
            "joblib ; sys_platform == 'win32'",
            "--extra-index-url {index}",
        ),
    ),
)


def private_index() -> Index:
    """One package whose right version is another for nearly each Python: 3.0, 2.0 and 1.1."""
    index = Index()
    needs = ("numpy", 'tomli; python_version < "3.11"', 'starlette; extra == "web"')
    index.add("ourfeatures", "1.0", *needs)
    index.add("ourfeatures", "1.1", "numpy<2.3", *needs[1:])
    for machine in ("x86_64", "aarch64"):
        tag = f"cp312-cp312-manylinux_2_28_{machine}"
        index.add("ourfeatures", "2.0", *needs, tag=tag)
    index.add("ourfeatures", "3.0", *needs, pythons=">=3.10,<3.12")
    return index
