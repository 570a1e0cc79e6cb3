"""Makes all that is measured, in a temporary folder: the models, the two subjects, their images."""

from __future__ import annotations

import argparse
import tempfile
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from benchmarks import machine, project, reference
from benchmarks.bench import Bench, effort
from benchmarks.client import Client
from benchmarks.process import run
from benchmarks.subject import Pair

TRAIN = Path(__file__).with_name("train")


@contextmanager
def prepared(options: argparse.Namespace, client: Client) -> Iterator[Bench]:
    """Folders and image names of this run alone; gone when it ends. Raises Unmeasured.

    What docker built stays in its cache, so that the next run starts sooner.
    """
    tag = uuid.uuid4().hex[:8]
    images = [f"mlpack-benchmark-{side}:{tag}" for side in ("reference", "project")]
    with tempfile.TemporaryDirectory(prefix="mlpack-benchmark-") as name:
        folder = Path(name)
        try:
            yield _bench(options, client, folder, images)
        finally:
            run(["docker", "image", "rm", "--force", *images])


def _bench(options: argparse.Namespace, client: Client, folder: Path, images: list[str]) -> Bench:
    models = folder / "models"
    run(["docker", "build", "--quiet", "--output", f"type=local,dest={models}", str(TRAIN)])
    for model in models.iterdir():
        model.chmod(0o644)  # the services run as other users
    forest = models / "forest.joblib"
    pair = Pair(
        reference.prepare(folder / "reference", model=forest, image=images[0]),
        project.prepare(folder / "project", model=forest, image=images[1]),
    )
    cores = machine.cores()
    return Bench(
        pair=pair,
        client=client,
        effort=effort(options.rounds, quick=options.quick),
        core=cores[0] if len(cores) > 1 else None,
        linear=models / "linear.joblib",
    )
