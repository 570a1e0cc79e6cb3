"""Whether a framework that a layer describes is whole, and its values of the right form."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from mlpack.catalog.rows import Framework
from mlpack.wording import any_of

_KINDS = ("numbers", "texts", "arrays", "records")
_DEVICES = ("cpu", "cuda")
_PLATFORMS = ("linux/amd64", "linux/arm64")
_FORMS = {
    "version": (r"\d+\.\d+", "1.7"),
    "newest": (r"\d+(\.\d+)+(\.post\d+)?", "1.7.2"),
    "glibc": (r"2\.\d+", "2.28"),
}


def faults_of(framework: Framework) -> list[str]:
    """All that is wrong with it, each in a sentence."""
    return list(dict.fromkeys(fault for look in _LOOKS for fault in look(framework)))


def _lacks(framework: Framework) -> Iterator[str]:
    if not framework.variants and not framework.stands_on:
        yield "It has no build: write variants.toml, with a row for each device."
    lines = [variant.line for variant in framework.variants]
    lines += [row.line for row in framework.requirements]
    if any("{version}" in line for line in lines) and not framework.releases:
        yield "A line asks for {version}, and there is no release: write versions.toml."


def _misnamed(framework: Framework) -> Iterator[str]:
    if framework.inputs not in _KINDS:
        yield f"inputs is {any_of(_KINDS)}, not {framework.inputs}."
    for variant in framework.variants:
        if variant.device not in _DEVICES:
            yield f"variants.toml: device is {any_of(_DEVICES)}, not {variant.device}."


def _malformed(framework: Framework) -> Iterator[str]:
    for row in framework.releases:
        for column, (form, example) in _FORMS.items():
            if not re.fullmatch(form, value := getattr(row, column)):
                yield f"versions.toml: {value} is no {column} such as {example}."
        for python in row.pythons:
            if not re.fullmatch(r"3\.\d+", python):
                yield f"versions.toml: {python} is no Python such as 3.12."
        for platform in row.platforms:
            if platform not in _PLATFORMS:
                yield f"versions.toml: a platform is {any_of(_PLATFORMS)}, not {platform}."


_LOOKS: tuple[Callable[[Framework], Iterator[str]], ...] = (_lacks, _misnamed, _malformed)
