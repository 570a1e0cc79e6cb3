"""A team's git repository of templates, on this disk, reached by git+file://."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping
from pathlib import Path

from projects import put

_IDENTITY = {
    **dict.fromkeys(["GIT_AUTHOR_NAME", "GIT_COMMITTER_NAME"], "Team"),
    **dict.fromkeys(["GIT_AUTHOR_EMAIL", "GIT_COMMITTER_EMAIL"], "team@example.com"),
}


class Repository:
    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()
        self.git("init", "--quiet", "--initial-branch", "main")

    def commit(self, files: Mapping[str, str], tag: str = "") -> str:
        """Commits the files, and tags the commit or moves the tag to it; the commit."""
        put(self.root, files)
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "change")
        if tag:
            self.git("tag", "--force", "--annotate", "--message", tag, tag)
        return self.git("rev-parse", "HEAD").strip()

    def source(self, ref: str, folder: str = "") -> str:
        """How mlpack.yaml names the layer."""
        return f"git+file://{self.root}{'//' + folder if folder else ''}@{ref}"

    def git(self, *arguments: str) -> str:
        done = subprocess.run(
            ["git", *arguments],
            cwd=self.root,
            env={**os.environ, **_IDENTITY, "GIT_CONFIG_GLOBAL": os.devnull},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout
