"""The reference service: digits behind FastAPI and pydantic, as an expert writes it today."""

from typing import Annotated, Any

import joblib
import numpy as np
from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from pydantic import BaseModel, Field
from starlette.types import ASGIApp, Receive, Scope, Send

BODY_BYTES = 10_000_000

model = joblib.load("model.joblib")
width = int(model.n_features_in_)

# strict: "5" and true are no numbers; the bounds keep a value finite in the model's 32 bits
Cell = Annotated[float, Field(strict=True, allow_inf_nan=False, ge=-3e38, le=3e38)]
Row = Annotated[list[Cell], Field(min_length=width, max_length=width)]


class Inputs(BaseModel):
    inputs: Annotated[list[Row], Field(min_length=1, max_length=1000)]


class Outputs(BaseModel):
    outputs: list[int]


class BodyLimit:
    """413 for a body that announces more than BODY_BYTES."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope.get("headers", ()))
        if int(headers.get(b"content-length", 0)) > BODY_BYTES:
            answer = JSONResponse({"detail": "the body is too large"}, 413)
            return await answer(scope, receive, send)
        return await self.app(scope, receive, send)


app = FastAPI(title="digits")
app.add_middleware(BodyLimit)


@app.exception_handler(RequestValidationError)
async def refused(_: Request, error: RequestValidationError) -> JSONResponse:
    """Without the input: FastAPI's own answer repeats it, and cannot write a NaN as JSON."""
    faults = [{"loc": fault["loc"], "msg": fault["msg"]} for fault in error.errors()[:20]]
    return JSONResponse({"detail": faults}, 422)


@app.get("/healthz")
async def healthz() -> dict[str, str]:
    return {"status": "ok"}


@app.post("/predict")
async def predict(request: Inputs) -> Outputs:
    rows: Any = np.asarray(request.inputs, dtype=np.float32)
    return Outputs(outputs=model.predict(rows).tolist())
