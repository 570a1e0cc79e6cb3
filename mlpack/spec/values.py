"""The values of mlpack.yaml, each checked for its form: names, versions, paths, addresses."""

from __future__ import annotations

import re
from datetime import date
from pathlib import PurePosixPath
from typing import Annotated, Literal
from urllib.parse import urlsplit

from packaging.requirements import InvalidRequirement, Requirement
from pydantic import AfterValidator, WithJsonSchema

from mlpack.requirements import is_file, shown
from mlpack.tree import is_inside

# A line break would end an instruction of the Dockerfile; the two separators end a line of YAML.
_CONTROL = re.compile("[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff]")
_NAME = re.compile(r"[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?")
_PYTHON = re.compile(r"3\.\d{1,2}")
_VERSION = re.compile(r"\d+(\.\d+)+(\.post\d+)?|\d+(\.\d+)*\.\*")
_DEBIAN_PACKAGE = re.compile(r"[a-z0-9][a-z0-9+.-]+")
_VARIABLE = re.compile(r"[A-Za-z_][A-Za-z0-9_]*")
# What .dockerignore keeps out of every build: a model by such a name would never reach the image.
_OURS = {"serve", "docker", ".mlpack", "mlpack.yaml"}
_SECRET = re.compile(
    r"__pycache__|\.env.*|\.git|\.netrc|.*\.(key|pem)|id_(dsa|ecdsa|ed25519|rsa).*"
)
_PATTERN_CHARACTERS = re.compile(r"[*?\[\]!#$\"'`]")
_PACKAGES = re.compile(r"[a-z0-9]([a-z0-9-]*[a-z0-9])?(-?\*)?")
_SECRET_ID = re.compile(r"[A-Za-z0-9][A-Za-z0-9_.-]*")
_CUDA = re.compile(r"\d+(\.\d+)?")
_DRIVER = re.compile(r"\d{3}(\.\d+){0,2}")
_GLIBC = re.compile(r"2\.\d+")
_IMAGE = re.compile(
    r"[a-z0-9][a-z0-9._-]*(:\d+)?(/[a-z0-9][a-z0-9._-]*)*:[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}"
    r"(@sha256:[0-9a-f]{64})?"
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_ADDRESS = re.compile(r"https?://", re.IGNORECASE)


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
    if is_file(text):
        return text
    try:
        requirement = Requirement(text)
    except InvalidRequirement:
        raise ValueError(
            f"{shown(text)} is neither a requirement, as pandas>=2 is, nor a file, as "
            "requirements.txt is."
        ) from None
    if requirement.url:
        _fixed(requirement.name, requirement.url)
    return text


def _fixed(name: str, url: str) -> None:
    if not re.match(r"https?://.*\.(whl|tar\.gz|zip)([#?]|$)", url):
        raise ValueError(
            f"{name} comes from an address that no hash can hold to its bytes. Make a wheel of it "
            "(`pip wheel --no-deps`), put that into a folder, and name the folder under "
            "index.find_links."
        )
    _without_password(url)


def _address(text: str) -> str:
    if not _ADDRESS.match(text) or not _has_host(text) or " " in text:
        said = f"{shown(text)} is not an address such as https://packages.example.org/simple."
        raise ValueError(said)
    _without_password(text)
    if {"?", "#"} & {*text}:
        raise ValueError(
            "The address of an index has no ? and no #; a password in it would stand in the image."
        )
    return text


def _has_host(url: str) -> bool:
    try:
        return bool(urlsplit(url).hostname) and urlsplit(url).port != 0
    except ValueError:  # a port that is no number, a bracket that nobody closes
        return False


def _without_password(url: str) -> str:
    if "@" in urlsplit(url).netloc:
        raise ValueError(
            "This address has a name or a password in it, and mlpack.yaml is no place for one: put "
            "it into ~/.netrc, and say index.credentials for the build."
        )
    return url


def _source(text: str) -> str:
    return _address(text) if "://" in text else _folder(text)


def _folder(text: str) -> str:
    return _without_comma(_path(text))


def _without_comma(path: str) -> str:
    if "," in path:
        raise ValueError(f"{path} has a comma in it, and commas part what a build is told of it.")
    return path


def _packages(text: str) -> str:
    name = re.sub(r"[-_.]+", "-", text).lower()
    if not _PACKAGES.fullmatch(name):
        raise ValueError(f"{text} is not the name of a package, as in torch, or of many: corp-*.")
    return name


def _secret_id(text: str) -> str:
    if not _SECRET_ID.fullmatch(text):
        raise ValueError(
            f"{text} is not the id of a build secret: letters, digits, _, . and -. The secret "
            "itself is given to the build, as in `docker build --secret id=pypi,src=$HOME/.netrc`."
        )
    return text


def _certificates(text: str) -> str:
    if not is_inside(text) or _PATTERN_CHARACTERS.search(text) or text != text.strip():
        raise ValueError(f"{text} is not a path inside the project, written with / and no ..")
    if PurePosixPath(text).suffix not in {".crt", ".pem", ".cer"}:
        raise ValueError(f"{text} is not a file of certificates, as in company-ca.crt.")
    return _without_comma(text)


def _day(text: str) -> str:
    try:
        # What is left out begins a day later, and the last one of all has no such day.
        if _DAY.fullmatch(text) and date.fromisoformat(text) < date.max:
            return text
    except ValueError:  # the 31st of a month that has none
        pass
    raise ValueError(f"{text} is not a day such as 2026-11-01.")


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


def _cuda(text: str) -> str:
    if re.fullmatch(r"\d+\.\d+\.\d+", text):
        raise ValueError(f"Say {text.rpartition('.')[0]}: the patch follows from it.")
    if text != "auto" and not _CUDA.fullmatch(text):
        raise ValueError(f"{text} is neither auto nor a CUDA version such as 12.8.")
    return text


def _driver(text: str) -> str:
    if not _DRIVER.fullmatch(text):
        raise ValueError(
            f"{text} is not a driver such as 550 or 550.54.15; `nvidia-smi` shows the host's."
        )
    return text


def _glibc(text: str) -> str:
    if not _GLIBC.fullmatch(text):
        raise ValueError(f"{text} is not a glibc such as 2.36; `ldd --version` in it shows it.")
    return text


def _image(text: str) -> str:
    if not _IMAGE.fullmatch(text):
        raise ValueError(
            f"{text} is not an image with its tag, such as registry.example.org/python:3.12."
        )
    return text


Text = Annotated[str, AfterValidator(_printable)]
Name = Annotated[Text, AfterValidator(_name)]
RequirementEntry = Annotated[Text, AfterValidator(_requirement)]
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
Folder = Annotated[Text, AfterValidator(_folder)]
Address = Annotated[Text, AfterValidator(_address)]
Source = Annotated[Text, AfterValidator(_source)]
Packages = Annotated[Text, AfterValidator(_packages)]
SecretId = Annotated[Text, AfterValidator(_secret_id)]
CertificateFile = Annotated[Text, AfterValidator(_certificates)]
Day = Annotated[Text, AfterValidator(_day)]
CudaVersion = Annotated[Text, AfterValidator(_cuda)]
DriverVersion = Annotated[Text, AfterValidator(_driver)]
GlibcVersion = Annotated[Text, AfterValidator(_glibc)]
ImageReference = Annotated[Text, AfterValidator(_image)]
