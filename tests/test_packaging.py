"""What is shipped: a wheel and an sdist with every template, that run outside the checkout."""

from __future__ import annotations

import os
import subprocess
import sys
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest
from projects import CHECKOUT

from mlpack import __version__

TEMPLATES = CHECKOUT / "templates"
DERIVED = {"__pycache__", ".mypy_cache", ".ruff_cache", ".pytest_cache"}


def build(kind: str, into: Path) -> Path:
    """Built by the back end alone, so that no network and no other tool is needed."""
    hook = (
        "import sys; from hatchling import build; "
        f"print(build.build_{kind}(sys.argv[1]), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", hook, str(into)],
        cwd=CHECKOUT,
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )
    return into / done.stderr.splitlines()[-1]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("wheel", tmp_path_factory.mktemp("wheel"))


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build("sdist", tmp_path_factory.mktemp("sdist"))


def lies_in(folder: Path) -> dict[str, bytes]:
    """Every file of the folder, without what tools leave behind there."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file() and not DERIVED & set(path.parts)
    }


def in_wheel(wheel: Path, below: str) -> dict[str, bytes]:
    with zipfile.ZipFile(wheel) as archive:
        return {
            name.removeprefix(below): archive.read(name)
            for name in archive.namelist()
            if name.startswith(below)
        }


def in_sdist(sdist: Path, below: str) -> dict[str, bytes]:
    prefix = f"mlpack-{__version__}/{below}"
    with tarfile.open(sdist) as archive:
        return {
            member.name.removeprefix(prefix): archive.extractfile(member).read()
            for member in archive.getmembers()
            if member.isfile() and member.name.startswith(prefix)
        }


def test_the_wheel_has_exactly_the_templates_of_the_checkout(wheel: Path) -> None:
    shipped = in_wheel(wheel, "mlpack/templates/")

    assert shipped == lies_in(TEMPLATES)
    assert "frameworks/scikit-learn/examples/digits/model.joblib" in shipped


def test_the_wheel_has_exactly_the_package(wheel: Path) -> None:
    shipped = in_wheel(wheel, "mlpack/")

    package = {p: b for p, b in shipped.items() if not p.startswith("templates/")}
    assert package == lies_in(CHECKOUT / "mlpack")
    assert "py.typed" in package


@pytest.mark.parametrize("folder", ["templates", "mlpack", "tests"])
def test_the_sdist_has_the_whole_folder(sdist: Path, folder: str) -> None:
    assert in_sdist(sdist, f"{folder}/") == lies_in(CHECKOUT / folder)


@pytest.fixture(scope="module")
def installed(wheel: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The Python of a fresh environment with mlpack in it; its dependencies are those of here."""
    root = tmp_path_factory.mktemp("environment")
    venv.create(root, with_pip=False, symlinks=os.name == "posix")
    python = root / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    packages = Path(
        subprocess.run(
            [str(python), "-c", "import sysconfig; print(sysconfig.get_path('purelib'))"],
            capture_output=True,
            text=True,
            check=True,
        ).stdout.strip()
    )
    pip = [sys.executable, "-m", "pip", "--python", str(python), "install", "--quiet"]
    subprocess.run([*pip, "--no-deps", "--no-index", str(wheel)], check=True, timeout=60)
    here = [p for p in sys.path if p.endswith("-packages")]
    (packages / "here.pth").write_text("\n".join(here))
    return python


def run_outside(python: Path, cwd: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    plain = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    return subprocess.run(
        [str(python), *arguments], cwd=cwd, env=plain, capture_output=True, text=True, timeout=60
    )


def test_the_installed_command_runs_outside_the_checkout(installed: Path, tmp_path: Path) -> None:
    command = installed.with_name("mlpack.exe" if os.name == "nt" else "mlpack")

    version = subprocess.run(
        [str(command), "--version"], cwd=tmp_path, capture_output=True, text=True
    )
    where = run_outside(installed, tmp_path, "-c", "import mlpack; print(mlpack.__file__)")
    catalog = run_outside(installed, tmp_path, "-m", "mlpack", "catalog")
    in_the_checkout = subprocess.run(
        [sys.executable, "-m", "mlpack", "catalog"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )

    assert (version.stdout, version.stderr) == (f"mlpack {__version__}\n", "")
    assert Path(where.stdout.strip()).is_relative_to(installed.parent.parent)
    assert (catalog.returncode, catalog.stderr) == (0, "")
    assert "\n  scikit-learn  " in catalog.stdout
    assert catalog.stdout == in_the_checkout.stdout


def test_the_installed_package_generates_what_the_checkout_does(
    installed: Path, tmp_path: Path
) -> None:
    options = ["-m", "mlpack", "init", "--yes", "--python", "3.12", "--name", "a", "--no-lock"]

    run_outside(installed, tmp_path, *options, "shipped")
    subprocess.run(
        [sys.executable, *options, "checkout"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        timeout=60,
        check=True,
    )

    assert lies_in(tmp_path / "shipped") == lies_in(tmp_path / "checkout")
    assert (tmp_path / "shipped/Dockerfile").is_file()


SLOW = {"pydantic", "jinja2", "ruamel.yaml", "questionary", "prompt_toolkit", "packaging"}


@pytest.mark.parametrize("option", ["--version", "--help"])
def test_a_question_about_mlpack_itself_loads_nothing_heavy(option: str, tmp_path: Path) -> None:
    script = (
        "import sys; from mlpack.cli.app import run\n"
        f"assert run([{option!r}]) == 0\n"
        f"print(*sorted({SLOW!r} & set(sys.modules)), file=sys.stderr)"
    )

    done = subprocess.run(
        [sys.executable, "-c", script],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT)},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert (done.returncode, done.stderr) == (0, "\n")
