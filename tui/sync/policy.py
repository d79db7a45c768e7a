"""What a sync decides, without doing it: when, by which way, and what may be removed."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from ..domain.errors import BadResponseReason, Offline, OfflineReason, RateLimited, SyncError, Unauthorized
from ..domain.freshness import CollectionState
from ..storage.books import Book, Run
from ..storage.staging import Absences

RESUMABLE = timedelta(minutes=15)
"""A crawl interrupted longer ago starts anew."""
FULL_WITH_FEED = timedelta(days=7)
FULL_WITHOUT_FEED = timedelta(hours=24)
SOON = timedelta(hours=1)
"""The next full crawl after one that left something open."""
PASSES = 3
PROBES = 200
"""Missing records that are asked for one by one, in one sync."""
FEW = 20
"""So many records may go missing from any collection without anybody being asked."""


class Way(StrEnum):
    """How a collection is brought up to date."""

    CHANGES = "changes"
    RESUME = "resume"
    CRAWL = "crawl"


def due(states: tuple[CollectionState, ...], now: datetime, hold_off: timedelta) -> bool:
    """Whether any collection was not asked for within `hold_off`, and the server has not asked for more patience."""
    return any(_is_due(state, now, hold_off) for state in states)


def _is_due(state: CollectionState, now: datetime, hold_off: timedelta) -> bool:
    if state.attempted_at is None or state.attempted_at > now:  # never, or the clock went back
        return True
    if isinstance(state.error, RateLimited) and state.error.retry_at is not None and now < state.error.retry_at:
        return False
    return now - state.attempted_at >= hold_off


def resumable(run: Run | None, fingerprint: str, now: datetime) -> bool:
    """Whether an interrupted crawl may go on from its last page."""
    if run is None or run.cursor is None or run.fingerprint != fingerprint:
        return False
    return timedelta(0) <= now - run.staged_at < RESUMABLE


def way(book: Book, fingerprint: str, now: datetime, *, full: bool) -> Way:
    """The cheapest way that is correct."""
    if resumable(book.run, fingerprint, now):
        return Way.RESUME
    known = book.generation > 0 and book.fingerprint == fingerprint and book.token is not None
    if full or not known or book.full_due is None or book.full_at is None:
        return Way.CRAWL
    return Way.CHANGES if book.full_at <= now < book.full_due else Way.CRAWL


def consistent(run: Run) -> bool:
    """Whether a pass showed everything: no record twice, the count steady and met."""
    return not run.drift and (run.total is None or run.seen == run.total)


def another_pass(run: Run) -> bool:
    return not consistent(run) and run.number < PASSES


def full_due(run: Run, now: datetime, *, settled: bool) -> datetime:
    """When the collection must be read as a whole again."""
    if not settled or not consistent(run):
        return now + SOON
    return now + (FULL_WITH_FEED if run.token is not None else FULL_WITHOUT_FEED)


def refusal(absences: Absences, *, accept_deletes: bool) -> BadResponseReason | None:
    """Why a finished crawl must not become visible, if it must not."""
    if absences.staged == 0 and absences.rejected > 0:
        return BadResponseReason.ALL_REJECTED
    if accept_deletes:
        return None
    emptied = absences.live > 0 and absences.staged == 0
    halved = len(absences.missing) > max(FEW, absences.live / 2)
    return BadResponseReason.SHRUNK if emptied or halved else None


def ends_round(error: SyncError) -> bool:
    """Whether the other collections would only meet the same error."""
    if isinstance(error, Offline):
        return error.reason not in (OfflineReason.BROKEN, OfflineReason.TIMEOUT)
    return isinstance(error, (Unauthorized, RateLimited))
