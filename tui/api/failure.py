"""What a status code or a broken connection means to the person waiting, and whether asking again may help."""

from __future__ import annotations

import errno
import socket
import ssl
from collections.abc import Iterator
from datetime import datetime, timedelta

from ..domain.errors import (
    BadResponse,
    BadResponseReason,
    Forbidden,
    Gone,
    NotFound,
    Offline,
    OfflineReason,
    RateLimited,
    ServerFailed,
    SyncError,
    Unauthorized,
)
from .policy import Again, Failure

_LONGEST = 366 * 86400.0
"""A server may ask for more seconds than a date can hold."""


def refusal(status: int, url: str, wait: float | None, now: datetime) -> Failure:
    """A status that is not an answer (RFC 9110 section 15). `wait`: seconds from Retry-After; `url` shows no secret."""
    final: dict[int, SyncError] = {
        204: BadResponse(url, BadResponseReason.SHAPE, detail="an empty answer"),
        401: Unauthorized(url),
        403: Forbidden(url),
        404: NotFound(url),
        407: Offline(url, OfflineReason.PROXY),
        410: Gone(url),
        # RFC 6585: the network itself wants a login
        511: BadResponse(url, BadResponseReason.HTML),
    }
    if status in final:
        return Failure(error=final[status])
    if status == 429:
        at = None if wait is None else now + timedelta(seconds=min(wait, _LONGEST))
        return Failure(error=RateLimited(url, at), again=Again.SERVER, after=wait)
    if status in {502, 503, 504}:
        return Failure(error=ServerFailed(url, status), again=Again.SERVER, after=wait)
    return Failure(error=ServerFailed(url, status), again=Again.ONCE if status == 500 else Again.NEVER)


def cause(error: BaseException, url: str) -> Failure | None:
    """Why no connection came about, from what the operating system and OpenSSL said; None if they said nothing."""
    for one in _chain(error):
        if isinstance(one, ssl.SSLCertVerificationError):
            # nothing gets better by asking a second time, and nobody may click this away
            return Failure(error=Offline(url, OfflineReason.CERTIFICATE, one.verify_message))
        if isinstance(one, socket.gaierror):
            return Failure(error=Offline(url, OfflineReason.NAME, one.strerror), again=Again.CONNECTION)
        if isinstance(one, ConnectionRefusedError):
            return Failure(error=Offline(url, OfflineReason.REFUSED), again=Again.CONNECTION)
        if isinstance(one, OSError) and one.errno in {errno.ENETUNREACH, errno.EHOSTUNREACH}:
            return Failure(error=Offline(url, OfflineReason.UNREACHABLE, one.strerror), again=Again.CONNECTION)
    return None


def _chain(error: BaseException) -> Iterator[BaseException]:
    seen: set[int] = set()
    one: BaseException | None = error
    while one is not None and id(one) not in seen:
        seen.add(id(one))
        yield one
        one = one.__cause__ or one.__context__
