"""Files that are no list of requirements, and what to do with each."""

from __future__ import annotations

_CONDA = (
    "What conda installs is not what pip does. In that environment, "
    "`pip list --format=freeze > constraints.txt` has the versions: name it under constraints:, "
    "and what the model imports under requirements:."
)
_SETUPTOOLS = (
    "It is known only once it runs, and mlpack runs nothing. "
    "Write install_requires as dependencies under [project] in pyproject.toml."
)
_PIXI = (
    "`pixi list --json` shows the versions. Name what the model imports under requirements:, "
    "as in pandas>=2."
)

OTHER_TOOLS = {
    "Pipfile": "`pipenv requirements > constraints.txt` has the versions: name it under "
    "constraints:, and the packages of the Pipfile under requirements:.",
    "Pipfile.lock": "`pipenv requirements > constraints.txt`, and name that under constraints:.",
    "pdm.lock": "`pdm export -o constraints.txt`, and name that under constraints:.",
    "environment.yml": _CONDA,
    "environment.yaml": _CONDA,
    "conda-lock.yml": _CONDA,
    "conda-lock.yaml": _CONDA,
    "conda.lock": _CONDA,
    "pixi.lock": _PIXI,
    "pixi.toml": _PIXI,
    "setup.py": _SETUPTOOLS,
    "setup.cfg": _SETUPTOOLS,
}
"""The file's name, and what works in its place."""


def is_lock(name: str) -> bool:
    """Whether a file by this name holds versions, not wishes."""
    return name.endswith(".lock") or is_pylock(name)


def is_pylock(name: str) -> bool:
    """`pylock.toml` or `pylock.NAME.toml`, as PEP 751 has it."""
    return name == "pylock.toml" or (name.startswith("pylock.") and name.endswith(".toml"))
