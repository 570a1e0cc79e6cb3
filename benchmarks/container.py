"""A running container: started locked down, asked for its memory and cpu time, always removed."""

from __future__ import annotations

import json
import re
import socket
import time
import uuid
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

from benchmarks import digits
from benchmarks.problem import Unmeasured
from benchmarks.process import run
from benchmarks.subject import MODEL, Subject

LOCKED_DOWN = (
    *("--read-only", "--tmpfs", "/tmp"),
    *("--cap-drop", "ALL", "--security-opt", "no-new-privileges"),
)
SECONDS_TO_START = 120
POLL_SECONDS = 0.01


class Container:
    """`with Container(subject) as it:` runs the subject's image on a free port of this machine.

    It runs on the machine's own network, so that neither docker's bridge nor its proxy is
    measured. `core` pins it to one core; `model` is put in place of the model in the image.
    """

    def __init__(
        self, subject: Subject, *, core: int | None = None, model: Path | None = None
    ) -> None:
        self.subject = subject
        self.name = f"mlpack-benchmark-{uuid.uuid4().hex[:8]}"
        self.port = free_port()
        self._options = ["--env", f"{subject.port_variable}={self.port}"]
        if core is not None:
            self._options += ["--cpuset-cpus", str(core)]
        if model is not None:
            self._options += ["--volume", f"{model}:/app/{MODEL}:ro"]

    def __enter__(self) -> Container:
        command = ["docker", "run", "--detach", "--network", "host", "--name", self.name]
        self._started = time.perf_counter()
        try:
            run([*command, *LOCKED_DOWN, *self._options, self.subject.image])
        except BaseException:
            self.remove()
            raise
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.remove()

    def remove(self) -> None:
        run(["docker", "rm", "--force", "--volumes", self.name])

    def first_answer(self) -> float:
        """Seconds from before `docker run` to the first right prediction. Raises Unmeasured."""
        while not digits.is_right(self.port):
            waited = time.perf_counter() - self._started
            if waited > SECONDS_TO_START or (waited > 5 and not self.state()["Running"]):
                said = run(["docker", "logs", "--tail", "5", self.name])
                raise Unmeasured(f"{self.subject.name} does not answer rightly: {said}")
            time.sleep(POLL_SECONDS)
        return time.perf_counter() - self._started

    def state(self) -> dict[str, Any]:
        """What docker knows of the process: Running, Pid, ExitCode, FinishedAt."""
        state: dict[str, Any] = json.loads(run(["docker", "inspect", self.name]))[0]["State"]
        return state

    def finished(self) -> tuple[int, float]:
        """Exit code and time of the end, in seconds since 1970, after waiting for it."""
        run(["docker", "wait", self.name])
        state = self.state()
        # Docker writes nanoseconds, of which Python 3.10 reads six digits at most.
        day = re.sub(r"(\.\d{6})\d*", r"\1", state["FinishedAt"].replace("Z", "+00:00"))
        return state["ExitCode"], datetime.fromisoformat(day).timestamp()

    def memory_mb(self) -> float:
        """PSS of the service's process: its own memory, and its share of what is shared."""
        look = ["docker", "exec", "--privileged", "--user", "0", self.name]
        rollup = run([*look, "cat", "/proc/1/smaps_rollup"])
        kilobytes = re.search(r"^Pss:\s+(\d+) kB", rollup, re.MULTILINE)
        if not kilobytes:
            raise Unmeasured("this kernel has no smaps_rollup")
        return int(kilobytes[1]) / 1024

    def cpu_seconds(self) -> float:
        """Processor time that the container's control group has used so far. Raises Unmeasured."""
        groups = Path(f"/proc/{self.state()['Pid']}/cgroup")
        if not groups.is_file():
            raise Unmeasured("cpu time needs an engine on this very machine, and Linux")
        for line in groups.read_text().splitlines():
            _, controllers, path = line.split(":", 2)
            if not controllers:
                stat = Path(f"/sys/fs/cgroup{path}/cpu.stat")
                if stat.is_file() and "usage_usec" in (text := stat.read_text()):
                    return int(text.split()[1]) / 1e6
            elif "cpuacct" in controllers.split(","):
                usage = Path(f"/sys/fs/cgroup/cpuacct{path}/cpuacct.usage")
                if usage.is_file():
                    return int(usage.read_text()) / 1e9
        raise Unmeasured("the container's control group cannot be read")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port
