"""POST /predict in the API description, with an example that the loaded model can predict."""

from typing import Any

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
            "summary": "Predict rows",
            "operationId": "predict",
            "requestBody": {
                "required": True,
                "content": {"application/json": _request(service)},
            },
            "responses": answers,
        }
    }


def _request(service: Service) -> dict[str, Any]:
    most = service.settings.limit_rows
    rows: dict[str, Any] = {"type": "array", "minItems": 1, "maxItems": most}
    if service.batcher is None:  # what a row is, the model says once it is loaded
        return {"schema": _object("inputs", rows)}
    inputs = service.inputs
    rows |= {"items": inputs.schema(), "description": f"At most {most} {inputs}."}
    return {"schema": _object("inputs", rows), "example": {"inputs": [inputs.example]}}


def _answer(meaning: str, key: str, value: dict[str, Any]) -> dict[str, Any]:
    content = {"application/json": {"schema": _object(key, value)}}
    return {"description": meaning, "content": content}


def _object(key: str, value: dict[str, Any]) -> dict[str, Any]:
    return {"type": "object", "required": [key], "properties": {key: value}}
