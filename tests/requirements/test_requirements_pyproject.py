"""pyproject.toml: dependencies, extras, groups, and what it says that cannot be kept."""

from __future__ import annotations

from pathlib import Path

import pytest
from requirement_files import faults, lay_out, requested, texts, told

from mlpack.requirements import Index, is_file

SHOP = """\
[build-system]
requires = ["hatchling"]

[project]
name = "Shop.Model"
version = "1.0"
requires-python = ">=3.11"
dependencies = [
    "pandas>=2",
    "scipy ; python_version < '3.13'", # wheels
    'joblib',
    "httpx; sys_platform == \\"linux\\"",
]

[project.optional-dependencies]
gpu = ["cupy-cuda12x"]
plots = ["seaborn", "pandas>=2"]
Every_Thing = ["shop-model[gpu,plots]", "shop_model[tests]; python_version < '3.14'"]
tests = ["pytest ; sys_platform == 'linux'", "httpx"]

[dependency-groups]
serve = ["uvicorn", {include-group = "Web.Base"}, { include-group = "logs" }]
web-base = ["starlette", {include-group = "logs"}]
logs = ["structlog>=24"]
dev = ["shop.model[gpu]", "ruff"]
"""


def project(tmp_path: Path, text: str = SHOP) -> Path:
    return lay_out(tmp_path, {"pyproject.toml": text})


def refused(tmp_path: Path, text: str, entry: str = "pyproject.toml") -> list[str]:
    return faults(project(tmp_path, text), entry)


def test_the_dependencies_of_the_project_are_read_with_their_places(tmp_path: Path) -> None:
    assert told(project(tmp_path), "pyproject.toml") == [
        ("pandas>=2", "pyproject.toml:9"),
        ("scipy ; python_version < '3.13'", "pyproject.toml:10"),
        ("joblib", "pyproject.toml:11"),
        ('httpx; sys_platform == "linux"', "pyproject.toml:12"),
    ]


def test_extras_come_with_the_dependencies(tmp_path: Path) -> None:
    found = told(project(tmp_path), "pyproject.toml[GPU, plots]")

    assert found[4:] == [
        ("cupy-cuda12x", "pyproject.toml:16"),
        ("seaborn", "pyproject.toml:17"),
        ("pandas>=2", "pyproject.toml:17"),
    ]


def test_an_extra_that_asks_for_others_brings_them_under_its_conditions(tmp_path: Path) -> None:
    found = texts(project(tmp_path), "pyproject.toml[every-thing]")

    assert found[4:] == [
        "cupy-cuda12x",
        "seaborn",
        "pandas>=2",
        'pytest ; (python_version < "3.14") and (sys_platform == "linux")',
        'httpx ; python_version < "3.14"',
    ]


def test_extras_that_ask_for_each_other_are_all_read_once(tmp_path: Path) -> None:
    text = """\
[project]
name = "shop"
optional-dependencies = {a = ["shop[b]", "pandas"], b = ["shop[a]", "numpy"]}
"""

    assert texts(project(tmp_path, text), "pyproject.toml[a]") == ["pandas", "numpy"]


def test_a_group_is_read_alone_with_the_groups_that_it_includes(tmp_path: Path) -> None:
    assert told(project(tmp_path), "pyproject.toml:Serve") == [
        ("uvicorn", "pyproject.toml:22"),
        ("starlette", "pyproject.toml:23"),
        ("structlog>=24", "pyproject.toml:24"),
    ]


def test_a_group_may_ask_for_an_extra_of_its_project(tmp_path: Path) -> None:
    assert texts(project(tmp_path), "pyproject.toml:dev") == ["ruff", "cupy-cuda12x"]


def test_a_group_needs_no_project(tmp_path: Path) -> None:
    text = '[dependency-groups]\nserve = ["uvicorn"]\n'

    assert texts(project(tmp_path, text), "pyproject.toml:serve") == ["uvicorn"]


def test_what_two_items_ask_for_is_told_once_each_with_its_own(tmp_path: Path) -> None:
    found = requested(
        project(tmp_path), "pyproject.toml[gpu]", "pyproject.toml", "pyproject.toml:dev"
    )

    assert [(line.text, line.entry) for line in found.lines[3:]] == [
        ('httpx; sys_platform == "linux"', "pyproject.toml[gpu]"),
        ("cupy-cuda12x", "pyproject.toml[gpu]"),
        ("ruff", "pyproject.toml:dev"),
    ]


