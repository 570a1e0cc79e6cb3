"""The web application: predictions, probes, metrics and their description."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from serve.openapi import describe_predict
from serve.predict import Predict
from serve.service import Service

TITLE = "cellar"


def create_app(service: Service) -> FastAPI:
    """Everything that the service answers; add your own middleware and routes here."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        async with service.running():
            yield

    app = FastAPI(
        title=TITLE, redoc_url=None, redirect_slashes=False, lifespan=lifespan
    )
    predict = Predict(service)
    # Before the routes for the documents, which would otherwise be tried first.
    app.router.routes.insert(0, Route("/predict", predict, methods=["POST"]))

    @app.get("/healthz", summary="Alive")
    async def healthz() -> Response:
        return JSONResponse({"status": "alive"})

    @app.get(
        "/readyz",
        summary="Ready for requests",
        responses={503: {"description": "Not ready"}},
    )
    async def readyz() -> Response:
        if service.ready:
            return JSONResponse({"status": service.state})
        return JSONResponse({"status": service.state}, 503)

    @app.get("/metrics", summary="Prometheus metrics", response_class=PlainTextResponse)
    async def metrics() -> Response:
        from serve.metrics import page

        return PlainTextResponse(await asyncio.to_thread(page, predict, service))

    def openapi() -> dict[str, Any]:
        document = get_openapi(title=app.title, version=app.version, routes=app.routes)
        document["paths"]["/predict"] = describe_predict(service)
        return document

    app.openapi = openapi  # type: ignore[method-assign]
    return app
