"""What pydantic found wrong with a Spec, in the words of the person who wrote mlpack.yaml."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, get_args

from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from mlpack.errors import Fault, SpecFaults
from mlpack.spec.document import Document, Path, dotted
from mlpack.spec.model import Spec
from mlpack.spec.unknown import KnownFramework, unknown_compute, unknown_release
from mlpack.wording import any_of, did_you_mean, plural


@dataclass(frozen=True)
class Known:
    """The names that the catalogue knows, by the setting that says them.

    `gpus` and `cudas` are asked only where `compute` is a mapping, `framework` only where a version
    or an extra was written.
    """

    frameworks: tuple[str, ...] = ()
    styles: tuple[str, ...] = ()
    outputs: tuple[str, ...] = ()
    pythons: tuple[str, ...] = ()
    suites: tuple[str, ...] = ()
    gpus: Callable[[], tuple[str, ...]] = tuple
    cudas: Callable[[], tuple[str, ...]] = tuple
    framework: Callable[[str], KnownFramework | None] = lambda name: None


@dataclass(frozen=True)
class Reading:
    """A document turned into a Spec, or into all of its faults."""

    document: Document
    known: Known
    more_faults: tuple[Fault, ...] = field(default=())

    def spec(self) -> Spec:
        """Raises SpecFaults with every fault, in the order of the file."""
        found = [*self.more_faults, *self._unknown_names()]
        try:
            spec = Spec.model_validate(self.document.content)
        except ValidationError as error:
            found += (self._fault(detail) for detail in error.errors(include_url=False))
            raise SpecFaults(self.document.file, tuple(sorted(set(found)))) from None
        if found:
            raise SpecFaults(self.document.file, tuple(sorted(set(found))))
        return spec

    def _fault(self, detail: ErrorDetails) -> Fault:
        path = tuple(step for step in detail["loc"] if step != "[key]")
        if detail["type"] == "missing":
            return Fault(*self.document.place(path[:-1]), dotted(path), _missing(path))
        of_key = detail["type"] == "extra_forbidden" or detail["loc"][-1:] == ("[key]",)
        line, column = self.document.place(path, of_key=of_key)
        return Fault(line, column, dotted(path), _says(detail, path))

    def _unknown_names(self) -> list[Fault]:
        """Names are looked up in what was written, so that they show beside every other fault."""
        content = self.document.content
        rows: list[tuple[Path, Any, tuple[str, ...]]] = [
            (("framework",), _name_of(content.get("framework"), "name"), self.known.frameworks),
            (("serving",), _name_of(content.get("serving"), "style"), self.known.styles),
            (("python",), _python_name(content.get("python")), self.known.pythons),
            (("base",), _suite(content.get("base")), self.known.suites),
        ]
        outputs = content.get("outputs")
        if isinstance(outputs, list):
            rows += [(("outputs", i), name, self.known.outputs) for i, name in enumerate(outputs)]
        return [
            *(
                self._unknown(path, name, known)
                for path, name, known in rows
                if isinstance(name, str) and name and known and name not in known
            ),
            *(Fault(*self.document.place(p), dotted(p), says) for p, says in self._unknown_facts()),
        ]

    def _unknown_facts(self) -> Iterator[tuple[Path, str]]:
        """What is no name of a folder: where it stands, and what there is near it."""
        content = self.document.content
        if isinstance(compute := content.get("compute"), Mapping):
            yield from unknown_compute(compute, self.known.gpus(), self.known.cudas())
        framework = content.get("framework")
        name = _name_of(framework, "name")
        if isinstance(name, str) and name in self.known.frameworks:
            yield from unknown_release(framework, lambda: self.known.framework(name))

    def _unknown(self, path: Path, name: str, known: tuple[str, ...]) -> Fault:
        inner = {"framework": "name", "serving": "style", "base": "suite"}.get(str(path[0]), "")
        if (*path, inner) in self.document.values:
            path = (*path, inner)
        says = f"The catalogue does not know {name}. {did_you_mean(name, known)}"
        return Fault(*self.document.place(path), dotted(path), says)


def _name_of(written: Any, key: str) -> Any:
    if isinstance(written, Mapping):
        return written.get(key)
    if isinstance(written, str):
        return re.split(r"[\s=<>!~]", written, maxsplit=1)[0]
    return None


def _python_name(written: Any) -> Any:
    """Only a well-formed version is looked up: the form of the rest is the Spec's to refuse."""
    return written if isinstance(written, str) and written.count(".") == 1 else None


def _suite(written: Any) -> Any:
    """Of an image of one's own, only where nothing else says its glibc."""
    if isinstance(written, Mapping):
        return None if "glibc" in written else written.get("suite")
    return written if isinstance(written, str) and not {*"/:"} & {*written} else None


def _missing(path: Path) -> str:
    description = _field_description(path)
    return f"This is missing. {description}".strip()


def _says(detail: ErrorDetails, path: Path) -> str:
    written = detail["input"]
    context = detail.get("ctx", {})
    if detail["type"] == "value_error":
        return str(context["error"])
    if detail["type"] == "extra_forbidden":
        settings = _settings_in(path[:-1])
        return f"There is no such setting. {did_you_mean(str(path[-1]), settings)}"
    if detail["type"] == "literal_error":
        return f"{written} is none of them: it is {_expected(context)}."
    if detail["type"] == "too_long":
        most, actual = context["max_length"], context["actual_length"]
        return f"{plural(most, 'item')} at most; these are {actual}."
    return _KIND.get(detail["type"], detail["msg"] + ".").format(written=_short(written), **context)


_KIND = {
    "int_parsing": "{written} is not a whole number.",
    "int_from_float": "{written} is not a whole number.",
    "float_parsing": "{written} is not a number.",
    "string_type": "This is text, not a list or a mapping.",
    "int_type": "This is a whole number, not a list or a mapping.",
    "float_type": "This is a number, not a list or a mapping.",
    "tuple_type": "This is a list, as in [one, two].",
    "dict_type": "This is a mapping, as in {{KEY: value}}.",
    "model_type": "This is a mapping, as in {{key: value}}.",
    "greater_than_equal": "{written} is too small: the least is {ge}.",
    "less_than_equal": "{written} is too large: the most is {le}.",
    "greater_than": "{written} is too small: it is more than {gt}.",
    "too_short": "This is a list of at least {min_length}.",
    "string_too_short": "This is empty.",
}


def _short(written: Any) -> str:
    text = str(written)
    return text if len(text) <= 40 else text[:37] + "..."


def _expected(context: Mapping[str, Any]) -> str:
    words = str(context["expected"]).replace("'", "").replace(" or ", ", ").split(", ")
    return any_of(dict.fromkeys(words))


def _settings_in(path: Path) -> list[str]:
    """The settings of the mapping at `path`, from the Spec's own fields."""
    model: type[BaseModel] = Spec
    for step in path:
        annotation = model.model_fields[str(step)].annotation
        model = next(a for a in (annotation, *get_args(annotation)) if _is_model(a))
    return list(model.model_fields)


def _is_model(annotation: Any) -> bool:
    return isinstance(annotation, type) and issubclass(annotation, BaseModel)


def _field_description(path: Path) -> str:
    model = Spec
    return model.model_fields[str(path[0])].description or "" if len(path) == 1 else ""


def spec_from(document: Document, known: Known, *, more_faults: tuple[Fault, ...] = ()) -> Spec:
    """The Spec that `document` says.

    Raises:
        SpecFaults: with every fault at once, names that `known` lacks and `more_faults` among them.
    """
    return Reading(document, known, more_faults).spec()
