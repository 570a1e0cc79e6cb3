"""The forms of a report by their name, as `--format` calls them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence

from mlpack.report.entry import Section
from mlpack.report.github import github
from mlpack.report.junit import junit
from mlpack.report.sarif import sarif

WRITERS: Mapping[str, Callable[[Sequence[Section]], str]] = {
    "sarif": sarif,
    "junit": junit,
    "github": github,
}
