"""Locks of other tools are constraints: a version a package, and a marker where the lock forks."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from local_index import Index
from packaging.requirements import Requirement
from requirement_files import faults, held, lay_out, requested

from mlpack.requirements import Constraint

SHOP = """\
[project]
name = "my-model"
version = "1"
requires-python = ">=3.10"
dependencies = ["shop", "win ; sys_platform == 'win32'", "own"]

[dependency-groups]
dev = ["till"]

[tool.uv.sources]
own = { path = "own", editable = true }
"""
OWN = '[project]\nname = "own"\nversion = "3"\n'
FORKED = [
    "shop==1.0 ; python_full_version < '3.12'",
    "shop==2.0 ; python_full_version >= '3.12'",
    "till==1.5 ; python_full_version < '3.12'",
    "till==2.0 ; python_full_version >= '3.12'",
]


def test_what_uv_lock_writes_is_read(tmp_path: Path, uv: Callable[..., None]) -> None:
    root = lay_out(tmp_path, {"pyproject.toml": SHOP, "own/pyproject.toml": OWN})

    uv(root, "lock")

    assert held(root, "uv.lock") == [*FORKED, "win==1.0"]


@pytest.mark.parametrize("name", ["pylock.toml", "pylock.serve.toml", "constraints.txt"])
def test_what_uv_exports_is_read(tmp_path: Path, uv: Callable[..., None], name: str) -> None:
    root = lay_out(tmp_path, {"pyproject.toml": SHOP, "own/pyproject.toml": OWN})

    uv(root, "export", "--output-file", name)

    found = [str(Requirement(text)) for text in held(root, name)]
    windows = ' ; sys_platform == "win32"' if name.endswith(".txt") else ""
    assert found == [str(Requirement(text)) for text in [*FORKED, f"win==1.0{windows}"]]


def test_extras_that_exclude_each_other_leave_nothing_to_hold_to(
    tmp_path: Path, uv: Callable[..., None]
) -> None:
    text = """\
[project]
name = "my-model"
version = "1"
requires-python = ">=3.10"
optional-dependencies = {cpu = ["torch==2.0+cpu"], gpu = ["torch==2.0,!=2.0+cpu"]}

[tool.uv]
conflicts = [[{extra = "cpu"}, {extra = "gpu"}]]
"""
    root = lay_out(tmp_path, {"pyproject.toml": text})

    uv(root, "lock")
    uv(root, "export", "--no-emit-project", "--extra=cpu", "-o", "constraints.txt")

    assert [fault.partition("  ")[2] for fault in faults(root, constraints=["uv.lock"])] == [
        "constraints[0]  torch is here as 2.0 and as 2.0+cpu, and nothing says when which. "
        "`uv export --no-emit-project -o constraints.txt`, with the extras and groups that the "
        "model needs, and name that file."
    ]
    assert held(root, "constraints.txt") == ["torch==2.0+cpu"]


def test_a_constraint_says_where_it_stands(tmp_path: Path, index: Index) -> None:
    files = {"locks/uv.lock": UV + package("till", "1.5", wheels=3) + package("zoo", "1")}

    found = requested(lay_out(tmp_path, files), constraints=["locks/uv.lock"])

    assert found.constraints == (
        Constraint("till==1.5", "locks/uv.lock:4", "locks/uv.lock"),
        Constraint("zoo==1", "locks/uv.lock:14", "locks/uv.lock"),
    )


UV = 'version = 1\nrevision = 3\nrequires-python = ">=3.10"\n'


def package(name: str, version: str, *markers: str, source: str = "", wheels: int = 1) -> str:
    source = source or '{ registry = "https://index.example/simple" }'
    file = f'    {{ url = "https://files.example/{name}.whl", hash = "sha256:00", size = 1 }},\n'
    forks = "".join(f'    "{marker}",\n' for marker in markers)
    return (
        f'[[package]]\nname = "{name}"\nversion = "{version}"\nsource = {source}\n'
        + (f"resolution-markers = [\n{forks}]\n" if markers else "")
        + f"wheels = [\n{file * wheels}]\n\n"
    )


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ('{ git = "https://host.example/shop?rev=main#0123" }', ["shop==1.0"]),
        ('{ url = "https://files.example/shop-1.0-py3-none-any.whl" }', ["shop==1.0"]),
        ('{ path = "wheels/shop-1.0-py3-none-any.whl" }', ["shop==1.0"]),
        ('{ virtual = "." }', []),
        ('{ editable = "libs/shop" }', []),
        ('{ directory = "libs/shop" }', []),
    ],
)
def test_only_what_lies_in_the_project_itself_is_not_held(
    tmp_path: Path, source: str, expected: list[str]
) -> None:
    root = lay_out(tmp_path, {"uv.lock": UV + package("shop", "1.0", source=source)})

    assert held(root, "uv.lock") == expected


def test_several_markers_of_a_fork_are_one_condition(tmp_path: Path) -> None:
    lock = (
        UV
        + package("torch", "2.0", "sys_platform == 'darwin'", "os_name == 'nt'")
        + package("torch", "2.0", "platform_machine == 'arm64'", source='{ url = "x" }')
        + package("torch", "2.0+cpu", "sys_platform == 'linux'")
    )

    assert held(lay_out(tmp_path, {"uv.lock": lock}), "uv.lock") == [
        "torch==2.0 ; (sys_platform == 'darwin') or (os_name == 'nt') "
        "or (platform_machine == 'arm64')",
        "torch==2.0+cpu ; sys_platform == 'linux'",
    ]


POETRY = """\
[[package]]
name = "Shop"
version = "1.0"
description = "A shop: [[package]]"
optional = false
python-versions = ">=3.8"
groups = ["main"]
markers = "python_version < \\"3.12\\""
files = [
    {file = "shop-1.0-py3-none-any.whl", hash = "sha256:00"},
]

