"""What pip and the index knew when there was no lock to be had, as facts that can be written down.

Like the runner, it imports nothing of mlpack.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any


def facts_of(refusal: Exception, repository: Any, routes: Any) -> Iterator[tuple[str, object]]:
    """Who asked for what, and what there is of a package that nothing could be found for."""
    causes = getattr(refusal.__cause__, "causes", ())
    yield "causes", [[str(cause.requirement), _asker(cause.parent)] for cause in causes]
    names = {cause.requirement.project_name for cause in causes}
    named = re.match(r"No matching distribution found for ([\w.-]+)", str(refusal))
    name = named[1] if named else names.pop() if len(names) == 1 else ""
    if name:
        own = routes.own(name)
        pages = routes.indexes if not own else [] if own.startswith("file:") else [own]
        answers = [_answer(repository.session, page, name) for page in pages]
        yield "answers", answers
        if 200 in answers or not answers:
            there = _files(repository, name)
            yield "files", there
            repository.finder._uploaded_prior_to = None
            yield "newer", [file for file, _ in _files(repository, name) if file not in dict(there)]


def names_in(refusal: Exception) -> set[str]:
    """The packages that a conflict is about, and those that ask for them."""
    causes = getattr(refusal.__cause__, "causes", ())
    askers = {cause.parent.project_name for cause in causes if cause.parent}
    return {cause.requirement.project_name for cause in causes} | askers


def _asker(parent: Any) -> str:
    return f"{parent.name} {parent.version}" if parent else ""


def _answer(session: Any, index: str, name: str) -> object:
    """The status that an index gives for a package's page, or what kind of fault came instead."""
    from pip._vendor.packaging.utils import canonicalize_name

    try:
        return session.get(
            f"{index.rstrip('/')}/{canonicalize_name(name)}/", timeout=10
        ).status_code
    except Exception as fault:
        return type(fault).__name__


def _files(repository: Any, name: str) -> list[tuple[str, str]]:
    """Every file of a package with the Pythons that it admits, source and other platforms too."""
    from pip._internal.models.format_control import FormatControl

    finder = repository.finder
    finder.format_control = FormatControl()
    finder._ignore_requires_python = True
    with repository.allow_all_wheels():
        links = [candidate.link for candidate in finder.find_all_candidates(name)]
    return [(link.filename, link.requires_python or "") for link in links]
