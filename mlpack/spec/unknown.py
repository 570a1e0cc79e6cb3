"""GPUs, CUDAs, versions and extras that do not exist, and what lies nearest to them."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from mlpack.spec.document import Path
from mlpack.wording import did_you_mean, folded, nearest, nearest_versions

_VERSION = re.compile(r"\d+(\.\d+)+(\.post\d+)?|\d+(\.\d+)*\.\*")
_CUDA = re.compile(r"\d+(\.\d+)?")


@dataclass(frozen=True)
class KnownFramework:
    """`newest` has the last patch of each minor release, the oldest first, as in {"1.7": "1.7.2"};
    `day` is the ISO day up to which they are known.
    """

    title: str
    newest: Mapping[str, str]
    extras: tuple[str, ...]
    day: str


def unknown_compute(
    written: Mapping[str, Any], gpus: tuple[str, ...], cudas: tuple[str, ...]
) -> Iterator[tuple[Path, str]]:
    """What `compute` names and the catalogue does not: the path, and what is so."""
    named = written.get("gpus", [])
    keys = {folded(gpu) for gpu in gpus}
    for index, name in enumerate(named if isinstance(named, list) else [named]):
        if gpus and isinstance(name, str) and folded(name) not in keys:
            path = ("compute", "gpus", index) if isinstance(named, list) else ("compute", "gpus")
            yield path, f"The catalogue does not know {name}. {_near_gpu(name, gpus)}"
    cuda = written.get("cuda")
    if cudas and isinstance(cuda, str) and _CUDA.fullmatch(cuda) and cuda not in cudas:
        near = nearest_versions(cuda, [v for v in cudas if v.count(".") == cuda.count(".")])
        yield ("compute", "cuda"), f"The catalogue does not know CUDA {cuda}. {near}".strip()


def _near_gpu(name: str, gpus: tuple[str, ...]) -> str:
    """`nvidia-smi` says NVIDIA A100-SXM4-80GB for an A100; a list of all of them fills a page."""
    words = f"-{_words(name)}-"
    within = [gpu for gpu in gpus if f"-{_words(gpu)}-" in words]
    near = max(within, key=len, default="") or nearest(name, gpus)
    return f"Did you mean {near}?" if near else "`mlpack catalog` lists those that it knows."


def _words(name: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", name.lower()))


def unknown_release(
    written: Any, known: Callable[[], KnownFramework | None]
) -> Iterator[tuple[Path, str]]:
    """A version or an extra of `framework` that there is not; `known` is asked for nothing else."""
    path: Path = ("framework",)
    version: Any = written.partition("==")[2].strip() if isinstance(written, str) else ""
    extras: Any = ()
    if isinstance(written, Mapping):
        version, extras = written.get("version"), written.get("extras", ())
        path = ("framework", "version")
    wants_version = isinstance(version, str) and bool(_VERSION.fullmatch(version))
    framework = known() if wants_version or extras else None
    if framework and wants_version and (says := _unknown_version(version, framework)):
        yield path, says
    if framework and isinstance(extras, list):
        for index, extra in enumerate(extras):
            if isinstance(extra, str) and extra not in framework.extras:
                yield ("framework", "extras", index), _unknown_extra(extra, framework)


def _unknown_version(version: str, known: KnownFramework) -> str:
    """Empty where there is such a release; where there is none at all, none has a version."""
    minors = list(known.newest)
    if not minors:
        return f"{known.title} has no releases of its own, and so no version."
    knows = f"The catalogue of {known.day} knows {known.title}"
    wished = _numbers(version)
    meant = [minor for minor in minors if _numbers(minor)[: len(wished)] == wished[:2]]
    if not meant:
        near = nearest_versions(version, minors)
        return f"{knows} {minors[0]} to {minors[-1]}, not {version}. {near}"
    newest = known.newest[meant[-1]]
    if version.endswith("*") or wished <= _numbers(newest):
        return ""
    return f"{knows} {meant[-1]} up to {newest}, not {version}."


def _unknown_extra(extra: str, known: KnownFramework) -> str:
    if not known.extras:
        return f"{known.title} has no extras here."
    return f"{known.title} has no extra {extra}. {did_you_mean(extra, known.extras)}"


def _numbers(version: str) -> tuple[int, ...]:
    return tuple(map(int, re.findall(r"\d+", version)))