[package.dependencies]
till = ">=1,<2"

[[package]]
name = "shop"
version = "2.0"
python-versions = ">=3.12"
groups = ["main", "dev"]
markers = {main = "python_version >= \\"3.12\\"", dev = "python_version == \\"3.13\\""}
files = []

[[package]]
name = "own"
version = "0.1"
groups = ["main"]
develop = true
files = []

[package.source]
type = "directory"
url = "libs/own"

[[package]]
name = "from-git"
version = "0.2"
groups = ["main"]
files = []

[package.source]
type = "git"
url = "https://host.example/from-git"
resolved_reference = "0123"

[[package]]
name = "win"
version = "1.0"
groups = ["main", "dev"]
markers = {main = "sys_platform == \\"win32\\""}
files = []

[metadata]
lock-version = "2.1"
python-versions = ">=3.11"
content-hash = "00"
"""


def test_what_poetry_writes_is_read(tmp_path: Path) -> None:
    found = requested(lay_out(tmp_path, {"poetry.lock": POETRY}), constraints=["poetry.lock"])

    assert [(line.text, line.where) for line in found.constraints] == [
        ('shop==1.0 ; python_version < "3.12"', "poetry.lock:1"),
        (
            'shop==2.0 ; (python_version >= "3.12") or (python_version == "3.13")',
            "poetry.lock:16",
        ),
        ("from-git==0.2", "poetry.lock:35"),
        ("win==1.0", "poetry.lock:46"),
    ]


def poetry_1(*packages: tuple[str, str]) -> str:
    """Neither Poetry 1.0 nor 1.8 says for which environments a version is."""
    rows = "".join(
        f'[[package]]\nname = "{name}"\nversion = "{version}"\ncategory = "main"\n'
        f'optional = false\npython-versions = ">=3.8"\n\n'
        for name, version in packages
    )
    return f'{rows}[metadata]\nlock-version = "1.1"\n\n[metadata.files]\nshop = []\n'


def test_what_poetry_1_wrote_is_read(tmp_path: Path) -> None:
    root = lay_out(tmp_path, {"poetry.lock": poetry_1(("shop", "1.0"), ("till", "2.0"))})

    assert held(root, "poetry.lock") == ["shop==1.0", "till==2.0"]


def test_a_fork_of_poetry_1_is_refused_for_it_says_nowhere_which_is_for_what(
    tmp_path: Path,
) -> None:
    root = lay_out(tmp_path, {"poetry.lock": poetry_1(("shop", "1.0"), ("shop", "2.0"))})

    assert faults(root, constraints=["poetry.lock"]) == [
        "poetry.lock:8:1  constraints[0]  shop is here as 1.0 and as 2.0, and nothing says when "
        "which. `poetry export --without-hashes -o constraints.txt`, with the extras and groups "
        "that the model needs, and name that file."
    ]


PYLOCK = """\
lock-version = "1.0"
created-by = "by hand"
environments = ["sys_platform == 'linux'"]

