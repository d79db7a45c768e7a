"""Decisions of a sync."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from tests.sync.fakes import NOW
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
from tui.storage.books import Book, Run
from tui.storage.staging import Absences
from tui.sync import policy
from tui.sync.policy import Way

MINUTE = timedelta(minutes=1)
RUN = Run(
    collection=Collection.HOURS, fence=b"x", fingerprint="f", token="7", staged_at=NOW, cursor="2", total=5, seen=5
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
    assert (policy.way(replace(BOOK, run=run), "f", NOW, full=True) is Way.RESUME) is wanted


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
    ],
)
def test_way(book: Book, full: bool, wanted: Way) -> None:
    assert policy.way(book, "f", NOW, full=full) is wanted


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
