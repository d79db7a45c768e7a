"""How long to wait for an answer, and when to ask again (RFC 9110 section 10.2.3 for Retry-After)."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from enum import Enum

from ..domain.errors import SyncError
from ..domain.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Policy:
    """Limits of one client. Times in seconds, sizes in bytes."""

    connect: float = 5.0
    read: float = 10.0
    deadline: float = 30.0
    """Wall clock for a whole answer; a server that drips a byte at a time never trips `read`."""
    attempts: int = 4
    at_once: int = 5
    """Questions under way at the same time, where the server bears it; 1 asks one by one."""
    longest_wait: float = 60.0
    """All pauses of one question together."""
    wire_cap: int = 8 * 1024 * 1024
    decoded_cap: int = 32 * 1024 * 1024


class Again(Enum):
    """Whether a failed question may be asked once more."""

    NEVER = "never"
    ONCE = "once"
    CONNECTION = "connection"
    """The way there failed: soon again."""
    SERVER = "server"
    """The server is in trouble: leave it more room."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """An attempt that brought nothing, as a value, so that nothing of the request hangs on to it."""

    error: SyncError
    again: Again = Again.NEVER
    after: float | None = None
    """Seconds the server asked for."""


_FIRST_PAUSE = {Again.ONCE: 1.0, Again.CONNECTION: 0.25, Again.SERVER: 1.0}


def pause_before(failure: Failure, attempt: int, waited: float, jitter: float, policy: Policy) -> float | None:
    """Seconds before the next attempt, None to give up.

    `attempt` counts from 1, `waited` is what this question has cost in pauses, `jitter` lies in [0, 1).
    Exponential with full jitter; a server that names a time is taken at its word.
    """
    last = 2 if failure.again is Again.ONCE else policy.attempts
    if failure.again is Again.NEVER or attempt >= last:
        return None
    asked = failure.after
    pause = jitter * _FIRST_PAUSE[failure.again] * 2 ** (attempt - 1) if asked is None else asked
    return pause if waited + pause <= policy.longest_wait else None


def http_date(value: str | None) -> datetime | None:
    """An HTTP-date as aware UTC; None when there is none or it cannot be read."""
    if value is None:
        return None
    try:
        found = parsedate_to_datetime(value)
        return found.replace(tzinfo=UTC) if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def retry_after(value: str | None, now: datetime) -> float | None:
    """Seconds a server asks to be left alone; None when it does not say, or says nonsense."""
    if value is None:
        return None
    if re.fullmatch(r"[0-9]{1,9}", value.strip()):
        return float(value)
    moment = http_date(value)
    return None if moment is None else max(0.0, (moment - now).total_seconds())
