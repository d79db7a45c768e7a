"""The interface of the server: HSDS 3.0 with the profile of this package."""

from __future__ import annotations

from http import HTTPStatus
from importlib import resources

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.gzip import GZipMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from .answers import json, page, problem, tagged
from .changes import TokenGoneError
from .guard import Guard
from .live import Live
from .query import BadParameterError, list_query
from .records import COLLECTIONS

HSDS_VERSION = "3.0"
PROFILE = resources.files(__package__) / "profile"


def create_app(live: Live, token: str | None = None) -> Starlette:
    """The ASGI application for a folder; `token` is the bearer token to ask for, None asks for none."""
    endpoints = _Endpoints(live)
    routes = [
        Route("/", endpoints.root),
        Route("/openapi.json", endpoints.openapi),
        Route("/profile/", endpoints.profile_page),
        Route("/profile/{name}", endpoints.profile_file),
        Route("/changes", endpoints.changes),
        Route("/{collection}", endpoints.listed),
        Route("/{collection}/{id}", endpoints.one),
    ]
    return Starlette(
        routes=routes,
        middleware=[Middleware(GZipMiddleware, minimum_size=500, compresslevel=5), Middleware(Guard, token=token)],
        exception_handlers={HTTPException: _http_error, BadParameterError: _bad_parameter, Exception: _failed},
    )


class _Endpoints:
    """The answers. They run in worker threads, so that reading a changed folder keeps nobody else waiting."""

    def __init__(self, live: Live) -> None:
        self._live = live

    def root(self, request: Request) -> Response:
        snapshot = self._live.current().snapshot
        base = str(request.base_url)
        about = {
            "version": HSDS_VERSION,
            "profile": f"{base}profile/",
            "openapi_url": f"{base}openapi.json",
            "title": snapshot.title,
            "publisher": snapshot.publisher,
        }
        if snapshot.license:
            about["license"] = snapshot.license
        return json(request, {**about, "sources": [dict(source) for source in snapshot.sources]})

    def openapi(self, request: Request) -> Response:
        return _profile_file(request, "openapi.json")

    def profile_page(self, request: Request) -> Response:
        return _profile_file(request, "index.html")

    def profile_file(self, request: Request) -> Response:
        return _profile_file(request, request.path_params["name"])

    def listed(self, request: Request) -> Response:
        collection = _collection(request)
        query = list_query(request.query_params.multi_items())
        return json(request, page(self._live.current().listings[collection], query))

    def one(self, request: Request) -> Response:
        collection = _collection(request)
        record = self._live.current().listings[collection].get(request.path_params["id"])
        if record is None:
            raise HTTPException(HTTPStatus.NOT_FOUND, f"There is no record with this id among the {collection}.")
        return json(request, record)

    def changes(self, request: Request) -> Response:
        served = self._live.current()
        try:
            return json(request, served.log.answer(request.query_params.get("since"), served.listings))
        except TokenGoneError:
            detail = "This position in the change feed is not known, or no longer: read the lists again from the start."
            raise HTTPException(HTTPStatus.GONE, detail) from None


def _collection(request: Request) -> str:
    collection = str(request.path_params["collection"])
    if collection not in COLLECTIONS:
        raise HTTPException(HTTPStatus.NOT_FOUND, "There is nothing at this address.")
    return collection


def _profile_file(request: Request, name: str) -> Response:
    media_types = {"html": "text/html; charset=utf-8", "json": "application/json"}
    listed = {file.name: file for file in PROFILE.iterdir()}
    media_type = media_types.get(name.rpartition(".")[2])
    if name not in listed or media_type is None:
        raise HTTPException(HTTPStatus.NOT_FOUND, "The profile has no file of this name.")
    answer = tagged(request, listed[name].read_bytes(), media_type)
    answer.headers["Content-Security-Policy"] = "default-src 'none'; style-src 'unsafe-inline'"
    return answer


def _http_error(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else HTTPStatus.INTERNAL_SERVER_ERROR
    detail = error.detail if isinstance(error, HTTPException) else ""
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        detail = "This server is only read: use GET or HEAD."
    elif detail == HTTPStatus(status).phrase:
        detail = "There is nothing at this address."
    headers = error.headers if isinstance(error, HTTPException) else None
    return problem(status, detail, request.url.path, headers=headers)


def _bad_parameter(request: Request, error: Exception) -> Response:
    name = error.name if isinstance(error, BadParameterError) else ""
    return problem(HTTPStatus.BAD_REQUEST, f"The parameter {error}.", request.url.path, parameter=name)


def _failed(request: Request, _error: Exception) -> Response:
    """A fault of ours; what it was goes to the log, not to the reader."""
    return problem(HTTPStatus.INTERNAL_SERVER_ERROR, "The server failed to answer this.", request.url.path)
