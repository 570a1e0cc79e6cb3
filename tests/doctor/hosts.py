"""Hosts for the tests: programs that answer as the real ones do, and what a host would say."""

from __future__ import annotations

import json
import shlex
from dataclasses import replace
from pathlib import Path

from mlpack.doctor.host import Docker, Gpu, Host

L4 = Gpu("NVIDIA L4", "550.54.15", "8.9")
DOCKER = Docker(
    version="28.5.2",
    buildx="v0.29.1",
    platform="linux/amd64",
    memory=24 * 2**30,
    folder="/var/lib/docker",
    free=100 * 2**30,
    gives_gpus="the runtime nvidia",
)
HOST = Host(system="Linux", platform="linux/amd64", gpus=(L4,), docker=DOCKER)
INFO = {
    "Name": "a-host",
    "Architecture": "x86_64",
    "MemTotal": 24 * 2**30,
    "DockerRootDir": "/var/lib/docker",
    "Runtimes": {"runc": {"path": "runc"}, "nvidia": {"path": "nvidia-container-runtime"}},
    "ClientInfo": {"Plugins": [{"Name": "buildx", "Version": "v0.29.1"}]},
}


def host(*gpus: Gpu, **docker: object) -> Host:
    return replace(HOST, gpus=gpus or HOST.gpus, docker=replace(DOCKER, **docker))


def program(folder: Path, name: str, *answers: tuple[str, str, int]) -> None:
    """A program that prints an answer and leaves with a code where its arguments hold a word."""
    cases = "".join(
        f"*{shlex.quote(word)}*) printf '%s\\n' {shlex.quote(text)}; exit {code} ;;\n"
        for word, text, code in answers
    )
    path = folder / name
    path.parent.mkdir(exist_ok=True)
    path.write_text(f'#!/bin/sh\ncase "$*" in\n{cases}esac\nexit 64\n', encoding="utf-8")
    path.chmod(0o755)


def docker_program(folder: Path, **differs: object) -> None:
    info = json.dumps({**INFO, **differs})
    program(folder, "docker", ("version", "28.5.2", 0), ("info", info, 0))
