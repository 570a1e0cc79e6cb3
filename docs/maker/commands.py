"""commands.md: every command with its options, from the command line itself."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import typer.main
from maker.markdown import table

from mlpack.cli.app import app


def commands() -> Iterator[str]:
    root: Any = typer.main.get_command(app)
    yield "# Commands"
    yield (
        f"{root.help} The answer goes to stdout, talk to stderr. NO_COLOR is honoured; without a "
        "terminal nothing is asked. [Exit codes](exit-codes.md)."
    )
    yield "## mlpack"
    yield table(("option", "what it does"), _parameters(root))
    for name, command in root.commands.items():
        yield f"## mlpack {name}"
        arguments = [_argument(p) for p in command.params if p.param_type_name == "argument"]
        yield f"`{' '.join(['mlpack', name, *arguments, '[OPTIONS]'])}`"
        yield command.help
        if rows := list(_parameters(command)):
            yield table(("argument or option", "what it does"), rows)


_HERE = " Left out: the current folder."


def _parameters(command: Any) -> Iterator[tuple[str, str]]:
    for parameter in command.params:
        if parameter.param_type_name == "argument":
            is_here = "DIR" in parameter.metavar and "Left out" not in parameter.help
            yield f"`{_argument(parameter)}`", parameter.help + (_HERE if is_here else "")
            continue
        is_flag = getattr(parameter, "is_flag", False)
        value = "" if is_flag else f" {parameter.metavar or parameter.name.upper()}"
        again = " May be given again." if parameter.multiple else ""
        names = ", ".join(f"`{option}{value}`" for option in reversed(parameter.opts))
        yield names, f"{parameter.help}{again}"


def _argument(parameter: Any) -> str:
    name = parameter.metavar.strip("[]")
    more = "..." if parameter.nargs == -1 else ""
    return f"{name}{more}" if parameter.required else f"[{name}]{more}"
