"""Every error that a person can meet, with its exit code, its place and its way out.

MlpackError                 70  a bug, when it is raised bare
├── UsageError               2  the command line asks for something that is not there
├── SpecFaults               3  mlpack.yaml, or a file that it names, has faults; all at once
├── LayerFault               3  a template layer is missing, unreadable or wrong
├── Incompatible             4  the wishes cannot work together
├── LockFailed               5  requirements.lock could not be made; the old one stands
├── EngineFailed             6  no container engine, or it failed
└── WriteRefused             1  a file was left alone, because writing it could lose something
"""

from __future__ import annotations

import copyreg
from dataclasses import dataclass


class MlpackError(Exception):
    """What is so (`says`), where, and what to do next (`hint`); each in the person's words."""

    exit_code = 70

    def __init__(self, says: str, *, where: str = "", hint: str = "") -> None:
        super().__init__(says)
        self.says = says
        self.where = where
        self.hint = hint

    def __reduce__(self) -> tuple[object, ...]:
        """As it is to another process: what it was made from is not what it holds."""
        return copyreg.__newobj__, (type(self), *self.args), vars(self)  # type: ignore[attr-defined]


class UsageError(MlpackError):
    exit_code = 2


@dataclass(frozen=True, order=True)
class Fault:
    """One fault of mlpack.yaml; `line` and `column` count from 1, as editors do.

    `file` is another file where the setting names one and the fault is in there.
    """

    line: int
    column: int
    setting: str
    says: str
    file: str = ""


class SpecFaults(MlpackError):
    exit_code = 3

    def __init__(self, file: str, faults: tuple[Fault, ...]) -> None:
        self.file = file
        self.faults = faults
        lines = (f"{self.place(fault)}  {fault.setting}  {fault.says}" for fault in faults)
        super().__init__("\n".join(lines), where=file)

    def place(self, fault: Fault) -> str:
        """As editors and terminals follow it: `mlpack.yaml:3:1`."""
        return f"{fault.file or self.file}:{fault.line}:{fault.column}"


class LayerFault(MlpackError):
    exit_code = 3


class Incompatible(MlpackError):
    """`setting` stands in the way; `choices` are changes that do resolve, the smallest first.

    Each is what stands in mlpack.yaml then, a line for each setting that changes.
    """

    exit_code = 4

    def __init__(self, says: str, *, setting: str, choices: tuple[str, ...] = ()) -> None:
        super().__init__(says, where=setting)
        self.setting = setting
        self.choices = choices


class LockFailed(MlpackError):
    exit_code = 5


class EngineFailed(MlpackError):
    exit_code = 6


class WriteRefused(MlpackError):
    exit_code = 1
