"""Rules about the image: what it stands on, what it holds, where it may write."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path

from mlpack.check.finding import Finding
from mlpack.check.ignored import ignoring, patterns
from mlpack.check.subject import Subject

_MUSL = re.compile(r"alpine|musl")
# Where programs put what they download or compile. A path below the others may be a volume.
_CACHES = (
    "HF_HOME",
    "HF_HUB_CACHE",
    "HOME",
    "MPLCONFIGDIR",
    "NUMBA_CACHE_DIR",
    "SENTENCE_TRANSFORMERS_HOME",
    "TMPDIR",
    "TORCHINDUCTOR_CACHE_DIR",
    "TORCH_HOME",
    "TRANSFORMERS_CACHE",
    "TRITON_CACHE_DIR",
    "XDG_CACHE_HOME",
)
_UNWRITABLE = re.compile(r"/?$|(?!/)|/(root|home|app|opt|usr|var|etc|\.cache)(/|$)")
COMPILERS = {"build-essential", "clang", "g++", "gcc"}
_NEVER_WANTED = {"__pycache__", ".git"}


def musl_base(subject: Subject) -> Iterator[Finding]:
    image = subject.plan.base.image
    if _MUSL.search(image):
        says = "It stands on musl, and few packages for machine learning have wheels for that."
        mend = "Take a base with glibc, as Debian's slim images: `base: trixie`."
        yield Finding("musl-base", "error", image, says, mend)


def unwritable_cache(subject: Subject) -> Iterator[Finding]:
    for name, value in subject.plan.environment.items():
        if name in _CACHES and _UNWRITABLE.match(value):
            says = (
                f"{name} is {value or 'empty'}: the service may not write there, as it is not root."
            )
            mend = "Name a folder below /tmp, or leave it out: HOME is /tmp."
            yield Finding("unwritable-cache", "error", "mlpack.yaml", says, mend)


def ignored_files(subject: Subject) -> Iterator[Finding]:
    file = subject.root / ".dockerignore"
    if not file.is_file():
        return
    rows = patterns(file.read_text(encoding="utf-8", errors="replace"))
    for name in (subject.plan.model.path, *subject.plan.include):
        for path in _wanted(subject.root, name):
            if row := ignoring(path, rows):
                where = f".dockerignore:{row.line}"
                says = f"{row.text} keeps {path} out of the image."
                mend = f"Take the line out, or add after it: !{path}"
                yield Finding("ignored-file", "error", where, says, mend)
                break


def compiles_at_run_time(subject: Subject) -> Iterator[Finding]:
    code = subject.root / "model.py"
    if not code.is_file() or COMPILERS & set(subject.plan.system_packages.run):
        return
    lines = code.read_text(encoding="utf-8", errors="replace").splitlines()
    for number, line in enumerate(lines, 1):
        if "torch.compile(" in line.partition("#")[0]:
            says = "torch.compile needs a C compiler when the service runs: the image has none."
            mend = "Add to mlpack.yaml: system_packages: [g++], or export the model instead."
            where = f"model.py:{number}"
            yield Finding("compiles-at-run-time", "warning", where, says, mend)
            return


def _wanted(root: Path, name: str) -> Iterator[str]:
    """The files of a part of the project, without what no image should have."""
    place = root / name
    for file in sorted(place.rglob("*")) if place.is_dir() else [place]:
        if file.is_file() and not _NEVER_WANTED & set(file.parts):
            yield file.relative_to(root).as_posix()


IMAGE: tuple[Callable[[Subject], Iterator[Finding]], ...] = (
    musl_base,
    unwritable_cache,
    ignored_files,
    compiles_at_run_time,
)
