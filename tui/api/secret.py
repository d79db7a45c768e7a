"""The header that carries the token."""

from __future__ import annotations

import re

from ..domain.errors import BadConfig, ConfigFault

_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_TOKEN = re.compile(r"[!-~](?:[ -~]*[!-~])?")
_OURS = {
    "accept",
    "accept-encoding",
    "connection",
    "content-length",
    "host",
    "if-none-match",
    "transfer-encoding",
    "user-agent",
}


def secret_header(token: str | None, auth: str) -> tuple[str, str] | None:
    """Name and value; `auth` is "bearer" or the name of a header. BadConfig for what would break a request."""
    if token is None:
        return None
    if not _TOKEN.fullmatch(token):
        raise BadConfig(None, ConfigFault.WRONG_VALUE, key="token", expected="printable ASCII")
    if auth.lower() == "bearer":
        return "Authorization", f"Bearer {token}"
    if not _HEADER_NAME.fullmatch(auth) or auth.lower() in _OURS:
        raise BadConfig(None, ConfigFault.WRONG_VALUE, key="auth", found=auth, expected="bearer")
    return auth, token
