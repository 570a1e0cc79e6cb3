"""Runs once, while the image is built: takes out what no service reads, compiles what it imports.

Slims the environment of the interpreter that runs it. The bytecode of the standard library, which
belongs to the base image, is written to a folder of its own.
"""

import argparse
import hashlib
import importlib
import marshal
import os
import re
import shutil
import struct
import sys
import sysconfig
from contextlib import suppress
from importlib.machinery import SourceFileLoader
from importlib.metadata import packages_distributions
from importlib.util import MAGIC_NUMBER, cache_from_source, source_hash
from pathlib import Path
from types import CodeType
from typing import Any

SITE = Path(sysconfig.get_path("platlib"))
STDLIB = Path(sysconfig.get_path("stdlib"))

# For linkers, Cython and type checkers. Headers stay: some packages compile while they run.
DEVELOPMENT = {".a", ".pxd", ".pxi", ".pyi", ".pyx", ".tp"}

# How a .pyc file says that nobody need look at its source: the times of files in an image vary.
UNCHECKED = struct.pack("<L", 0b01)


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--requirements", type=Path, required=True)
    parser.add_argument("--drop", nargs="+", default=[], dest="unused")
    parser.add_argument("--import", nargs="+", default=[], dest="modules")
    parser.add_argument("--bytecode", type=Path, required=True)
    options = parser.parse_args()
    for folder in options.unused:
        # Not every release of a package has it.
        shutil.rmtree(SITE / folder, ignore_errors=True)
    drop_development_files()
    drop_symbols()
    share_libraries()
    used = compile_imports(
        modules_of(options.requirements) + options.modules, options.bytecode
    )
    drop_tests(used)


def drop_development_files() -> None:
    for path in SITE.rglob("*"):
        # The package lazy_loader reads __init__.pyi at run time.
        if (
            path.suffix in DEVELOPMENT
            and path.name != "__init__.pyi"
            and path.is_file()
        ):
            path.unlink()


def drop_symbols() -> None:
    """Cut ELF files after the last byte that is ever loaded: what follows is for debuggers.

    `strip` would also move what is loaded, and so break the libraries that auditwheel has changed.
    """
    for library in SITE.rglob("*.so"):
        with library.open("r+b") as file:
            head = file.read(64)
            if head[:6] != b"\x7fELF\x02\x01":  # 64 bits, little endian
                continue
            (start,) = struct.unpack_from("<Q", head, 32)
            size, count = struct.unpack_from("<2H", head, 54)
            file.seek(start)
            segments = file.read(size * count)
            end = start + len(segments)
            for segment in range(0, len(segments), size):
                offset, _, _, length = struct.unpack_from("<4Q", segments, segment + 8)
                end = max(end, offset + length)
            file.truncate(end)
            file.seek(40)
            file.write(bytes(8))  # no section headers: they lay behind the cut
            file.seek(58)
            file.write(bytes(6))


def share_libraries() -> None:
    """Wheels bring the same libgfortran each: keep, and at run time load, one copy of a library."""
    first: dict[bytes, Path] = {}
    for library in sorted(SITE.glob("*.libs/*")):
        same = first.setdefault(hashlib.sha256(library.read_bytes()).digest(), library)
        if same != library:
            library.unlink()
            library.symlink_to(os.path.relpath(same, library.parent))


def drop_tests(used: set[Path]) -> None:
    """Folders named `tests` that no import has read; `testing` and `_testing` are often read."""
    needed = {folder for source in used for folder in source.parents}
    for folder in sorted(SITE.glob("*/**/tests")):
        if folder not in needed:
            shutil.rmtree(folder, ignore_errors=True)


def modules_of(requirements: Path) -> list[str]:
    """What is imported under the names of the direct requirements."""
    lines = requirements.read_text().splitlines()
    wanted = {
        canonical(match[0]) for line in lines if (match := re.match(r"[\w.-]+", line))
    }
    return [
        module
        for module, distributions in sorted(packages_distributions().items())
        if module.isidentifier() and wanted.intersection(map(canonical, distributions))
    ]


def canonical(distribution: str) -> str:
    return re.sub(r"[-_.]+", "-", distribution).lower()


def compile_imports(modules: list[str], stdlib_bytecode: Path) -> set[Path]:
    """Import the modules, and keep the bytecode of all that this compiles; the sources of it."""
    used = set()

    def compile_and_keep(data: bytes, path: str) -> CodeType:
        code: CodeType = compile(data, path, "exec", dont_inherit=True)
        source, target = Path(path), Path(cache_from_source(path))
        if STDLIB in source.parents:
            target = stdlib_bytecode / target.relative_to(STDLIB)
        elif SITE not in source.parents:
            return code
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_bytes(
            MAGIC_NUMBER + UNCHECKED + source_hash(data) + marshal.dumps(code)
        )
        used.add(source)
        return code

    def source_to_code(_: object, data: Any, path: str, **__: object) -> CodeType:
        return compile_and_keep(data, path)

    for source in sources_loaded_already():
        compile_and_keep(source.read_bytes(), str(source))
    # The import system's own step from source to code: so that nothing is compiled twice.
    SourceFileLoader.source_to_code = source_to_code  # type: ignore[method-assign, assignment]
    broken = set()
    for name in modules:
        try:
            importlib.import_module(name)
        except (Exception, SystemExit) as error:  # noqa: BLE001 - a package may raise anything
            # Often no fault: what computes on a GPU looks for one, and a build has none.
            print(f"slim.py: {name} cannot be imported here, so all of it is compiled.")
            print(f"         {error!r}")
            broken.add(name.partition(".")[0])
    for package in sorted(broken):
        for source in (SITE / package).rglob("*.py"):
            with suppress(SyntaxError, ValueError):  # a template, or for another Python
                compile_and_keep(source.read_bytes(), str(source))
    return used


def sources_loaded_already() -> list[Path]:
    specs = [getattr(module, "__spec__", None) for module in sys.modules.values()]
    origins = [Path(spec.origin) for spec in specs if spec and spec.origin]
    return [origin for origin in origins if origin.suffix == ".py"]


if __name__ == "__main__":
    main()
