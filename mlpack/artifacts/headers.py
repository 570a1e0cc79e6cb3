"""Files that say what they are in their first bytes: safetensors, GGUF, Flax's msgpack."""

from __future__ import annotations

import json
import re
from pathlib import PurePosixPath

from mlpack.artifacts.model import ModelFile
from mlpack.artifacts.source import Cursor, Source
from mlpack.wording import plural

_LARGEST_HEADER = 1024 * 1024
_SAVED_FROM = re.compile(rb'"__metadata__"\s*:\s*\{[^{}]*?"format"\s*:\s*"(\w{1,10})"')
_LIBRARIES = {"pt": "torch", "tf": "tensorflow", "flax": "flax", "mlx": "mlx"}

_GGUF_MAGIC = b"GGUF"
_GGUF_SIZES = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
_GGUF_TEXT = 8
_MOST_ENTRIES = 64
_LONGEST_TEXT = 1024

_FLAX_START = re.compile(rb"[\x81-\x8f]\xa6params[\x80-\x8f\xde]")


def read_safetensors(source: Source) -> ModelFile | None:
    length = int.from_bytes(source.head[:8], "little")
    if source.head[8:9] != b"{" or not 2 <= length <= source.size - 8:
        return None
    says = "a safetensors file"
    if length <= _LARGEST_HEADER:
        header = json.loads(source.at(8, length))
        tensors = [name for name in header if name != "__metadata__"]
        says += f" of {plural(len(tensors), 'tensor')}"
    saved = _SAVED_FROM.search(source.head[8 : 8 + length])
    library = _LIBRARIES.get(saved[1].decode()) if saved else None
    return ModelFile(source.path, "safetensors", says, (library,) if library else ())


def read_gguf(source: Source) -> ModelFile | None:
    if not source.head.startswith(_GGUF_MAGIC):
        return None
    about = _gguf_entries(Cursor(source, 16))
    words = [about.get(f"general.{key}", "") for key in ("architecture", "name")]
    says = "a GGUF file" + (f" of {words[0]}" if words[0] else "")
    says += f", {words[1]}" if words[1] else ""
    return ModelFile(source.path, "gguf", says, ("llama_cpp",), inputs="texts")


def _gguf_entries(cursor: Cursor) -> dict[str, str]:
    """The texts before the first list: those of the tokenizer are long, and tell nothing here."""
    found = {}
    count = int.from_bytes(cursor.take(8), "little")
    for _ in range(min(count, _MOST_ENTRIES)):
        key = _gguf_text(cursor)
        kind = int.from_bytes(cursor.take(4), "little")
        if kind == _GGUF_TEXT:
            found[key] = _gguf_text(cursor)
        elif kind in _GGUF_SIZES:
            cursor.skip(_GGUF_SIZES[kind])
        else:
            break
    return found


def _gguf_text(cursor: Cursor) -> str:
    length = int.from_bytes(cursor.take(8), "little")
    kept = cursor.take(min(length, _LONGEST_TEXT))
    cursor.skip(length - len(kept))
    return kept.decode("utf-8", errors="replace")


def read_flax(source: Source) -> ModelFile | None:
    if PurePosixPath(source.path).suffix != ".msgpack" or not _FLAX_START.match(source.head):
        return None
    return ModelFile(source.path, "flax-msgpack", "the parameters of a Flax model", ("flax", "jax"))
