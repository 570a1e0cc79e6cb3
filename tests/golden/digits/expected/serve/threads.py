"""Thread pools sized by the CPU that this container may use, not by the machine's cores."""

import os
import sys
from pathlib import Path

POOLS = ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS")


def limit_threads() -> None:
    """Size the numeric thread pools, except those that the environment sizes already."""
    for name in POOLS:
        os.environ.setdefault(name, str(usable_cpus()))


def usable_cpus(cgroup: Path = Path("/sys/fs/cgroup")) -> int:
    """Whole CPUs under the cgroup's quota and the affinity mask, at least one."""
    # Only Linux tells which cores a process may use; elsewhere is where people develop.
    allowed = (
        len(os.sched_getaffinity(0)) if sys.platform == "linux" else os.cpu_count() or 1
    )
    quota = _quota_v2(cgroup) or _quota_v1(cgroup) or allowed
    return max(1, min(allowed, int(quota)))


def _quota_v2(cgroup: Path) -> float | None:
    try:
        quota, period = (cgroup / "cpu.max").read_text().split()
        return None if quota == "max" else int(quota) / int(period)
    except (OSError, ValueError):
        return None


def _quota_v1(cgroup: Path) -> float | None:
    try:
        quota = int((cgroup / "cpu/cpu.cfs_quota_us").read_text())
        period = int((cgroup / "cpu/cpu.cfs_period_us").read_text())
        return quota / period if quota > 0 else None
    except (OSError, ValueError):
        return None
