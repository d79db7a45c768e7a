"""What a sync decides, without doing it: when, by which way, and what may be removed."""

from __future__ import annotations

from datetime import datetime, timedelta
from enum import StrEnum

from ..api.source import Identity
from ..domain.errors import BadResponse, BadResponseReason, Offline, OfflineReason, RateLimited, SyncError, Unauthorized
from ..domain.freshness import CollectionState
from ..storage.books import Book, Kind, Run
from ..storage.heap import Absences
from ..storage.notes import Memory, Patience

RESUMABLE = timedelta(minutes=15)
"""A run interrupted longer ago starts anew."""
FULL_WITH_FEED = timedelta(days=7)
FULL_WITHOUT_FEED = timedelta(hours=24)
SOON = timedelta(hours=1)
"""The next full crawl after one that left something open."""
OVERLAP = timedelta(minutes=5)
"""A record may become visible at the source so much later than it says."""
CREDIBLE = timedelta(days=1)
"""A server's clock that differs more from all it was seen to say before is not believed."""
MEMORY = timedelta(hours=24)
"""What was learned of a source is looked at again after so long."""
PASSES = 3
WALK_PAGES = 10_000
"""A walk that is not at its end by then never will be."""
PROBES = 200
"""Missing records that are asked for one by one, in one sync."""
FEW = 20
"""So many records may go missing from any collection without anybody being asked."""


class Way(StrEnum):
    """How a collection is brought up to date, cheapest first."""

    RESUME = "resume"
    CHANGES = "changes"
    """The change feed, with deletions told."""
    VALIDATOR = "validator"
    """One page that the server vouches for, or sends anew."""
    WALK = "walk"
    """What was modified, in the order of modification."""
    DELTA = "delta"
    """What was modified, in pages that may move."""
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


def resumable(run: Run | None, fingerprint: str, now: datetime, *, full: bool = False) -> bool:
    """Whether an interrupted run may go on from its last page; a `full` one begins anew, to see what came since."""
    if run is None or run.fingerprint != fingerprint or full:
        return False
    begun = run.cursor is not None or run.read or run.kind is Kind.WALK
    return begun and timedelta(0) <= now - run.staged_at < RESUMABLE


def way(book: Book, identity: Identity, fingerprint: str, now: datetime, *, full: bool) -> Way:
    """The cheapest way that is correct."""
    if resumable(book.run, fingerprint, now, full=full):
        return Way.RESUME
    known = book.generation > 0 and book.fingerprint == fingerprint
    if full or not known or book.full_due is None or book.full_at is None:
        return Way.CRAWL
    if not book.full_at <= now < book.full_due:
        return Way.CRAWL
    if book.token is not None:
        return Way.CHANGES
    if book.etag is not None:
        return Way.VALIDATOR
    if book.watermark is None or book.collection not in identity.deltas:
        return Way.CRAWL
    return Way.WALK if book.collection in identity.keysets else Way.DELTA


def fresh(memory: Memory | None, fingerprint: str, now: datetime) -> bool:
    """Whether what was learned of the source may still be relied on."""
    return memory is not None and memory.fingerprint == fingerprint and timedelta(0) <= now - memory.at < MEMORY


def held_back(patience: Patience | None, fingerprint: str, now: datetime) -> bool:
    """Whether the source asked for patience that is not over. A clock that went back ends it."""
    return patience is not None and patience.fingerprint == fingerprint and patience.at <= now < patience.until


def watermark(book: Book, run: Run, latest: datetime | None) -> datetime | None:
    """The moment before which nothing can have been missed, from the server's times alone.

    `latest` is the last modification that was read; None where records do not say. A run whose pages moved never moves
    it forward, and a delta never moves it back. A server's clock that disagrees with its records and with what it said
    the last time is replaced by what it said then.
    """
    old = book.watermark if book.fingerprint == run.fingerprint else None
    if latest is None:
        return None if run.kind is Kind.FULL else old
    said, before = run.server_time, book.server_time if book.fingerprint == run.fingerprint else None
    if said is not None and before is not None and min(abs(said - before), abs(said - latest)) > CREDIBLE:
        said = before
    bound = said or before
    reached = (latest if bound is None else min(latest, bound)) - OVERLAP
    if old is None:
        return reached
    if run.kind is Kind.FULL:
        return reached if consistent(run) else min(old, reached)
    return max(old, reached) if consistent(run) else old


def consistent(run: Run) -> bool:
    """Whether a pass showed everything: no record twice, the count steady and met. A walk counts nothing."""
    return not run.drift and (run.kind is Kind.WALK or run.total is None or run.seen == run.total)


def another_pass(run: Run) -> bool:
    return not consistent(run) and run.number < PASSES


def full_due(run: Run, now: datetime, *, settled: bool) -> datetime:
    """When the collection must be read as a whole again: counted from when this reading was begun, since whatever was
    removed after that may still be here. What was left open is tried again soon after the end."""
    if not settled or not consistent(run):
        return now + SOON
    return run.started_at + (FULL_WITH_FEED if run.token is not None else FULL_WITHOUT_FEED)


def due_after_delta(book: Book, run: Run, now: datetime) -> datetime:
    """The same for a run that cannot show what was removed: it puts nothing off."""
    known = book.full_due or now + SOON
    return known if consistent(run) else min(known, now + SOON)


def refusal(absences: Absences, *, accept_deletes: bool) -> BadResponseReason | None:
    """Why a finished crawl must not become visible, if it must not."""
    if absences.staged == 0 and absences.rejected > 0:
        return BadResponseReason.ALL_REJECTED
    if accept_deletes:
        return None
    suspicious = shrunk(absences.live, gone=len(absences.missing), left=absences.staged)
    return BadResponseReason.SHRUNK if suspicious else None


def shrunk(live: int, *, gone: int, left: int) -> bool:
    """Whether a collection was emptied or halved: more likely a fault at the source than the truth."""
    return (live > 0 and left == 0) or gone > max(FEW, live / 2)


def unanswerable(error: SyncError) -> bool:
    """Whether no record of the collection can be asked for by its id: what is missing may still be there."""
    return isinstance(error, BadResponse) and error.reason is BadResponseReason.INCOMPLETE


def ends_round(error: SyncError) -> bool:
    """Whether the other collections would only meet the same error."""
    if isinstance(error, Offline):
        return error.reason not in (OfflineReason.BROKEN, OfflineReason.TIMEOUT)
    return isinstance(error, (Unauthorized, RateLimited))
