"""The street from mlpack.yaml to the files on disk; what a library user imports.

`project` is a mlpack.yaml worked out, `locks` what its packages are pinned by, `generation` its
files brought to the disk, `answers` what it can be asked, `many` the same for many of them. Each
imports from those before it.
"""

from mlpack.api.answers import check, diagnose, examine, explain_file, explain_line
from mlpack.api.cautions import cautions
from mlpack.api.generation import Generated, bring, generate, preview
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
    start,
    with_locks,
)
from mlpack.api.search import find_projects

__all__ = [
    "SPEC_FILE",
    "Generated",
    "Outcome",
    "Project",
    "Wishes",
    "bring",
    "cautions",
    "check",
    "check_many",
    "collect_wheels",
    "diagnose",
    "examine",
    "explain_file",
    "explain_line",
    "find_projects",
    "generate",
    "generate_many",
    "gravest",
    "idle_locks",
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
    "start",
    "verify_locks",
    "with_locks",
]
