"""docker/slim.py, run as in a build: on an environment of packages that were made for it."""

from __future__ import annotations

import subprocess
import sys
from importlib.util import cache_from_source
from pathlib import Path

import pytest
from projects import put
from specs import SPECS, project_of

PACKAGES = {
    "warm/__init__.py": "from warm import used\n",
    "warm/used.py": "",
    "warm/unused.py": "",
    "warm/tests/test_warm.py": "",
    "warm/used.pyx": "",
    "warm/headers/warm.h": "",
    "gpu/__init__.py": 'raise ImportError("libcuda.so.1: cannot open\\nshared object file")\n',
    "gpu/kernels.py": "",
    "gpu/templates/old.py": "print 'for another Python'\n",
    "gpu/templates/binary.py": "a = '\0'\n",
    **{
        f"{name}-1.0.dist-info/{file}": text
        for name in ("warm", "gpu")
        for file, text in (("METADATA", f"Name: {name}\n"), ("top_level.txt", f"{name}\n"))
    },
}


@pytest.fixture(scope="module")
def slimmed(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The packages' folder after slim.py, and what that said."""
    folder = tmp_path_factory.mktemp("slim")
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", folder / "venv"], check=True)
    (site,) = folder.glob("venv/lib/python*/site-packages")
    put(site, PACKAGES)
    slim = project_of(SPECS["digits"]).tree["docker/slim.py"].text
    put(folder, {"slim.py": slim, "requirements.in": "# why\nwarm>=1\nGPU==1.*\n"})
    command = [folder / "venv/bin/python", "slim.py", "--requirements", "requirements.in"]
    options = ["--bytecode", "bytecode", "--drop", "warm/headers", "none/at all"]
    modules = ["--import", "gpu.kernels"]

    done = subprocess.run(
        [*command, *options, *modules], cwd=folder, capture_output=True, text=True
    )

    assert done.returncode == 0, done.stderr
    return site, done.stdout + done.stderr


def test_what_is_imported_is_compiled_and_what_no_service_reads_is_gone(
    slimmed: tuple[Path, str],
) -> None:
    site, _ = slimmed

    compiled = {p.name: Path(cache_from_source(str(p))).is_file() for p in site.glob("warm/*.py")}
    assert compiled == {"__init__.py": True, "used.py": True, "unused.py": False}
    assert not (site / "warm/tests").exists()
    assert not (site / "warm/used.pyx").exists()
    assert not (site / "warm/headers").exists()
    assert list(site.parents[3].glob("bytecode/__pycache__/argparse.*.pyc"))


def test_a_package_that_finds_no_gpu_in_the_build_is_compiled_whole_and_told_calmly(
    slimmed: tuple[Path, str],
) -> None:
    site, said = slimmed

    compiled = sorted(p.name.partition(".")[0] for p in site.glob("gpu/**/*.pyc"))
    assert compiled == ["__init__", "kernels"]
    assert said == (
        "slim.py: gpu cannot be imported here, so all of it is compiled.\n"
        "         ImportError('libcuda.so.1: cannot open\\nshared object file')\n"
        "slim.py: gpu.kernels cannot be imported here, so all of it is compiled.\n"
        "         ImportError('libcuda.so.1: cannot open\\nshared object file')\n"
    )
