"""Decisions of a sync."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.sync.fakes import NOW
from tui.api.source import Identity
from tui.domain.errors import (
    BadResponseReason,
    Forbidden,
    Offline,
    OfflineReason,
    RateLimited,
    ServerFailed,
    SyncError,
    Unauthorized,
)
from tui.domain.freshness import Collection, CollectionState
from tui.storage.books import Book, Kind, Run
from tui.storage.heap import Absences
from tui.storage.notes import Memory, Patience
from tui.sync import policy
from tui.sync.policy import Way

MINUTE = timedelta(minutes=1)
RUN = Run(
    collection=Collection.HOURS,
    fence=b"x",
    fingerprint="f",
    token="7",
    started_at=NOW,
    staged_at=NOW,
    cursor="2",
    total=5,
    seen=5,
)
BOOK = Book(
    collection=Collection.HOURS,
    generation=3,
    records=5,
    completed_at=NOW,
    fingerprint="f",
    token="7",
    full_at=NOW,
    full_due=NOW + timedelta(days=7),
    run=None,
)
PLAIN = Identity(
    version=None,
    profile=None,
    has_organizations=True,
    has_service_at_locations=True,
    has_agreements=True,
    has_changes=False,
)
HOURS = frozenset({Collection.HOURS})
DELTAS = replace(PLAIN, deltas=HOURS)
KEYSETS = replace(DELTAS, keysets=HOURS)
MARKED = replace(BOOK, token=None, watermark=NOW - MINUTE)
SEEN = Absences(live=100, staged=100, rejected=0, missing=(), ghosts=())


def state(attempted: datetime | None, error: SyncError | None = None) -> CollectionState:
    return CollectionState(collection=Collection.HOURS, rows=0, completed_at=None, attempted_at=attempted, error=error)


@pytest.mark.parametrize(
    ("attempted", "error", "wanted"),
    [
        (None, None, True),
        (NOW, None, False),
        (NOW - 14 * MINUTE, None, False),
        (NOW - 15 * MINUTE, None, True),
        (NOW + MINUTE, None, True),
        (NOW - 15 * MINUTE, ServerFailed("https://example.org", 500), True),
        (NOW - 15 * MINUTE, RateLimited("https://example.org", NOW + MINUTE), False),
        (NOW - 15 * MINUTE, RateLimited("https://example.org", NOW), True),
        (NOW - 15 * MINUTE, RateLimited("https://example.org"), True),
    ],
)
def test_due(attempted: datetime | None, error: SyncError | None, wanted: bool) -> None:
    assert policy.due((state(NOW), state(attempted, error)), NOW, 15 * MINUTE) is wanted


@pytest.mark.parametrize(
    ("run", "wanted"),
    [
        (None, False),
        (RUN, True),
        (replace(RUN, cursor=None), False),
        (replace(RUN, fingerprint="g"), False),
        (replace(RUN, staged_at=NOW - 15 * MINUTE), False),
        (replace(RUN, staged_at=NOW + MINUTE), False),
    ],
)
def test_resumable(run: Run | None, wanted: bool) -> None:
    assert policy.resumable(run, "f", NOW) is wanted
    assert (policy.way(replace(BOOK, run=run), PLAIN, "f", NOW, full=False) is Way.RESUME) is wanted
    assert policy.way(replace(BOOK, run=run), PLAIN, "f", NOW, full=True) is Way.CRAWL


@pytest.mark.parametrize("kind", [Kind.WALK, Kind.DELTA])
def test_a_delta_is_not_resumed_where_everything_is_wanted(kind: Kind) -> None:
    run = replace(RUN, kind=kind)
    assert policy.resumable(run, "f", NOW)
    assert not policy.resumable(run, "f", NOW, full=True)


def test_a_run_that_was_read_to_its_end_is_resumed() -> None:
    assert policy.resumable(replace(RUN, cursor=None, read=True), "f", NOW)


@pytest.mark.parametrize(
    ("book", "full", "wanted"),
    [
        (BOOK, False, Way.CHANGES),
        (BOOK, True, Way.CRAWL),
        (replace(BOOK, generation=0), False, Way.CRAWL),
        (replace(BOOK, fingerprint="g"), False, Way.CRAWL),
        (replace(BOOK, token=None), False, Way.CRAWL),
        (replace(BOOK, full_due=NOW), False, Way.CRAWL),
        (replace(BOOK, full_due=None), False, Way.CRAWL),
        (replace(BOOK, full_at=NOW + MINUTE), False, Way.CRAWL),
        (replace(MARKED, etag='"a"'), False, Way.VALIDATOR),
        (replace(MARKED, etag='"a"'), True, Way.CRAWL),
        (replace(MARKED, etag='"a"', full_due=NOW), False, Way.CRAWL),
    ],
)
def test_way(book: Book, full: bool, wanted: Way) -> None:
    assert policy.way(book, PLAIN, "f", NOW, full=full) is wanted


@pytest.mark.parametrize(
    ("book", "identity", "wanted"),
    [
        (MARKED, PLAIN, Way.CRAWL),
        (MARKED, DELTAS, Way.DELTA),
        (MARKED, KEYSETS, Way.WALK),
        (replace(MARKED, watermark=None), KEYSETS, Way.CRAWL),
        (replace(MARKED, full_due=NOW), KEYSETS, Way.CRAWL),
        (replace(MARKED, collection=Collection.PARTNERS), KEYSETS, Way.CRAWL),
        (replace(MARKED, etag='"a"'), KEYSETS, Way.VALIDATOR),
        (replace(MARKED, token="7"), KEYSETS, Way.CHANGES),
    ],
)
def test_the_ladder(book: Book, identity: Identity, wanted: Way) -> None:
    assert policy.way(book, identity, "f", NOW, full=False) is wanted


DAY = timedelta(days=1)
FULL = replace(RUN, server_time=NOW)
LAGGING = replace(RUN, kind=Kind.DELTA, server_time=NOW)
OLD = replace(BOOK, watermark=NOW - 3 * DAY, server_time=NOW - DAY)


@pytest.mark.parametrize(
    ("book", "run", "latest", "wanted"),
    [
        # the earlier of the last modification and the server's time, less the overlap
        (BOOK, FULL, NOW - DAY, NOW - DAY - 5 * MINUTE),
        (BOOK, FULL, NOW + 400 * DAY, NOW - 5 * MINUTE),
        (BOOK, replace(FULL, server_time=None), NOW - DAY, NOW - DAY - 5 * MINUTE),
        # records that do not say when they were modified
        (OLD, FULL, None, None),
        (OLD, LAGGING, None, NOW - 3 * DAY),
        # a delta never goes back, a full crawl may
        (OLD, LAGGING, NOW - 9 * DAY, NOW - 3 * DAY),
        (OLD, FULL, NOW - 9 * DAY, NOW - 9 * DAY - 5 * MINUTE),
        # held after drift
        (OLD, replace(LAGGING, drift=True), NOW, NOW - 3 * DAY),
        (OLD, replace(FULL, drift=True), NOW, NOW - 3 * DAY),
        (OLD, replace(LAGGING, seen=4), NOW, NOW - 3 * DAY),
        # a walk counts nothing
        (OLD, replace(LAGGING, kind=Kind.WALK, seen=9), NOW, NOW - 5 * MINUTE),
        (OLD, replace(LAGGING, kind=Kind.WALK, drift=True), NOW, NOW - 3 * DAY),
        # a clock that lies: what it said the last time counts
        (OLD, replace(FULL, server_time=NOW + 3650 * DAY), NOW + 400 * DAY, NOW - DAY - 5 * MINUTE),
        (OLD, replace(LAGGING, server_time=NOW - 3650 * DAY), NOW, NOW - DAY - 5 * MINUTE),
        (OLD, replace(FULL, server_time=NOW + 3650 * DAY), NOW - 2 * DAY, NOW - 2 * DAY - 5 * MINUTE),
        # another source has another clock
        (replace(OLD, fingerprint="g"), FULL, NOW, NOW - 5 * MINUTE),
    ],
)
def test_67_the_watermark(book: Book, run: Run, latest: datetime | None, wanted: datetime | None) -> None:
    assert policy.watermark(book, run, latest) == wanted


def test_a_delta_puts_nothing_off() -> None:
    due = policy.due_after_delta
    assert due(BOOK, LAGGING, NOW) == BOOK.full_due
    assert due(BOOK, replace(LAGGING, drift=True), NOW) == NOW + timedelta(hours=1)
    assert due(replace(BOOK, full_due=NOW + MINUTE), replace(LAGGING, drift=True), NOW) == NOW + MINUTE


@pytest.mark.parametrize(
    ("hours", "fingerprint", "wanted"),
    [(0, "f", True), (23, "f", True), (24, "f", False), (-1, "f", False), (0, "g", False)],
)
def test_memory_lasts_a_day(hours: int, fingerprint: str, wanted: bool) -> None:
    memory = Memory(fingerprint="f", at=NOW, content={})
    assert policy.fresh(memory, fingerprint, NOW + timedelta(hours=hours)) is wanted
    assert not policy.fresh(None, fingerprint, NOW)


@pytest.mark.parametrize(
    ("minutes", "fingerprint", "wanted"),
    [(0, "f", True), (59, "f", True), (60, "f", False), (-1, "f", False), (0, "g", False)],
)
def test_patience_ends(minutes: int, fingerprint: str, wanted: bool) -> None:
    patience = Patience(fingerprint="f", at=NOW, until=NOW + 60 * MINUTE, url="u")
    assert policy.held_back(patience, fingerprint, NOW + minutes * MINUTE) is wanted
    assert not policy.held_back(None, fingerprint, NOW)


@pytest.mark.parametrize(
    ("run", "wanted"),
    [
        (RUN, True),
        (replace(RUN, drift=True), False),
        (replace(RUN, seen=4), False),
        (replace(RUN, seen=6), False),
        (replace(RUN, total=None, seen=4), True),
    ],
)
def test_consistent(run: Run, wanted: bool) -> None:
    assert policy.consistent(run) is wanted
    assert policy.another_pass(run) is not wanted
    assert not policy.another_pass(replace(run, number=3))


def test_the_next_full_crawl() -> None:
    due = policy.full_due
    assert due(RUN, NOW, settled=True) == NOW + timedelta(days=7)
    assert due(replace(RUN, token=None), NOW, settled=True) == NOW + timedelta(hours=24)
    assert due(RUN, NOW, settled=False) == due(replace(RUN, drift=True), NOW, settled=True) == NOW + timedelta(hours=1)


@pytest.mark.parametrize(
    ("live", "staged", "rejected", "missing", "reason"),
    [
        (0, 0, 0, 0, None),
        (100, 100, 0, 0, None),
        (100, 50, 0, 50, None),
        (100, 49, 0, 51, BadResponseReason.SHRUNK),
        (100, 0, 0, 100, BadResponseReason.SHRUNK),
        (1, 0, 0, 1, BadResponseReason.SHRUNK),
        (21, 1, 0, 20, None),
        (22, 1, 0, 21, BadResponseReason.SHRUNK),
        (0, 0, 3, 0, BadResponseReason.ALL_REJECTED),
        (9, 0, 3, 0, BadResponseReason.ALL_REJECTED),
    ],
)
def test_refusal(live: int, staged: int, rejected: int, missing: int, reason: BadResponseReason | None) -> None:
    ids = tuple(map(str, range(missing)))
    absences = replace(SEEN, live=live, staged=staged, rejected=rejected, missing=ids)
    assert policy.refusal(absences, accept_deletes=False) is reason
    accepted = reason if reason is BadResponseReason.ALL_REJECTED else None
    assert policy.refusal(absences, accept_deletes=True) is accepted


@pytest.mark.parametrize(
    ("error", "wanted"),
    [
        (Offline("u", OfflineReason.NAME), True),
        (Offline("u", OfflineReason.BROKEN), False),
        (Offline("u", OfflineReason.TIMEOUT), False),
        (Unauthorized("u"), True),
        (RateLimited("u"), True),
        (Forbidden("u"), False),
        (ServerFailed("u", 500), False),
    ],
)
def test_what_ends_a_round(error: SyncError, wanted: bool) -> None:
    assert policy.ends_round(error) is wanted
