"""The Spec: what a person wishes, in their words, checked for form and for nothing else.

Whether a wish can come true is the catalogue's to say; see `mlpack.plan`.
"""

from __future__ import annotations

import re
from pathlib import PurePosixPath
from typing import Annotated, Any, Literal

from packaging.requirements import InvalidRequirement, Requirement
from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    WithJsonSchema,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from mlpack.tree import is_inside

# A line break would end an instruction of the Dockerfile; the two separators end a line of YAML.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_PYTHON = re.compile(r"3\.\d{1,2}")
_VERSION = re.compile(r"\d+(\.\d+)+|\d+(\.\d+)*\.\*")
_DEBIAN_PACKAGE = re.compile(r"[a-z0-9][a-z0-9+.-]+")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# What .dockerignore keeps out of every build: a model by such a name would never reach the image.
_OURS = {"serve", "docker", ".mlpack", "mlpack.yaml"}
_SECRET = re.compile(
    r"__pycache__|\.env.*|\.git|\.netrc|.*\.(key|pem)|id_(dsa|ecdsa|ed25519|rsa).*"
)
_PATTERN_CHARACTERS = re.compile(r"[*?\[\]!#$\"'`]")


def _printable(text: str) -> str:
    if _CONTROL.search(text):
        raise ValueError("Holds a line break or another control character.")
    return text


def _name(text: str) -> str:
    if not _NAME.fullmatch(text):
        raise ValueError(
            "A name has small letters, digits and hyphens, starts and ends with a letter or "
            "digit, and is at most 63 long: it names the image and the service."
        )
    return text


def _python(text: str) -> str:
    if re.fullmatch(r"3\.\d+\.\d+", text):
        minor = text.rpartition(".")[0]
        raise ValueError(f"Say {minor}: the base image brings its newest patch release.")
    if not _PYTHON.fullmatch(text):
        raise ValueError(f"{text} is not a Python version such as 3.12.")
    return text


def _framework_version(text: str) -> str:
    if text and not _VERSION.fullmatch(text):
        raise ValueError(f"{text} is not a version such as 1.7.2 or 1.7.*.")
    return text


def _requirement(text: str) -> str:
    try:
        requirement = Requirement(text)
    except InvalidRequirement:
        raise ValueError(f"{text} is not a requirement such as pandas>=2.") from None
    if requirement.url:
        raise ValueError(
            f"{requirement.name} comes by URL, and that cannot be pinned with a hash. "
            "Name a version of it instead."
        )
    return text


def _debian_package(text: str) -> str:
    if not _DEBIAN_PACKAGE.fullmatch(text):
        raise ValueError(f"{text} is not the name of a Debian package.")
    return text


def _variable(text: str) -> str:
    if not _VARIABLE.fullmatch(text):
        raise ValueError(f"{text} is not the name of a variable: letters, digits and _.")
    return text


def _path(text: str) -> str:
    plain = text.rstrip("/")
    if not plain:
        raise ValueError("A path is a name inside the project, as in model.joblib.")
    if plain != plain.strip():
        raise ValueError("A path that starts or ends with a blank is lost in .dockerignore.")
    if not is_inside(plain):
        raise ValueError(f"{text} is not a path inside the project, written with / and no ..")
    if _PATTERN_CHARACTERS.search(plain):
        raise ValueError(f"{text} holds a character that .dockerignore reads as a pattern.")
    if any(_SECRET.fullmatch(part) for part in PurePosixPath(plain).parts):
        raise ValueError(f"{text} has the name of a secret, which .dockerignore keeps out.")
    if PurePosixPath(plain).parts[0] in _OURS:
        raise ValueError(f"{text} belongs to mlpack.")
    return plain


Text = Annotated[str, AfterValidator(_printable)]
Name = Annotated[Text, AfterValidator(_name)]
RequirementLine = Annotated[Text, AfterValidator(_requirement)]
DebianPackage = Annotated[Text, AfterValidator(_debian_package)]
Variable = Annotated[Text, AfterValidator(_variable)]
ProjectPath = Annotated[Text, AfterValidator(_path)]
# Editors read an unquoted 3.10 as a number; mlpack reads it as it is written.
PythonVersion = Annotated[
    Text, AfterValidator(_python), WithJsonSchema({"type": ["string", "number"]})
]
FrameworkVersion = Annotated[
    Text, AfterValidator(_framework_version), WithJsonSchema({"type": ["string", "number"]})
]
Platform = Literal["linux/amd64", "linux/arm64"]


