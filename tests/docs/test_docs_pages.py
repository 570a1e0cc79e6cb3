"""What the pages say is so: their links, their examples, and the tables that the code knows better."""

from __future__ import annotations

import ast
import re
import runpy
from pathlib import Path
from typing import get_args

import pytest
from pages import BLOCKS, PAGES, ROOT, Block, prose_of, table_under

from mlpack.api import Project, project_from
from mlpack.catalog import Catalog, computing
from mlpack.layers import open_layers
from mlpack.spec import Known, read, spec_from
from mlpack.tree import Tree
from mlpack.wizard import KEYS
from mlpack.write import Verb

FRAMEWORKS = "docs/frameworks-and-gpus.md"
SERVICE = "docs/generated-project.md"
DIGITS = 'name: digits\nframework: scikit-learn==1.7.2\npython: "3.11"\n'
YAML_BLOCKS = [block for block in BLOCKS if block.kind == "yaml"]
EXCERPTS = [block for block in BLOCKS if block.verb == "from"]


def name_of(block: Block) -> str:
    return f"{block.page}:{block.line}"


@pytest.fixture(scope="module")
def digits() -> Project:
    return project_from(read(DIGITS), Path("nowhere"))


@pytest.fixture(scope="module")
def tree(digits: Project) -> Tree:
    return digits.tree


@pytest.mark.parametrize("page", PAGES)
def test_a_link_points_to_something_that_is_there(page: str) -> None:
    links = re.findall(r"\]\(([^)\s]+)\)", prose_of(page))

    dead = [to for to in links if not to.startswith("https:") and not leads(ROOT / page, to)]

    assert dead == []


def leads(page: Path, link: str) -> bool:
    path, _, heading = link.partition("#")
    target = (page.parent / path).resolve() if path else page
    return target.exists() and (not heading or heading in headings(target))


def headings(page: Path) -> set[str]:
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.M)
    return {re.sub(r"[^\w -]", "", heading).strip().lower().replace(" ", "-") for heading in found}


def test_every_page_is_reached_from_the_readme() -> None:
    linked = {
        (Path(page).parent / link.partition("#")[0]).as_posix()
        for page in PAGES
        for link in re.findall(r"\]\(([^)\s]+)\)", prose_of(page))
    }

    assert [page for page in PAGES if page != "README.md" and page not in linked] == []


@pytest.mark.parametrize("block", YAML_BLOCKS, ids=name_of)
def test_a_yaml_block_is_a_mlpack_yaml_that_resolves(block: Block, tmp_path: Path) -> None:
    document = read(block.text)
    for source in spec_from(document, Known()).templates:
        (tmp_path / source).mkdir()

    project = project_from(document, tmp_path)

    assert project.plan.decisions


@pytest.mark.parametrize("block", EXCERPTS, ids=name_of)
def test_an_excerpt_stands_in_the_generated_file(block: Block, tree: Tree) -> None:
    assert block.text in tree[block.object].text


def test_every_generated_file_is_described_with_who_owns_it(tree: Tree) -> None:
    told = {path: owner for path, owner, _ in table_under(SERVICE, "## Files")}
    not_rendered = {"mlpack.yaml", "requirements.lock", ".mlpack/"}

    assert {p: o for p, o in told.items() if p not in not_rendered} == {
        path: file.ownership for path, file in tree.items()
    }


def test_every_verb_of_generate_is_described() -> None:
    told = {verb for verb, _ in table_under(SERVICE, "## What `generate` does to a file")}

    assert told == set(get_args(Verb))
    assert all(verb in PAGES["README.md"] for verb in told)


def test_the_service_s_settings_are_told_with_their_defaults(tree: Tree, tmp_path: Path) -> None:
    told = {name: default for name, default, _ in table_under(SERVICE, "## Settings")}
    (tmp_path / "settings.py").write_text(tree["serve/settings.py"].text, encoding="utf-8")

    settings = runpy.run_path(str(tmp_path / "settings.py"))["read_settings"]({})

    assert told == {name.upper(): str(value) for name, value in vars(settings).items()}


def test_the_service_s_refusals_are_told_as_it_tells_them(tree: Tree) -> None:
    told = dict(table_under(SERVICE, "### Refusals"))
    found = re.search(r"^REFUSALS = (\{.*?^\})", tree["serve/openapi.py"].text, re.M | re.S)

    assert found
    assert told == ast.literal_eval(found[1])


def test_every_endpoint_of_the_service_is_told(tree: Tree) -> None:
    app = tree["serve/app.py"].text
    served = set(re.findall(r'(?:app\.get|Route)\("(/\w+)"', app))

    assert served
    assert [path for path in served if f"{path}`" not in PAGES[SERVICE]] == []


