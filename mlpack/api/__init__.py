"""The street from mlpack.yaml to the files on disk; what a library user imports.

`project` is a mlpack.yaml worked out, `editing` a change of it, `locks` what its packages are
pinned by, `generation` its files brought to the disk, `causes` why they differ, `answers` what it
can be asked, `importing` one from another tool's file, `many` the same for many of them.
"""

from mlpack.api.answers import check, diagnose, examine, explain_file, explain_line
from mlpack.api.causes import WORDS, Cause, causes
from mlpack.api.cautions import cautions
from mlpack.api.editing import Edited, edit, keep
from mlpack.api.generation import (
    Generated,
    bring,
    collect_due,
    generate,
    preview,
    settle,
    without_locks,
)
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
from mlpack.api.many import (
    Outcome,
    Wishes,
    check_many,
    generate_many,
    gravest,
    relock_many,
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
from mlpack.api.search import find_projects

__all__ = [
    "SPEC_FILE",
    "WORDS",
    "Cause",
    "Edited",
    "Generated",
    "Import",
    "Outcome",
    "Project",
    "Wishes",
    "bring",
    "bring_over",
    "causes",
    "cautions",
    "check",
    "check_many",
    "collect_due",
    "collect_wheels",
    "diagnose",
    "edit",
    "examine",
    "explain_file",
    "explain_line",
    "find_projects",
    "generate",
    "generate_many",
    "gravest",
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
    "relock_many",
    "requested_by",
    "settle",
    "start",
    "verify_locks",
    "with_locks",
    "without_locks",
]