class Wish(BaseModel):
    """A mapping of mlpack.yaml; a key that it does not know is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class ShortFormed(Wish):
    """A wish that may also be written short: `framework: pytorch` for `{name: pytorch}`."""

    @classmethod
    def expand(cls, short: Any) -> Any:
        """The long form of `short`; anything else comes back as it is."""
        return short

    @model_validator(mode="before")
    @classmethod
    def _expand(cls, value: Any) -> Any:
        return cls.expand(value)

    @classmethod
    def __get_pydantic_json_schema__(
        cls, core_schema: CoreSchema, handler: GetJsonSchemaHandler
    ) -> JsonSchemaValue:
        return {"anyOf": [{"type": cls._short_type()}, handler(core_schema)]}

    @classmethod
    def _short_type(cls) -> str:
        return "string"


class Framework(ShortFormed):
    """What the model was made with: `scikit-learn`, `scikit-learn==1.7.*`."""

    name: Text = Field(description="As the catalogue calls it: `mlpack catalog` lists them.")
    version: FrameworkVersion = Field(
        default="", description="1.7.2 or 1.7.*. Left out: the newest that fits the Python."
    )

    @classmethod
    def expand(cls, short: Any) -> Any:
        if not isinstance(short, str):
            return short
        name, operator, version = re.fullmatch(
            r"([^=<>!~\s]*)\s*([=<>!~]*)(.*)", short, re.S
        ).groups()  # type: ignore[union-attr]
        if operator not in {"", "=="}:
            raise ValueError(f"A framework's version is said with ==, as in {name}==1.7.*.")
        return {"name": name, "version": version.strip()}


class Batching(Wish):
    """Rows that arrive while the model is busy are predicted together; nobody waits for more."""

    max_size: Annotated[int, Field(ge=1, le=65536)] | None = Field(
        default=None, description="Rows predicted together at most; 1 turns batching off."
    )


class Limits(Wish):
    """What the service takes from one client, and how much it lets queue up."""

    body_bytes: Annotated[int, Field(ge=1024, le=2**31)] | None = Field(
        default=None, description="Bytes of one request's body at most; above it 413."
    )
    rows: Annotated[int, Field(ge=1, le=10**6)] | None = Field(
        default=None, description="Rows of one request at most; above it 422."
    )
    queue: Annotated[int, Field(ge=1, le=10**6)] | None = Field(
        default=None, description="Requests that wait for the model at most; above it 503."
    )
    seconds: Annotated[float, Field(ge=0.001, le=3600)] | None = Field(
        default=None, description="Seconds that a request may wait for its answer; above it 504."
    )


class Serving(ShortFormed):
    """How the model is served: a style, and what differs from that style's defaults."""

    style: Text = Field(default="fastapi", description="`mlpack catalog` lists them.")
    port: Annotated[int, Field(ge=1024, le=65535)] | None = Field(
        default=None,
        description="Port inside the container; above 1023, for the service is not root.",
    )
    batching: Batching = Batching()
    limits: Limits = Limits()
    drain_seconds: Annotated[float, Field(ge=0, le=600)] | None = Field(
        default=None,
        description="Seconds after SIGTERM in which new requests are still answered.",
    )

    @classmethod
    def expand(cls, short: Any) -> Any:
        return {"style": short} if isinstance(short, str) else short


class Model(ShortFormed):
    """The model file or folder, relative to the project."""

    path: ProjectPath = Field(description="Relative to the project, written with /.")

    @classmethod
    def expand(cls, short: Any) -> Any:
        return {"path": short} if isinstance(short, str) else short


class SystemPackages(ShortFormed):
    """Debian packages; a plain list is what the service needs at run time."""

    build: tuple[DebianPackage, ...] = Field(
        default=(), description="What building the dependencies needs; not in the image."
    )
    run: tuple[DebianPackage, ...] = Field(
        default=(), description="What the service needs when it runs."
    )

    @classmethod
    def expand(cls, short: Any) -> Any:
        return {"run": short} if isinstance(short, list) else short

    @classmethod
    def _short_type(cls) -> str:
        return "array"


class Lock(ShortFormed):
    """How requirements.lock is made."""

    backend: Literal["pip-tools", "uv"] = Field(
        default="pip-tools", description="What resolves; uv is faster, and an extra of mlpack."
    )

    @classmethod
    def expand(cls, short: Any) -> Any:
        return {"backend": short} if isinstance(short, str) else short


class Spec(Wish):
    """mlpack.yaml: the few wishes from which everything else follows."""

    spec: Literal["1", 1] = Field(default=1, description="Version of this file's format.")
    name: Name = Field(description="Names the image and the service; an RFC 1123 label.")
    python: PythonVersion | None = Field(
        default=None, description="Left out: the newest that every chosen part supports."
    )
    framework: Framework = Field(description="As in scikit-learn or scikit-learn==1.7.*.")
    compute: Literal["cpu", "cuda"] = Field(default="cpu", description="Where the model computes.")
    serving: Serving = Field(default=Serving(), description="A style, or {style: ..., port: ...}.")
    model: Model | None = Field(
        default=None, description="The model's file. Left out: the framework's usual name."
    )
    include: tuple[ProjectPath, ...] = Field(
        default=(), description="More files and folders of the project that model.py needs."
    )
    requirements: tuple[RequirementLine, ...] = Field(
        default=(), description="What model.py imports beyond the framework, as in pandas>=2."
    )
    lock: Lock = Field(default=Lock(), description="What resolves the requirements, as in uv.")
    system_packages: SystemPackages = Field(
        default=SystemPackages(), description="Debian packages, or {build: [...], run: [...]}."
    )
    environment: dict[Variable, Text] = Field(default={}, description="Variables of the container.")
    platforms: tuple[Platform] = Field(
        default=("linux/amd64",), description="The platform that the lock and the image are for."
    )
    outputs: tuple[Text, ...] = Field(
        default=(), description="More files to make, as in compose; see mlpack catalog."
    )
    templates: tuple[Text, ...] = Field(
        default=(), description="Template layers, the strongest first: ./folder or git+URL@tag."
    )