def test_the_pythons_of_every_named_project_count(tmp_path: Path) -> None:
    root = lay_out(
        tmp_path,
        {
            "a/pyproject.toml": '[project]\nname = "a"\nrequires-python = ">=3.10, <3.13"\n',
            "b/pyproject.toml": '[project]\nname = "b"\nrequires-python = ">= 3.11"\n',
            "c/pyproject.toml": '[project]\nname = "c"\n',
        },
    )

    found = requested(root, *(f"{name}/pyproject.toml" for name in "abca"))

    assert found.pythons == "<3.13,>=3.10,>=3.11"


A_WHEEL = (
    "Build a wheel of it (`pip wheel`), name the folder of the wheel under index.find_links in "
    "mlpack.yaml, and ask for it here by name and version."
)


@pytest.mark.parametrize(
    ("entry", "says"),
    [
        ("pyproject.toml[plot]", "pyproject.toml has no extra plot. Did you mean plots?"),
        (
            "pyproject.toml[zzz]",
            "pyproject.toml has no extra zzz. There is gpu, plots, Every_Thing and tests.",
        ),
        (
            "pyproject.toml:server",
            "pyproject.toml has no dependency group server. Did you mean serve?",
        ),
        (
            "pyproject.toml[gpu]:serve",
            "A group and extras are two items: write each on a line of its own.",
        ),
    ],
)
def test_what_the_project_does_not_have_is_answered_with_the_nearest(
    tmp_path: Path, entry: str, says: str
) -> None:
    assert faults(project(tmp_path), entry) == [f"mlpack.yaml:1:1  requirements[0]  {says}"]


@pytest.mark.parametrize(
    ("text", "entry", "fault"),
    [
        (
            '[project]\nname = "a"\ndynamic = [\n    "dependencies",\n]\n',
            "pyproject.toml",
            "4  Dependencies are dynamic here: they are known once the project is built, and "
            "mlpack runs nothing. Write them into [project], or name the file that they come "
            "from, as in requirements.txt.",
        ),
        (
            '[project]\nname = "a"\ndynamic = ["optional-dependencies"]\n',
            "pyproject.toml[gpu]",
            "3  Optional dependencies are dynamic here: they are known once the project is built, "
            "and mlpack runs nothing. Write them into [project], or name the file that they come "
            "from, as in requirements.txt.",
        ),
        (
            '[tool.poetry]\nname = "a"\n\n[tool.poetry.dependencies]\npandas = "^2"\n',
            "pyproject.toml",
            "4  This has [tool.poetry.dependencies] alone, which only Poetry can read. Write them "
            "as dependencies under [project], as Poetry 2 does, or `poetry export -o "
            "requirements.txt` and name that file.",
        ),
        (
            "[tool.ruff]\n",
            "pyproject.toml",
            "1  This has no [project] table, where dependencies stand. Add one, or name a "
            "dependency group as in pyproject.toml:serve.",
        ),
        (
            '[project]\ndependencies = "pandas"\n',
            "pyproject.toml",
            "2  dependencies is a list of texts such as pandas>=2.",
        ),
        (
            "[project]\noptional-dependencies.gpu = [1]\n",
            "pyproject.toml[gpu]",
            "2  gpu is a list of texts such as pandas>=2.",
        ),
        (
            '[project]\nrequires-python = "^3.11"\n',
            "pyproject.toml",
            "2  ^3.11 is not a range of Pythons such as >=3.11.",
        ),
        (
            '[project]\nname = "a"\n[project.optional-dependencies]\nall = ["a[gpuu]"]\ngpu = []\n',
            "pyproject.toml[all]",
            "4  This project has no extra gpuu. Did you mean gpu?",
        ),
        (
            '[dependency-groups]\na = ["x",\n  {include-group = "b"}]\nb = [{include-group = "A"}]\n',
            "pyproject.toml:a",
            "4  This goes round: a → b → a.",
        ),
        (
            '[dependency-groups]\na = [{include-group = "bb"}]\nb = []\n',
            "pyproject.toml:a",
            "2  pyproject.toml has no dependency group bb. Did you mean b?",
        ),
        (
            '[dependency-groups]\na = [{includes = "b"}]\n',
            "pyproject.toml:a",
            '2  An item of a group is a text such as pandas>=2, or {include-group = "NAME"}.',
        ),
        (
            '[dependency-groups]\nA_a = []\na-a = ["x"]\n',
            "pyproject.toml:a.a",
            "3  a-a and A_a are two spellings of one name. Rename one of them.",
        ),
        (
            "[dependency-groups]\na = 3\n",
            "pyproject.toml:a",
            "2  a is a list of texts such as pandas>=2.",
        ),
        (
            '[project]\ndependencies = [\n  "pandas",\n  "numpy>>2",\n]\n',
            "pyproject.toml",
            "4  numpy>>2 is not a requirement such as pandas>=2.",
        ),
        (
            '[project]\ndependencies = ["shop @ git+https://h.example/shop"]\n',
            "pyproject.toml",
            "2  shop @ git+https://h.example/shop is a repository, and no hash tells one. "
            + A_WHEEL,
        ),
        (
            '[project]\ndependencies = ["shop @ file:../shop"]\n',
            "pyproject.toml",
            "2  shop @ file:../shop is on this machine alone. Name a folder of modules under "
            f"include: in mlpack.yaml and leave the line out. Or: {A_WHEEL}",
        ),
        (
            '[project]\ndependencies = ["pandas\\u001b[2J"]\n',
            "pyproject.toml",
            "2  Holds a line break or another control character.",
        ),
    ],
)
def test_what_cannot_be_read_from_it_is_refused_in_its_line(
    tmp_path: Path, text: str, entry: str, fault: str
) -> None:
    line, says = fault.split("  ", 1)

    assert refused(tmp_path, text, entry) == [f"pyproject.toml:{line}:1  requirements[0]  {says}"]


