"""Whatever a file holds, it is told or not told: no bytes make the look raise."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from mlpack.artifacts import ModelFile, probe

MODELS = Path(__file__).parent / "models"
FILES = sorted(
    path.relative_to(MODELS).as_posix()
    for path in MODELS.rglob("*")
    if path.is_file() and path.suffix != ".py"
)
STARTS = [b"", b"\x80\x04", b"\x80\x02", b"(", b"PK\x03\x04", b"GGUF\x03\0\0\0", b"CBM1", b"tree\n"]
STARTS += [
    b"\x89HDF\r\n\x1a\n",
    b"\x08\x08\x3a",
    b"\x40\0\0\0ORTM",
    b"{L\0\0\0\0\0\0\0\x07learner{",
]
STARTS += [b"x\x9c", b"\x1f\x8b\x08", b"BZh9", b"\xfd7zXZ\0", b"\x5d\0\0", b"\x81\xa6params"]
NAMES = ["model", "model.pkl", "model.joblib", "model.json", "model.msgpack", "model.lz4"]
quietly = settings(
    deadline=None, max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


def is_fit_to_show(found: ModelFile | None) -> bool:
    if found is None:
        return True
    texts = (found.says, found.version, found.python, found.inputs, found.caution, *found.modules)
    words = {"", "numbers", "texts", "arrays", "records"}
    return all(text.isprintable() for text in texts) and found.inputs in words


@settings(quietly, max_examples=400)
@given(name=st.sampled_from(NAMES), start=st.sampled_from(STARTS), rest=st.binary(max_size=200))
def test_any_bytes_are_told_or_not_told(
    name: str, start: bytes, rest: bytes, tmp_path: Path
) -> None:
    (tmp_path / name).write_bytes(start + rest)

    found = probe(tmp_path, name)

    assert is_fit_to_show(found)


@quietly
@pytest.mark.parametrize("path", FILES)
@given(choice=st.data())
def test_a_real_model_cut_short_and_changed_is_told_or_not_told(
    path: str, choice: st.DataObject, tmp_path: Path
) -> None:
    content = bytearray((MODELS / path).read_bytes())
    end = choice.draw(st.integers(0, len(content)) | st.just(len(content)), label="end")
    places = st.integers(0, max(0, end - 1)) | st.integers(0, min(200, max(0, end - 1)))
    changes = choice.draw(st.dictionaries(places, st.integers(0, 255), max_size=6), label="changes")
    changed = content[:end]
    for place, byte in changes.items():
        if place < end:
            changed[place] = byte
    folder = tmp_path / Path(path).parent
    folder.mkdir(parents=True, exist_ok=True)
    (tmp_path / path).write_bytes(changed)

    found = [probe(tmp_path, path), probe(tmp_path, str(Path(path).parent))]

    assert all(map(is_fit_to_show, found))
