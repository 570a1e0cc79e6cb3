"""The command line itself: whole processes from start to end, and what they hold at most."""

from __future__ import annotations

import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

from benchmarks import project
from benchmarks.bench import Bench
from benchmarks.process import Spent, spent
from benchmarks.table import Samples

MANY = 200
MANY_ROUNDS = 3
# A catalogue of its own for each: its tables are read in the time that is measured. The first one
# of all brings what is imported late.
RESOLVE_EACH = """
from pathlib import Path
from time import perf_counter
from mlpack.catalog import Catalog
from mlpack.layers import open_layers
from mlpack.plan import resolve
from mlpack.spec import Known, read, spec_from
layers = open_layers((), Path())
names = Catalog(layers).framework_names
for name in [names[0], *names]:
    for device in Catalog(layers).framework(name).devices:
        text = f"name: a\\nframework: {name}\\ncompute: {device}\\n"
        spec = spec_from(read(text, "mlpack.yaml"), Known())
        catalog = Catalog(layers)
        started = perf_counter()
        resolve(spec, catalog)
        print((perf_counter() - started) * 1000)
"""


def measure(bench: Bench) -> Iterator[Samples]:
    """The reference has no generator, so these rows stand alone.

    `generate` runs where nothing changed since the last time: the lock is up to date.
    """
    yield Samples("version", (), tuple(run.seconds for run in _runs(bench, "--version")))
    yield Samples("help", (), tuple(run.seconds for run in _runs(bench, "--help")))
    generated = _runs(bench, "generate")
    yield Samples("generate", (), tuple(run.seconds for run in generated))
    yield Samples("generate-memory", (), tuple(run.peak_mb for run in generated))
    new, unchanged = zip(*(_milliseconds_of_many(bench) for _ in range(MANY_ROUNDS)), strict=True)
    yield Samples("generate-many", (), new)
    yield Samples("generate-many-same", (), unchanged)
    yield Samples("resolve", (), (max(_milliseconds_of_resolving()),))


def _runs(bench: Bench, argument: str) -> list[Spent]:
    command = [*project.MLPACK, argument]
    folder, environment = bench.pair.project.folder, project.environment()
    spent(command, cwd=folder, environment=environment)  # brings the files into memory
    return [
        spent(command, cwd=folder, environment=environment) for _ in range(bench.effort.processes)
    ]


def _milliseconds_of_many(bench: Bench) -> tuple[float, float]:
    """Of one of 200 projects in one `mlpack generate --all`: all new, and once more at once.

    The lock is there and up to date, so that none is made.
    """
    command, environment = [*project.MLPACK, "generate", "--all"], project.environment()
    with tempfile.TemporaryDirectory() as name:
        for number in range(MANY):
            folder = Path(name, str(number))
            folder.mkdir()
            for file in (project.SPEC, project.LOCK):
                shutil.copy(bench.pair.project.folder / file, folder)
        new, unchanged = (
            spent(command, cwd=Path(name), environment=environment).seconds for _ in range(2)
        )
    return new / MANY * 1000, unchanged / MANY * 1000


def _milliseconds_of_resolving() -> list[float]:
    """Of the plain spec of each framework on each of its devices, once all is imported."""
    command = [sys.executable, "-c", RESOLVE_EACH]
    done = subprocess.run(
        command, env=project.environment(), capture_output=True, text=True, check=True
    )
    return [float(line) for line in done.stdout.split()][1:]