def test_every_block_of_the_dockerfile_is_public_and_told() -> None:
    layers = Catalog(open_layers((), Path())).layers
    template = layers.holder("project/Dockerfile.j2").read("project/Dockerfile.j2")
    told = [name for name, _, _ in table_under("docs/layers.md", "## The blocks of the Dockerfile")]

    assert told == re.findall(r"\{% block (\w+) %\}", template)


def test_the_other_templates_have_no_blocks() -> None:
    layers = Catalog(open_layers((), Path())).layers
    templates = layers.layers[-1].root.rglob("*.j2")

    assert [
        path.name
        for path in templates
        if path.name != "Dockerfile.j2" and "{% block " in path.read_text(encoding="utf-8")
    ] == []


def test_every_room_stands_in_the_architecture_s_table() -> None:
    told = [room for room, _, _ in table_under("docs/architecture.md", "## The rooms")]
    package = ROOT / "mlpack"
    rooms = {p.stem for p in package.iterdir() if p.suffix == ".py"}
    rooms |= {p.name for p in package.iterdir() if (p / "__init__.py").is_file()}

    assert sorted(told) == sorted(rooms - {"__init__"})


def test_a_room_s_floor_is_above_all_that_it_imports() -> None:
    told = {
        room: int(floor) for room, floor, _ in table_under("docs/architecture.md", "## The rooms")
    }

    upward = [
        (path.relative_to(ROOT).as_posix(), seen)
        for path in (ROOT / "mlpack").rglob("*.py")
        for seen in re.findall(r"^\s*from mlpack\.(\w+)", path.read_text(encoding="utf-8"), re.M)
        if (room := path.relative_to(ROOT / "mlpack").parts[0].removesuffix(".py")) in told
        and seen != room
        and told[seen] >= told[room]
    ]

    assert upward == []


def test_every_folder_of_tests_stands_in_the_architecture_s_table() -> None:
    told = {path for path, _ in table_under("docs/architecture.md", "## The tests")}
    rooms = {p.name for p in (ROOT / "mlpack").iterdir() if p.is_dir()}
    folders = {p.name for p in (ROOT / "tests").iterdir() if list(p.glob("test_*.py"))}

    assert (
        sorted(f"tests/{name}/" for name in folders - rooms if f"tests/{name}/" not in told) == []
    )


def test_the_readme_names_all_that_the_wizard_asks() -> None:
    words = {"serving": "how it is served", "compute": "where the model computes"}

    assert len(KEYS) == 6, "the README and the first line of the tutorial say six questions"
    readme = " ".join(PAGES["README.md"].lower().split())
    assert [k for k in KEYS if words.get(k, k) not in readme] == []


def test_every_framework_is_told_with_its_model_its_rows_and_where_it_computes() -> None:
    catalogue = Catalog(open_layers((), Path()))
    frameworks = [catalogue.framework(name) for name in catalogue.framework_names]
    names = {"cpu": "CPU", "cuda": "CUDA"}

    told = {
        name: (model.partition(",")[0].rstrip("/"), row, devices.partition(":")[0].split(", "))
        for name, model, row, devices in table_under(FRAMEWORKS, "## A framework")
    }

    assert told == {
        framework.name: (
            framework.model_file,
            framework.inputs,
            [names[device] for device in computing(framework, catalogue).devices],
        )
        for framework in frameworks
    }
    assert len(told) == 15, "the README says that there are fifteen frameworks"


def test_what_is_said_of_a_driver_is_what_it_leads_to(tmp_path: Path) -> None:
    (text,) = [b.text for b in YAML_BLOCKS if b.page == FRAMEWORKS and "driver:" in b.text]

    plan = project_from(read(text), tmp_path).plan

    assert (plan.framework.version, plan.compute.cuda) == ("2.14.*", "12.6")
    assert "with 550 this is PyTorch 2.14 with CUDA 12.6" in PAGES[FRAMEWORKS]


def test_the_readme_s_layer_is_the_one_that_the_page_about_layers_runs() -> None:
    (shown,) = [b.text for b in BLOCKS if b.page == "README.md" and b.kind == "jinja"]
    run = [b.text for b in BLOCKS if b.page == "docs/layers.md" and b.verb == "file"]

    assert shown in run


def test_the_readme_opens_with_the_two_commands() -> None:
    first, second = [block for block in BLOCKS if block.page == "README.md"][:2]
    before = PAGES["README.md"].partition("```")[0]

    assert len(before.splitlines()) <= 10
    assert first.text.count("\n") == second.text.count("\n") == 1
    assert first.text.rstrip().endswith("mlpack init --example digits demo")
    assert second.text.rstrip().endswith("python -m pytest")
