"""The house keeps its own rules: who imports whom, how long a file is, what is never committed."""

from __future__ import annotations

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
PACKAGE = ROOT / "mlpack"
FLOORS = {
    1: {"errors", "wording", "tree", "toml", "__init__"},
    2: {"requirements", "layers", "engine", "write", "artifacts"},
    3: {"spec"},
    4: {"catalog"},
    5: {"plan", "peers"},
    6: {"detect", "render", "lock", "product"},
    7: {"wizard", "kept", "check", "explain", "refresh"},
    8: {"doctor", "report"},
    9: {"api"},
    10: {"cli"},
    11: {"__main__"},
}
FLOOR = {room: floor for floor, rooms in FLOORS.items() for room in rooms}
MODULES = sorted(PACKAGE.rglob("*.py"))


def room_of(module: Path) -> str:
    return module.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported_rooms(module: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(module.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module:
            parts = node.module.split(".")
            if parts == ["mlpack"]:
                yield from (alias.name for alias in node.names if alias.name in FLOOR)
            elif parts[0] == "mlpack":
                yield parts[1]


def test_every_room_has_a_floor() -> None:
    rooms = {room_of(module) for module in MODULES}

    assert rooms == set(FLOOR)


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_imports_go_down_only(module: Path) -> None:
    room = room_of(module)

    upward = [r for r in imported_rooms(module) if r != room and FLOOR[r] >= FLOOR[room]]

    assert upward == []


@pytest.mark.parametrize("room", ["spec", "render"])
def test_the_spec_never_sees_the_catalogue_and_render_never_sees_the_spec(room: str) -> None:
    hidden = {"spec": {"catalog", "plan"}, "render": {"spec", "catalog"}}[room]

    seen = {r for m in MODULES if room_of(m) == room for r in imported_rooms(m)}

    assert seen & hidden == set()


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_a_module_is_one_thought_and_opens_with_what_it_is_for(module: Path) -> None:
    text = module.read_text(encoding="utf-8")

    assert text.count("\n") <= 400
    assert ast.get_docstring(ast.parse(text))


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_a_function_is_at_most_fifty_lines(module: Path) -> None:
    functions = [
        node
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]

    long = [f.name for f in functions if (f.end_lineno or 0) - f.lineno + 1 > 50]

    assert long == []


FRAMEWORKS = sorted(path.parent.name for path in ROOT.glob("templates/frameworks/*/framework.toml"))


@pytest.mark.parametrize("module", MODULES, ids=lambda m: str(m.relative_to(PACKAGE)))
def test_no_code_asks_which_framework_it_is(module: Path) -> None:
    """What differs between frameworks is a fact of theirs, in their folder."""
    asked = [
        constant.value
        for node in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(node, ast.Compare | ast.match_case | ast.Subscript)
        for constant in ast.walk(node.pattern if isinstance(node, ast.match_case) else node)
        if isinstance(constant, ast.Constant)
    ]

    assert sorted({*FRAMEWORKS} & {value for value in asked if isinstance(value, str)}) == []


def test_no_shared_template_asks_which_framework_it_is() -> None:
    shared = [p for p in ROOT.glob("templates/**/*.j2") if "frameworks" not in p.parts]
    asks = re.compile(r"{%[^%]*framework\.(name|title)")

    assert len(shared) > 10
    assert [p.name for p in shared if asks.search(p.read_text(encoding="utf-8"))] == []


def tracked_texts() -> Iterator[tuple[str, str]]:
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    if listed.returncode:
        pytest.skip("not a git checkout: run the tests in a clone to turn this on")
    for name in listed.stdout.splitlines():
        path = ROOT / name
        if path.is_file() and b"\0" not in (data := path.read_bytes()):
            # a small file of a model may have no zero byte, and still be no text
            yield name, data.decode("utf-8", errors="replace")


def test_nothing_committed_names_a_package_index_or_a_path_of_a_machine() -> None:
    # spelled in pieces, so that this file does not find itself
    hosts = ["py" + "pi.org", "python" + "hosted.org", "deb." + "debian.org", "registry." + "npmjs"]
    pattern = re.compile(
        "|".join([*map(re.escape, hosts), r"(?<![\w.])/(?:wo" + r"rk|ro" + r"ot)/\w"])
    )

    found = [(name, m[0]) for name, text in tracked_texts() for m in pattern.finditer(text)]
    cache_folders = {"/" + "root/.cache", "/" + "root/.netrc"}

    assert [f for f in found if not any(folder.startswith(f[1]) for folder in cache_folders)] == []


def test_a_room_hands_on_names_and_defines_nothing() -> None:
    for init in PACKAGE.rglob("*/__init__.py"):
        tree = ast.parse(init.read_text(encoding="utf-8"))

        kinds = {type(node) for node in tree.body}

        assert kinds <= {ast.Expr, ast.ImportFrom, ast.Assign}, init
