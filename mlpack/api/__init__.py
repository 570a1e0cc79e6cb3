"""The street from mlpack.yaml to the files on disk; what a library user imports.

`project` is a mlpack.yaml worked out, `editing` a change of it, `locks` what its packages are
pinned by, `generation` its files brought to the disk, `causes` why they differ, `answers` what it
can be asked, `importing` one from another tool's file.
"""

from mlpack.api.answers import check, diagnose, examine, explain_file, explain_line
from mlpack.api.causes import WORDS, Cause, causes
from mlpack.api.editing import Edited, edit, keep
from mlpack.api.generation import Generated, bring, generate, preview
from mlpack.api.importing import Import, bring_over, import_peer
from mlpack.api.locks import (
    collect_wheels,
    idle_locks,
    lock_inputs,
    lock_states,
    missing_wheels,
    relock,
    verify_locks,
)
from mlpack.api.project import (
    SPEC_FILE,
    Project,
    open_catalog,
    open_project,
    project_from,
    project_in,
    read_document,
    requested_by,
    start,
    with_locks,
)

__all__ = [
    "SPEC_FILE",
    "WORDS",
    "Cause",
    "Edited",
    "Generated",
    "Import",
    "Project",
    "bring",
    "bring_over",
    "causes",
    "check",
    "collect_wheels",
    "diagnose",
    "edit",
    "examine",
    "explain_file",
    "explain_line",
    "generate",
    "idle_locks",
    "import_peer",
    "keep",
    "lock_inputs",
    "lock_states",
    "missing_wheels",
    "open_catalog",
    "open_project",
    "preview",
    "project_from",
    "project_in",
    "read_document",
    "relock",
    "requested_by",
    "start",
    "verify_locks",
    "with_locks",
]
