"""The specs that more than one test looks at, and the way from their text to a tree."""

from __future__ import annotations

from pathlib import Path

from mlpack.api import Project, project_from
from mlpack.spec import read

GOLDEN = Path(__file__).parent / "golden"
GOLDEN_CASES = sorted(path.parent.name for path in GOLDEN.glob("*/mlpack.yaml"))

SPECS = {
    **{case: (GOLDEN / case / "mlpack.yaml").read_text(encoding="utf-8") for case in GOLDEN_CASES},
    "least": "name: a\nframework: scikit-learn\n",
    "old-python": "name: old\nframework: scikit-learn==1.5.*\npython: 3.10\n",
    "arm64": "name: arm\nframework: scikit-learn\nplatforms: [linux/arm64]\n",
    "hostile": """\
name: hostile
framework: scikit-learn==1.7.2
python: "3.11"
model: 'a model & more/it is 100% {{ plan.name }}.joblib'
include: ['the code', 'été & more']
environment:
  QUOTES: 'both '' and "'
  SHELL: $(id) `id` $HOME ${HOME}
  ESCAPED: '\\\\n \\" ends with \\'
  HEREDOC: EOF
  YAML: 'no'
  VERSION: 3.10
  BRACES: '{{ plan.name }} {% raw %} ${{ github.token }}'
  HASH: '# not a comment'
  UNICODE: é漢😀
  EMPTY: ''
outputs: [compose]
""",
}


def project_of(text: str, root: Path = Path("nowhere")) -> Project:
    """The project that a mlpack.yaml of this text would be; nothing is written."""
    return project_from(read(text), root)
