"""Two clean builds of the same folder, a second apart: are they the same to the last byte?"""

from __future__ import annotations

import hashlib
import os
import subprocess
import time
from collections.abc import Iterator

from benchmarks.bench import Bench
from benchmarks.problem import Unmeasured
from benchmarks.subject import Subject
from benchmarks.table import Samples

BUILDS = 2
CHUNK = 1 << 20


def measure(bench: Bench) -> Iterator[Samples]:
    """No layer is taken from the cache, and SOURCE_DATE_EPOCH is set.

    The digest is that of the whole file system as a tar archive: docker's default store cannot
    rewrite the times in layers, whose digests therefore differ in any two builds on any day.
    """
    reference, project = map(_digests, bench.pair.both)
    yield Samples("digest", (reference,), (project,))


def _digests(subject: Subject) -> int:
    return len({_digest(subject) for _ in range(BUILDS)})


def _digest(subject: Subject) -> str:
    command = ["docker", "build", "--quiet", "--no-cache", "--output", "type=tar,dest=-", "."]
    environment = {**os.environ, "SOURCE_DATE_EPOCH": "0"}
    digest = hashlib.sha256()
    with subprocess.Popen(
        command, cwd=subject.folder, env=environment, stdout=subprocess.PIPE
    ) as build:
        assert build.stdout
        while chunk := build.stdout.read(CHUNK):
            digest.update(chunk)
    if build.returncode:
        raise Unmeasured(f"{subject.name} cannot be built into an archive")
    time.sleep(1)
    return digest.hexdigest()
