"""`mlpack completions`: the script with which a shell completes commands, options and names."""

from __future__ import annotations

from enum import Enum
from typing import Annotated

import typer

from mlpack.cli import screen

# The shell's script sets it when it asks what could follow.
ASKED = "_MLPACK_COMPLETE"


class Shell(str, Enum):
    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"
    POWERSHELL = "powershell"


def register(app: typer.Typer) -> None:
    app.command("completions")(completions)


def completions(
    shell: Annotated[Shell, typer.Argument(metavar="SHELL", help="bash, zsh, fish or powershell.")],
) -> None:
    """Prints the script that completes commands and options in a shell.

    In bash: `source <(mlpack completions bash)`, in ~/.bashrc to keep it.
    """
    from typer.completion import get_completion_script  # type: ignore[attr-defined]

    screen.answer(get_completion_script(prog_name="mlpack", complete_var=ASKED, shell=shell.value))


def answer_shells() -> None:
    """Teaches the command line to answer a shell's question; to be called where one is asked."""
    from typer.completion import completion_init  # type: ignore[attr-defined]

    completion_init()
