"""What the environment may change; the defaults are those of the Dockerfile."""

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

MODEL = "model.cbm"


class SettingError(ValueError):
    """A variable of the environment that the service cannot use."""


@dataclass(frozen=True)
class Settings:
    """How the service runs; each field is the environment variable of the same name."""

    host: str
    port: int
    model: Path
    batch_max_size: int  # rows predicted together, at most
    limit_body_bytes: int
    limit_rows: int  # rows of one request
    limit_queue: int  # requests waiting for the model
    limit_seconds: float  # from a request's last byte to its answer
    drain_seconds: float  # from SIGTERM to the closing of the port


def read_settings(environ: Mapping[str, str] = os.environ) -> Settings:
    """Read the environment; raises SettingError for a value that is out of its range."""
    return Settings(
        host=environ.get("HOST", "0.0.0.0"),
        port=_whole(environ, "PORT", 8080, least=0, most=65_535),
        model=Path(environ.get("MODEL", MODEL)),
        batch_max_size=_whole(environ, "BATCH_MAX_SIZE", 64),
        limit_body_bytes=_whole(environ, "LIMIT_BODY_BYTES", 10000000),
        limit_rows=_whole(environ, "LIMIT_ROWS", 1000),
        limit_queue=_whole(environ, "LIMIT_QUEUE", 1024),
        limit_seconds=_seconds(environ, "LIMIT_SECONDS", 10, least=0.001),
        drain_seconds=_seconds(environ, "DRAIN_SECONDS", 1.5, least=0),
    )


def _whole(
    environ: Mapping[str, str],
    name: str,
    default: int,
    least: int = 1,
    most: int = 2**31,
) -> int:
    text = environ.get(name, str(default))
    if not (re.fullmatch("[0-9]{1,10}", text) and least <= int(text) <= most):
        raise SettingError(
            f"{name}={text!r}: must be a whole number from {least} to {most}"
        )
    return int(text)


def _seconds(
    environ: Mapping[str, str], name: str, default: float, least: float
) -> float:
    text = environ.get(name, str(default))
    try:
        value = float(text)
    except ValueError:
        value = -1.0
    if not least <= value <= 3600:
        raise SettingError(f"{name}={text!r}: must be seconds from {least} to 3600")
    return value
