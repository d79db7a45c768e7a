"""Who may ask: the bearer token (RFC 6750), and without one only callers that mean this machine."""

from __future__ import annotations

import hmac
import re
from http import HTTPStatus
from ipaddress import ip_address

from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from .answers import problem

OPEN = ("/profile/", "/openapi.json")
"""Paths that need no token: they describe the interface and hold no data."""

_HOST = re.compile(r"(?P<name>\[[^\]]*\]|[^:]*)(?::\d+)?")


def is_loopback(host: str) -> bool:
    """Whether a host name or address means this machine, without asking the network."""
    if host.lower() == "localhost":
        return True
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


class Guard:
    """ASGI middleware: the token, the Host header and the headers every answer carries.

    Without a token a page in somebody's browser could reach the server through a name of its own that it lets point
    to 127.0.0.1; so the Host header must be a loopback name then.
    """

    def __init__(self, app: ASGIApp, token: str | None = None) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                message["headers"] = [*message["headers"], (b"x-content-type-options", b"nosniff")]
            await send(message)

        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        request = Request(scope)
        refusal = None
        if self._token is None:
            host = _HOST.fullmatch(request.headers.get("host", ""))
            if host is None or not is_loopback(host["name"]):
                detail = "Without a token this server answers only to the names of this machine."
                refusal = problem(HTTPStatus.MISDIRECTED_REQUEST, detail, request.url.path)
        elif not request.url.path.startswith(OPEN) and not self._knows(request):
            detail = "A bearer token is needed, in the header Authorization."
            challenge = {"WWW-Authenticate": 'Bearer realm="samspill"'}
            refusal = problem(HTTPStatus.UNAUTHORIZED, detail, request.url.path, headers=challenge)
        await (refusal or self._app)(scope, receive, send_with_headers)

    def _knows(self, request: Request) -> bool:
        scheme, _, given = request.headers.get("authorization", "").partition(" ")
        expected = (self._token or "").encode()
        return hmac.compare_digest(given.strip().encode(), expected) and scheme.lower() == "bearer"
