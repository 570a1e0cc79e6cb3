"""POST /predict in the API description, with an example that the loaded model can predict."""

from typing import Any

from serve.inputs import LARGEST
from serve.service import Service

REFUSALS = {
    "400": "The body is not JSON.",
    "413": "The body is too large.",
    "415": "The content type is not JSON.",
    "422": "The inputs are not rows that the model can predict; the detail names the place.",
    "500": "The model failed; the detail names the error in the log.",
    "503": "Too many requests are waiting, or the model is loading; try again.",
    "504": "The model took too long.",
}


def describe_predict(service: Service) -> dict[str, Any]:
    """The path item of /predict."""
    outputs = {
        "type": "array",
        "items": {},
        "description": "One output for each row, in order.",
    }
    answers: dict[str, Any] = {"200": _answer("The predictions.", "outputs", outputs)}
    for status, meaning in REFUSALS.items():
        answers[status] = _answer(meaning, "detail", {"type": "string"})
    return {
        "post": {
            "summary": "Predict rows of numbers",
            "operationId": "predict",
            "requestBody": {
                "required": True,
                "content": {"application/json": _request(service)},
            },
            "responses": answers,
        }
    }


def _request(service: Service) -> dict[str, Any]:
    width = len(service.example)
    row = {
        "type": "array",
        "items": {"type": "number", "minimum": -LARGEST, "maximum": LARGEST},
        "minItems": width,
        "maxItems": width,
    }
    rows = {
        "type": "array",
        "items": row,
        "minItems": 1,
        "maxItems": service.settings.limit_rows,
        "description": f"Rows of {width} numbers.",
    }
    return {"schema": _object("inputs", rows), "example": {"inputs": [service.example]}}


def _answer(meaning: str, key: str, value: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": _object(key, value)}}
    return {"description": meaning, "content": content}


def _object(key: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": [key], "properties": {key: value}}
