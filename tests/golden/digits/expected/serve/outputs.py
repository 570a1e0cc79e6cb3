"""Answers as the bytes of JSON."""

import logging
from typing import Any

import orjson

from serve.body import Refused

# A classifier's classes are often the keys of its answer, and often numbers.
OPTIONS = orjson.OPT_SERIALIZE_NUMPY | orjson.OPT_NON_STR_KEYS

log = logging.getLogger("serve")


def as_json(answer: dict[str, Any]) -> bytes:
    """JSON, numpy's numbers and arrays included; NaN becomes null, as JSON has no word for it."""
    try:
        return orjson.dumps(answer, option=OPTIONS)
    except orjson.JSONEncodeError as error:
        log.error("predict() gave what JSON cannot hold: %s", error)
        raise Refused(500, "the model gave what JSON cannot hold") from error
