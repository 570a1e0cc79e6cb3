"""Answers as the bytes of JSON."""

import logging
from typing import Any

import orjson

from serve.inputs import Refused

log = logging.getLogger("serve")


def as_json(answer: dict[str, Any]) -> bytes:
    """JSON, numpy's numbers and arrays included; NaN becomes null, as JSON has no word for it."""
    try:
        return orjson.dumps(answer, option=orjson.OPT_SERIALIZE_NUMPY)
    except orjson.JSONEncodeError as error:
        log.error("predict() gave what JSON cannot hold: %s", error)
        raise Refused(500, "the model gave what JSON cannot hold") from error
