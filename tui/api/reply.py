"""One question to a server and the answer that could be read."""

from __future__ import annotations

from datetime import datetime

from ..domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Ask:
    """A GET: path segments as they are meant, not yet encoded, and parameters in order."""

    segments: tuple[str, ...]
    params: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer that could be read."""

    url: str
    """Without user info and query."""
    data: object
    """JSON as builtins; None with `unchanged`."""
    etag: str | None = None
    server_time: datetime | None = None
    """The Date header (aware, UTC)."""
    unchanged: bool = False
    """304: what belongs to the sent ETag still holds."""
