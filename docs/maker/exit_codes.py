"""exit-codes.md: what a code means to a shell, and an error to a library user."""

from __future__ import annotations

import re
from collections.abc import Iterator

from maker.markdown import table

from mlpack import errors
from mlpack.cli.app import app


def exit_codes() -> Iterator[str]:
    meanings = re.findall(r"(\d+) ([^;]+)[;.]", (app.info.epilog or "") + "\n")
    family = re.findall(r"(\w+) +(\d+)  (.+)", errors.__doc__ or "")
    yield "# Exit codes"
    yield "They are a contract: a code keeps its meaning. Ctrl-C leaves with 130, as in a shell."
    yield table(("code", "meaning"), [(f"`{number}`", says) for number, says in meanings])
    yield "## Errors"
    yield "What a library user catches; all of them are in `mlpack.errors`."
    rows = [(f"`{name}`", getattr(errors, name).exit_code, says) for name, _, says in family]
    yield table(("error", "exit code", "what is so"), rows)