UV_SOURCES = """\
[project]
name = "shop"
dependencies = ["Own_Models", "torch", "till", "pandas"]

[tool.uv.sources]
own-models = { workspace = true }
torch = [{ index = "cu128", marker = "sys_platform == 'linux'" }, { index = "cpu" }]

[[tool.uv.index]]
name = "cu128"
url = "https://me@index.example/cu128/"

[[tool.uv.index]]
name = "cpu"
url = "https://index.example/cpu"

[tool.poetry.dependencies]
till = { git = "https://host.example/till" }
"""


def test_a_package_from_elsewhere_is_never_asked_of_the_index_by_its_name(tmp_path: Path) -> None:
    assert refused(tmp_path, UV_SOURCES) == [
        "pyproject.toml:3:1  requirements[0]  [tool.uv.sources] has own-models from a place that "
        f"is no index. {A_WHEEL}",
        "pyproject.toml:3:1  requirements[0]  [tool.uv.sources] has torch from the index cu128. "
        "Say so in mlpack.yaml too: `index: {packages: {torch: URL}}`.",
        "pyproject.toml:3:1  requirements[0]  [tool.poetry.dependencies] has till from a place "
        f"that is no index. {A_WHEEL}",
    ]


@pytest.mark.parametrize(
    "index",
    [
        Index(packages=frozenset({"torch", "own.models", "till"})),
        Index(
            urls=frozenset({"https://index.example/cu128", "https://index.example/cpu/"}),
            find_links=frozenset({"wheels"}),
        ),
    ],
)
def test_where_mlpack_yaml_says_it_too_it_may_stay(tmp_path: Path, index: Index) -> None:
    root = project(tmp_path, UV_SOURCES)

    found = [text for text, _ in told(root, "pyproject.toml", index=index)]

    assert found == ["Own_Models", "torch", "till", "pandas"]


def test_extras_that_multiply_without_end_are_refused(tmp_path: Path) -> None:
    extras = "".join(
        f'e{i} = ["p[e{i + 1}]; os_name != \'{i}\'", "p[e{i + 1}]"]\n' for i in range(60)
    )
    text = f'[project]\nname = "p"\n[project.optional-dependencies]\n{extras}e60 = []\n'

    found = refused(tmp_path, text, "pyproject.toml[e0]")

    assert found == [
        "pyproject.toml:13:1  requirements[0]  Extras ask for each other without end here."
    ]


@pytest.mark.parametrize(
    ("entry", "is_one"),
    [
        ("requirements.txt", True),
        ("../common/prod.in", True),
        ("my reqs/requirements.txt", True),
        ("pyproject.toml", True),
        ("pyproject.toml[gpu,plots]", True),
        ("libs/a/pyproject.toml:serve", True),
        ("requirements.lock", True),
        ("Pipfile.lock", True),
        ("setup.py", True),
        ("environment.yml", True),
        ("pandas>=2", False),
        ("ruamel.yaml", False),
        ("zope.interface[test]", False),
        ("discord.py", False),
        ("shop @ https://host.example/requirements.txt", False),
        ("pandas ; python_version < '3.12'", False),
    ],
)
def test_the_end_of_its_name_says_what_is_a_file(entry: str, is_one: bool) -> None:
    assert is_file(entry) is is_one
