"""The Spec: what a person wishes, in their words, checked for form and for nothing else.

Whether a wish can come true is the catalogue's to say; see `mlpack.plan`.
"""

from __future__ import annotations

import re
from typing import Annotated, Any, Literal, TypeVar

from pydantic import (
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    GetJsonSchemaHandler,
    model_validator,
)
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema

from mlpack.spec.values import (
    Address,
    CertificateFile,
    CudaVersion,
    Day,
    DebianPackage,
    DriverVersion,
    Folder,
    FrameworkVersion,
    GlibcVersion,
    ImageReference,
    Name,
    Packages,
    Platform,
    ProjectPath,
    PythonVersion,
    RequirementEntry,
    SecretId,
    Source,
    Text,
    Variable,
)


def _one_or_many(value: Any) -> Any:
    return [value] if isinstance(value, str) else value


Item = TypeVar("Item")
# `requirements: requirements.txt` for a list of one.
OneOrMany = Annotated[
    tuple[Item, ...],
    BeforeValidator(_one_or_many, json_schema_input_type=str | list[str]),
]


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
        return {"anyOf": [cls._short_schema(), handler(core_schema)]}

    @classmethod
    def _short_schema(cls) -> JsonSchemaValue:
        return {"type": "string"}


class Framework(ShortFormed):
    """What the model was made with: `scikit-learn`, `scikit-learn==1.7.*`."""

    name: Text = Field(
        min_length=1, description="As the catalogue calls it: `mlpack catalog` lists them."
    )
    version: FrameworkVersion = Field(
        default="", description="1.7.2 or 1.7.*. Left out: the newest that fits the Python."
    )
    extras: tuple[Text, ...] = Field(
        default=(), description="What goes with it on request, as in vision for PyTorch."
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


class Compute(ShortFormed):
    """Where the model computes: `cpu`, `cuda`, or what is known of the GPUs that it runs on."""

    cuda: CudaVersion | None = Field(
        default=None,
        description="auto, a major as in 12, or a version as in 12.8. Left out beside another "
        "setting of compute: auto.",
    )
    libraries: Literal["auto", "wheels", "image"] = Field(
        default="auto",
        description="Where CUDA's libraries come from: the packages (wheels) or NVIDIA's image. "
        "auto: from the packages where they bring them, so that the image has them once.",
    )
    gpus: OneOrMany[Text] = Field(
        default=(), description="The GPUs that it runs on, as in [T4, H100]; see mlpack catalog."
    )
    driver: DriverVersion | None = Field(
        default=None, description="The least driver among the hosts, as in 550 or 550.54.15."
    )

    @property
    def device(self) -> str:
        return "cuda" if self.cuda else "cpu"

    @classmethod
    def expand(cls, short: Any) -> Any:
        if isinstance(short, str):
            return _COMPUTE.get(short) or _no_such_device(short)
        return {"cuda": "auto", **short} if short and isinstance(short, dict) else short

    @classmethod
    def _short_schema(cls) -> JsonSchemaValue:
        return {"enum": list(_COMPUTE)}


_COMPUTE: dict[str, dict[str, Any]] = {"cpu": {"cuda": None}, "cuda": {"cuda": "auto"}}


def _no_such_device(device: str) -> Any:
    raise ValueError(f"{device} is none of them: it is cpu or cuda.")


class Base(ShortFormed):
    """What the image stands on: a release of Debian, or an image of your own."""

    image: ImageReference | None = Field(
        default=None,
        description="An image of your own, with its tag, as in registry.example.org/python:3.12. "
        "It has Python as `python`, with pip; say which under `python`.",
    )
    suite: Text | None = Field(
        default=None,
        description="bookworm or trixie; with an image of your own, what that stands on.",
    )
    glibc: GlibcVersion | None = Field(
        default=None,
        description="The glibc of your own image, as in 2.36. Left out: its suite's.",
    )

    @classmethod
    def expand(cls, short: Any) -> Any:
        if not isinstance(short, str):
            return short
        return {"image": short} if set("/:") & set(short) else {"suite": short}

    @model_validator(mode="after")
    def _glibc_of_an_image(self) -> Base:
        if self.glibc and not self.image:
            raise ValueError("glibc is what an image of your own has: name it under base.image.")
        return self


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
    inputs: Literal["numbers", "texts", "arrays", "records"] | None = Field(
        default=None,
        description="What one row of a request is: a list of numbers, a text, numbers nested to a "
        "shape, or an object. Left out: what the framework's models usually take.",
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
    def _short_schema(cls) -> JsonSchemaValue:
        return {"type": "array"}


class Lock(ShortFormed):
    """How requirements.lock is made."""

    backend: Literal["pip-tools", "uv"] | None = Field(
        default=None,
        description="What resolves. Left out: what made the lock that is there, else uv where it "
        "is installed, else pip-tools.",
    )
    exclude_newer: Day | None = Field(
        default=None,
        description="A day, as in 2026-11-01: nothing uploaded after it is taken.",
    )
    from_source: tuple[Packages, ...] = Field(
        default=(),
        description="Packages that may be built from source where they have no wheel; all others "
        "come as wheels or not at all.",
    )

    @classmethod
    def expand(cls, short: Any) -> Any:
        return {"backend": short} if isinstance(short, str) else short


class Index(ShortFormed):
    """Where packages come from, for the lock and for the build alike."""

    url: Address | None = Field(
        default=None, description="The index. Left out: the one that pip's own settings name."
    )
    extra: tuple[Address, ...] = Field(
        default=(), description="Further indexes, each asked for every package."
    )
    packages: dict[Packages, Source] = Field(
        default={},
        description="Packages with an index or a folder of their own: they come from there alone, "
        "and nothing else does. As in {torch: https://..., corp-*: https://...}.",
    )
    find_links: tuple[Source, ...] = Field(
        default=(), description="Folders of the project, or pages, that hold further wheels."
    )
    wheelhouse: Folder | None = Field(
        default=None,
        description="A folder with every wheel that the lock pins, from which the image is built "
        "without a network; `mlpack lock` fills it.",
    )
    credentials: SecretId | None = Field(
        default=None,
        description="The id of a build secret that holds a .netrc for the indexes; never a value.",
    )
    certificates: CertificateFile | None = Field(
        default=None,
        description="A file of the project with your company's certificate authorities.",
    )

    @classmethod
    def expand(cls, short: Any) -> Any:
        return {"url": short} if isinstance(short, str) else short


class Spec(Wish):
    """mlpack.yaml: the few wishes from which everything else follows."""

    spec: Literal["1", 1] = Field(default=1, description="Version of this file's format.")
    name: Name = Field(description="Names the image and the service; an RFC 1123 label.")
    python: PythonVersion | None = Field(
        default=None, description="Left out: the newest that every chosen part supports."
    )
    framework: Framework = Field(description="As in scikit-learn or scikit-learn==1.7.*.")
    compute: Compute = Field(
        default=Compute(), description="cpu, cuda, or {cuda: ..., gpus: [...], driver: ...}."
    )
    base: Base = Field(
        default=Base(), description="bookworm, trixie, or an image of your own. Left out: trixie."
    )
    serving: Serving = Field(default=Serving(), description="A style, or {style: ..., port: ...}.")
    model: Model | None = Field(
        default=None, description="The model's file. Left out: the framework's usual name."
    )
    include: tuple[ProjectPath, ...] = Field(
        default=(), description="More files and folders of the project that model.py needs."
    )
    requirements: OneOrMany[RequirementEntry] = Field(
        default=(),
        description="What model.py imports beyond the framework, as in pandas>=2; or files: "
        "requirements.txt, pyproject.toml, pyproject.toml[extra], pyproject.toml:group.",
    )
    constraints: OneOrMany[Text] = Field(
        default=(),
        description="Files whose versions hold for what is locked: uv.lock, poetry.lock, "
        "pylock.toml, constraints.txt.",
    )
    index: Index = Field(
        default=Index(), description="The index of packages, or {url: ..., packages: ..., ...}."
    )
    lock: Lock = Field(default=Lock(), description="What resolves the requirements, as in uv.")
    system_packages: SystemPackages = Field(
        default=SystemPackages(), description="Debian packages, or {build: [...], run: [...]}."
    )
    environment: dict[Variable, Text] = Field(default={}, description="Variables of the container.")
    platforms: Annotated[tuple[Platform, ...], Field(min_length=1)] = Field(
        default=("linux/amd64",),
        description="What the image is for; each platform has a lock of its own.",
    )
    outputs: tuple[Text, ...] = Field(
        default=(), description="More files to make, as in compose; see mlpack catalog."
    )
    templates: tuple[Text, ...] = Field(
        default=(), description="Template layers, the strongest first: ./folder or git+URL@tag."
    )
