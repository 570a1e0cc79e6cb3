"""Files of other tools, as people have them, and the mlpack.yaml that each comes to.

`python tests/peers/test_peers_cases.py` renews what is expected after a wanted change; look at the
diff then.
"""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from mlpack import api
from mlpack.errors import Incompatible
from mlpack.peers import Imported

CASES = Path(__file__).parent / "cases"
NAMES = sorted(path.name for path in CASES.iterdir())
PEERS = ("cog.yaml", "bentofile.yaml", "config.yaml", "MLmodel", "*Dockerfile", "Containerfile")


def file_of(case: str) -> Path:
    [found] = [path for name in PEERS for path in (CASES / case).rglob(name)]
    return found


def expected(case: str, name: str) -> str:
    return (CASES / case / "expected" / name).read_text(encoding="utf-8")


def as_text(imported: Imported) -> str:
    """Every value of it, a line for each, so that a person can review them."""
    carried = [f"{one.setting} = {one.value}\n    {one.where}\n" for one in imported.carried]
    left = [f"{one.where}: {one.text}\n    {one.because}\n" for one in imported.left]
    return "".join([f"{imported.file}\n\ncarried\n\n", *carried, "\nleft\n\n", *left])


def outcome(made: api.Import) -> str:
    """The mlpack.yaml, and why it is refused where it is."""
    try:
        api.bring_over(made, writes=False)
    except Incompatible as refusal:
        choices = "".join(f"#     {line}\n" for line in "\n".join(refusal.choices).splitlines())
        return f"{made.text}# {refusal.where}: {refusal.says}\n{choices}"
    return made.text


@pytest.mark.parametrize("case", NAMES)
def test_every_line_is_carried_over_or_left_with_a_reason(case: str) -> None:
    made = api.import_peer(file_of(case), CASES / case)

    assert as_text(made.imported) == expected(case, "imported.txt")


@pytest.mark.parametrize("case", NAMES)
def test_the_mlpack_yaml_is_the_one_that_was_reviewed(case: str) -> None:
    made = api.import_peer(file_of(case), CASES / case)

    assert outcome(made) == expected(case, "mlpack.yaml")


def test_there_are_eight_files_of_each_tool_at_least() -> None:
    tools = Counter(case.partition("-")[0] for case in NAMES)

    assert min(tools.values()) >= 8
    assert set(tools) == {"bento", "cog", "docker", "mlflow", "truss"}


def test_all_but_a_few_resolve_as_they_stand() -> None:
    refused = [case for case in NAMES if "\n# " in expected(case, "mlpack.yaml")]

    assert refused == ["cog-refused"]


def renew() -> None:
    for case in NAMES:
        made = api.import_peer(file_of(case), CASES / case)
        folder = CASES / case / "expected"
        folder.mkdir(exist_ok=True)
        for name, text in (
            ("imported.txt", as_text(made.imported)),
            ("mlpack.yaml", outcome(made)),
        ):
            (folder / name).write_bytes(text.encode())


if __name__ == "__main__":
    renew()