[[packages]]
name = "shop"
version = "1.0"
marker = "python_version < '3.12'"
wheels = [{url = "https://files.example/shop-1.0-py3-none-any.whl", hashes = {sha256 = "00"}}]

[[packages]]
name = "shop"
version = "2.0"
marker = "python_version >= '3.12'"

[[packages]]
name = "from-git"
vcs = {type = "git", url = "https://host.example/shop", commit-id = "0123"}

[[packages]]
name = "own"
version = "1.0"
directory = {path = ".", editable = true}

[[packages]]
name = "till"
version = "1.5"
marker = "'dev' in dependency_groups"
"""


def test_pylock_toml_is_read(tmp_path: Path) -> None:
    assert held(lay_out(tmp_path, {"pylock.toml": PYLOCK}), "pylock.toml") == [
        "shop==1.0 ; python_version < '3.12'",
        "shop==2.0 ; python_version >= '3.12'",
        "till==1.5",
    ]


def test_a_fork_by_extras_is_refused(tmp_path: Path) -> None:
    lock = PYLOCK + "[[packages]]\nname = 'till'\nversion = '2'\nmarker = \"'gpu' in extras\"\n"

    assert faults(lay_out(tmp_path, {"pylock.toml": lock}), constraints=["pylock.toml"]) == [
        "pylock.toml:29:1  constraints[0]  till is here as 1.5 and as 2, and nothing says when "
        "which. Make it for the extras and groups that the model needs alone."
    ]


MADE_ANEW = "Take the file from your last commit, or make it anew with its own tool."


@pytest.mark.parametrize(
    ("name", "text", "fault"),
    [
        ("uv.lock", "", f"1  The lock is damaged: it does not say its format. {MADE_ANEW}"),
        (
            "poetry.lock",
            'metadata = "none"',
            f"1  The lock is damaged: it does not say its format. {MADE_ANEW}",
        ),
        (
            "uv.lock",
            "version = 2\n",
            "1  This is format 2, and mlpack reads 1. `uv export --no-emit-project -o "
            "constraints.txt`, with the extras and groups that the model needs, and name that "
            "file.",
        ),
        (
            "poetry.lock",
            '[metadata]\nlock-version = "3.0"\n',
            "1  This is format 3.0, and mlpack reads 2. `poetry export --without-hashes -o "
            "constraints.txt`, with the extras and groups that the model needs, and name that "
            "file.",
        ),
        (
            "pylock.a.toml",
            'lock-version = "2.0"\n',
            "1  This is format 2.0, and mlpack reads 1. Make it for the extras and groups that "
            "the model needs alone.",
        ),
        (
            "uv.lock",
            UV + "package = 3\n",
            "1  The lock is damaged: package is no list of tables.",
        ),
        (
            "uv.lock",
            UV + package("till", "1.5") + "<<<<<<< HEAD\n",
            "12  This cannot be read as TOML: Invalid statement.",
        ),
        (
            "uv.lock",
            (UV + package("till", "1.5", wheels=3)).rpartition("    {")[0],
            "10  This cannot be read as TOML: Invalid value.",
        ),
        (
            "uv.lock",
            UV + package("till", "new"),
            "4  The lock is damaged: till has no version.",
        ),
        (
            "uv.lock",
            UV + package("", "1.0"),
            "4  The lock is damaged: this package has no name.",
        ),
        (
            "uv.lock",
            UV + package("till", "1.0", "python < 3"),
            "4  The lock is damaged: python < 3 is not a marker.",
        ),
    ],
)
def test_a_damaged_or_newer_lock_is_named_with_its_place(
    tmp_path: Path, name: str, text: str, fault: str
) -> None:
    line, _, says = fault.partition("  ")
    root = lay_out(tmp_path, {name: text})

    assert faults(root, constraints=[name]) == [f"{name}:{line}:1  constraints[0]  {says}"]
