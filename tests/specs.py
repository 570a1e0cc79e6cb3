"""The specs that more than one test looks at, and the way from their text to a tree."""

from __future__ import annotations

from pathlib import Path

from mlpack.api import Project, project_from
from mlpack.catalog import Catalog
from mlpack.layers import open_layers
from mlpack.spec import read

GOLDEN = Path(__file__).parent / "golden"
GOLDEN_CASES = sorted(path.parent.name for path in GOLDEN.glob("*/mlpack.yaml"))

SPECS = {
    **{case: (GOLDEN / case / "mlpack.yaml").read_text(encoding="utf-8") for case in GOLDEN_CASES},
    "least": "name: a\nframework: scikit-learn\n",
    "old-python": "name: old\nframework: scikit-learn==1.5.*\npython: 3.10\n",
    "arm64": "name: arm\nframework: scikit-learn\nplatforms: [linux/arm64]\n",
    "texts": "name: a\nframework: scikit-learn\nserving: {inputs: texts}\n",
    "arrays": "name: a\nframework: scikit-learn\nserving: {inputs: arrays}\n",
    "records": "name: a\nframework: scikit-learn\nserving: {inputs: records}\n",
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
    "hostile-index": """\
name: hostile-index
framework: scikit-learn==1.7.2
python: "3.11"
requirements: [pandas]
index:
  url: https://example.org/$HOME/$(id)/`id`/"both'\\simple/a=1&b=%20
  extra: ['https://example.org/{{plan.name}}', 'https://example.org/a,b;c']
  packages: {corp-*: 'été & (more)', pandas: a=b}
  find_links: [my wheels/of it, 'https://example.org/{%raw%}/c,d']
  certificates: it is/the & company.pem
  credentials: A.b_c-d
lock: {from_source: [pandas, corp-*]}
platforms: [linux/arm64, linux/amd64]
outputs: [compose]
""",
}

CATALOG = Catalog(open_layers((), Path()))
# Each framework on each device, as plain as can be.
PLAIN = {
    f"{framework}-{device}": f"name: a\nframework: {framework}\ncompute: {device}\n"
    for framework in CATALOG.framework_names
    for device in CATALOG.framework(CATALOG.framework(framework).stands_on or framework).devices
}
SPECS |= PLAIN


def project_of(text: str, root: Path = Path("nowhere")) -> Project:
    """The project that a mlpack.yaml of this text would be; nothing is written."""
    return project_from(read(text), root)
