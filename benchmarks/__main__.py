"""`python -m benchmarks`: builds both, measures them in turn, prints one table."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from benchmarks import client, machine
from benchmarks.bench import Bench
from benchmarks.prepare import prepared
from benchmarks.problem import NoTool, Unmeasured
from benchmarks.rows import FAMILIES
from benchmarks.table import Samples, notes, record, table

MEASURED, SOME_FAILED, NO_TOOL = 0, 1, 6


def main(arguments: Sequence[str]) -> int:
    options = _options(arguments)
    try:
        engine = machine.engine()
        chosen = client.find(options.client, core=machine.second_core())
    except NoTool as problem:
        _say(str(problem))
        return NO_TOOL
    about = machine.described(engine, chosen.name)
    _say(", ".join(f"{name} {value}" for name, value in about.items()))
    if chosen.name == "own":
        _say("wrk is not used: benchmarks/own_client.py makes the load.")
    measured, failed = _measure(options, chosen)
    print("\n\n".join(filter(None, (table(measured, judged=not options.quick), notes(measured)))))
    if options.json:
        rows = [record(samples) for samples in measured]
        content = {**about, "quick": options.quick, "rows": rows, "failed": failed}
        options.json.write_text(json.dumps(content, indent=2) + "\n", encoding="utf-8")
    return SOME_FAILED if failed else MEASURED


def _options(arguments: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks",
        description="Builds a hand-written reference and a project of mlpack, and measures both.",
        epilog="Exit codes: 0 measured; 1 some rows could not be; 2 usage; 6 no docker, or no wrk "
        "where it was asked for. A target that is missed is no failure.",
    )
    add = parser.add_argument
    add("--rows", type=_families, default=list(FAMILIES), metavar="A,B", help=", ".join(FAMILIES))
    add("--rounds", type=int, default=5, help="of load, memory and stopping (5)")
    add("--quick", action="store_true", help="one short round of each, and no verdicts: for CI")
    add("--client", choices=["auto", "wrk", "own"], default="auto", help="what makes the load")
    add("--json", type=Path, metavar="FILE", help="write every sample, for a machine")
    return parser.parse_args(arguments)


def _families(text: str) -> list[str]:
    asked = text.split(",")
    if unknown := [name for name in asked if name not in FAMILIES]:
        known = ", ".join(FAMILIES)
        raise argparse.ArgumentTypeError(f"there is no {unknown[0]}; there are {known}")
    return [name for name in FAMILIES if name in asked]


def _measure(
    options: argparse.Namespace, chosen: client.Client
) -> tuple[list[Samples], dict[str, str]]:
    """What could be measured, and why the other families could not."""
    names = [name for name in options.rows if FAMILIES[name].in_quick or not options.quick]
    try:
        with prepared(options, chosen) as bench:
            return _each(names, bench)
    except Unmeasured as error:
        _say(f"Nothing could be measured: {error}")
        return [], dict.fromkeys(names, str(error))


def _each(names: Iterable[str], bench: Bench) -> tuple[list[Samples], dict[str, str]]:
    measured: list[Samples] = []
    failed: dict[str, str] = {}
    if any(FAMILIES[name].needs_images for name in names):
        for subject in bench.pair.both:
            _say(f"building {subject.name}")
            subject.build()
    for name in names:
        _say(f"measuring {name}")
        try:
            measured += FAMILIES[name].measure(bench)
        except Unmeasured as error:
            failed[name] = str(error)
            _say(f"{name} could not be measured: {error}")
    return measured, failed


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
