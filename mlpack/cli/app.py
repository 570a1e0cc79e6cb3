"""The command `mlpack`: one file a command, and every error turned into one message and a code."""

from __future__ import annotations

import os
import sys
import traceback
from typing import Annotated, NoReturn

import typer

from mlpack import __version__
from mlpack.cli import (
    catalog,
    check,
    completions,
    doctor,
    explain,
    generate,
    import_,
    init,
    lock,
    plan,
    schema,
    screen,
    set_,
)
from mlpack.cli.bug import logged
from mlpack.errors import MlpackError

app = typer.Typer(
    name="mlpack",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
    help="A few wishes about an ML service in; the Dockerfile, the lock and the server out.",
    epilog="Exit codes: 0 done; 1 findings, drift or conflict; 2 usage; 3 faults in mlpack.yaml; "
    "4 incompatible; 5 no lock; 6 no engine; 70 a bug.",
)
_COMMANDS = (
    init,
    import_,
    set_,
    generate,
    lock,
    plan,
    explain,
    check,
    doctor,
    catalog,
    schema,
    completions,
)
for command in _COMMANDS:
    command.register(app)


def _version(wanted: bool) -> None:
    if wanted:
        screen.answer(f"mlpack {__version__}")
        raise typer.Exit


@app.callback()
def root(
    version: Annotated[
        bool,
        typer.Option(
            "--version", callback=_version, is_eager=True, help="Print the version and leave."
        ),
    ] = False,
) -> None:
    """Options of mlpack itself."""


def main() -> NoReturn:
    """Runs the command line and leaves with an exit code of `mlpack.errors`."""
    sys.exit(run(sys.argv[1:]))


def run(arguments: list[str]) -> int:
    """The exit code of `mlpack ARGUMENTS`."""
    if completions.ASKED in os.environ:
        completions.answer_shells()
    try:
        code = app(args=arguments, prog_name="mlpack", standalone_mode=False)
    except MlpackError as problem:
        screen.error(problem)
        return problem.exit_code
    except typer.Exit as leave:
        return leave.exit_code
    except (typer.Abort, KeyboardInterrupt):
        return 130
    except OSError as problem:
        screen.say(f"{problem.filename or 'The system'}: {problem.strerror or problem}")
        return 1
    except Exception as bug:
        return _usage(bug) if hasattr(bug, "format_message") else _bug(bug)
    return code if isinstance(code, int) else 0


def _usage(problem: Exception) -> int:
    """Click's own errors about the command line, told apart by their shape."""
    screen.say(problem.format_message())  # type: ignore[attr-defined]
    screen.say("`mlpack --help` lists the commands; `mlpack COMMAND --help` its options.")
    return 2


def _bug(bug: Exception) -> int:
    log = logged(["".join(traceback.format_exception(bug))])
    screen.say(f"This is a bug in mlpack ({type(bug).__name__}). Please paste {log}.")
    return 70
