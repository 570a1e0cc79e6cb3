"""Why a line of a project is there: which wish, which fact, which template."""

from mlpack.explain.answer import (
    Answer,
    Overview,
    Part,
    ReadFact,
    Reason,
    TemplateLine,
    Wish,
)
from mlpack.explain.explain import explain_file, explain_line
from mlpack.explain.subject import Subject

__all__ = [
    "Answer",
    "Overview",
    "Part",
    "ReadFact",
    "Reason",
    "Subject",
    "TemplateLine",
    "Wish",
    "explain_file",
    "explain_line",
]
