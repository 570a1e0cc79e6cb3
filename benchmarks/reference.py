"""The reference as a subject: the folder `reference/`, with the model beside it."""

from __future__ import annotations

import shutil
from pathlib import Path

from benchmarks.process import run
from benchmarks.subject import LOCK, MODEL, Subject

WRITTEN = Path(__file__).with_name("reference")
# Timed inside the container, whose own start is not the lock's.
LOCKING = """set -e
before=$(date +%s%N)
uv pip compile --quiet --no-cache --generate-hashes --no-header --no-emit-index-url \
    --output-file /tmp/new.lock - > /dev/null
after=$(date +%s%N)
echo $((after - before))
cat /tmp/new.lock
"""


def prepare(folder: Path, *, model: Path, image: str) -> Subject:
    """The reference in `folder`, ready for `docker build`."""
    shutil.copytree(WRITTEN, folder)
    shutil.copy(model, folder / MODEL)
    dockerfile = (folder / "Dockerfile").read_text(encoding="utf-8")

    def relock(package: str) -> float:
        wishes = (WRITTEN / "requirements.in").read_text(encoding="utf-8")
        text, seconds = lock(image, f"{wishes}{package}\n")
        (folder / LOCK).write_text(text, encoding="utf-8")
        return seconds

    return Subject(
        name="reference",
        folder=folder,
        image=image,
        base=dockerfile.rpartition("\nFROM ")[2].split()[0],
        code="app.py",
        port_variable="UVICORN_PORT",
        readiness="/healthz",
        relock=relock,
    )


def lock(image: str, requirements: str) -> tuple[str, float]:
    """The lock that uv makes with nothing cached, and its seconds. Raises Unmeasured.

    The uv is that of the reference's build stage, so none is needed on this machine.
    """
    builder = f"{image}-build"
    run(["docker", "build", "--quiet", "--target", "build", "--tag", builder, str(WRITTEN)])
    try:
        command = ["docker", "run", "--rm", "--interactive", builder, "sh", "-c", LOCKING]
        nanoseconds, _, text = run(command, given=requirements).partition("\n")
    finally:
        run(["docker", "image", "rm", "--force", builder])
    return text, int(nanoseconds) / 1e9
