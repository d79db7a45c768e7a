"""Rounds of syncing on the command line: one, or one after another, in words or as JSON."""

from __future__ import annotations

import io
import json
import os
import signal
import threading
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tui.domain.errors import (
    BadConfig,
    BadResponse,
    BadResponseReason,
    CacheReadOnly,
    Cancelled,
    ConfigFault,
    Offline,
    OfflineReason,
    RateLimited,
    SamspillError,
    SyncError,
)
from tui.domain.freshness import Collection
from tui.exits import Exit
from tui.rounds import Rounds
from tui.sync.events import CollectionDone, CollectionFailed, Event, Finished, Waiting

NOW = datetime(2026, 11, 23, 7, 3, tzinfo=UTC)
OFFLINE = Offline("https://a.no", OfflineReason.NAME)


def done(collection: Collection, **counts: int) -> CollectionDone:
    facts: dict[str, Any] = {"read": 5, "added": 0, "changed": 0, "removed": 0, "rejected": 0, **counts}
    return CollectionDone(collection=collection, seconds=0.25, **facts)


WHOLE = Finished(outcomes=tuple(done(one) for one in Collection))
PLAIN = Finished(
    outcomes=(
        done(Collection.HOURS),
        done(Collection.PARTNERS, added=1),
        replace(done(Collection.AGREEMENTS, read=0), offered=False),
    )
)
"""What a server of plain HSDS brings."""


class Runs:
    """A sync with prepared endings; asks to stop, as a person would, when there are none left."""

    def __init__(self, *endings: Finished | SamspillError, last: Callable[[], None] | None = None) -> None:
        self.endings = list(endings)
        self.last = last
        self.asked_full: list[bool] = []

    def __call__(
        self, on_event: Callable[[Event], None], cancelled: threading.Event, *, full: bool = False  # noqa: ARG002
    ) -> Finished:
        self.asked_full.append(full)
        ending = self.endings.pop(0)
        on_event(Waiting(collection=None, until=NOW, attempt=2))
        if not self.endings and self.last:
            self.last()
        if isinstance(ending, SamspillError):
            raise ending
        for one in ending.outcomes:
            on_event(one)
        return ending


def rounds(run: Runs, *, as_json: bool = False, clock: Callable[[], datetime] = lambda: NOW) -> Rounds:
    return Rounds(
        run=run, profile="nord", url="https://a.no", version="1", clock=clock, bars=False, as_json=as_json,
        out=io.StringIO(), told=io.StringIO(),
    )  # fmt: skip


def printed(told: Rounds) -> list[str]:
    assert isinstance(told.out, io.StringIO)
    return told.out.getvalue().splitlines()


def aside(told: Rounds) -> list[str]:
    assert isinstance(told.told, io.StringIO)
    return told.told.getvalue().splitlines()


def interrupted() -> None:
    os.kill(os.getpid(), signal.SIGTERM)


def test_one_round_is_one_line_and_its_collections_beside_it() -> None:
    told = rounds(Runs(WHOLE))
    assert told.once() is Exit.WHOLE
    assert printed(told) == ["Everything is fetched, nothing has changed."]
    assert len(aside(told)) == 4


def test_what_is_not_offered_is_said_and_missing_from_nothing() -> None:
    told = rounds(Runs(PLAIN))
    assert told.once() is Exit.WHOLE
    assert printed(told) == ["Everything is fetched: 1 new, 0 changed, 0 gone."]
    assert "Agreements: The service does not offer agreements." in aside(told)


def test_one_round_as_json() -> None:
    told = rounds(Runs(PLAIN), as_json=True)
    assert told.once() is Exit.WHOLE
    (line,) = printed(told)
    fine = {"read": 5, "added": 0, "changed": 0, "removed": 0, "rejected": 0, "seconds": 0.25}
    assert json.loads(line) == {
        "version": "1",
        "profile": "nord",
        "url": "https://a.no",
        "collections": {
            "hours": {**fine, "offered": True, "error": None},
            "partners": {**fine, "added": 1, "offered": True, "error": None},
            "agreements": {**fine, "read": 0, "offered": False, "error": None},
        },
        "error": None,
        "ended_at": "2026-11-23T07:03:00+00:00",
        "completed_at": "2026-11-23T07:03:00+00:00",
        "exit_code": 0,
        "meaning": "whole",
    }


SHRUNK = BadResponse(url="", reason=BadResponseReason.SHRUNK, where="agreements", detail="3/13")


@pytest.mark.parametrize(
    ("ending", "code", "meaning"),
    [
        (OFFLINE, 3, "offline"),
        (RateLimited("https://a.no", retry_at=NOW), 4, "refused"),
        (BadConfig(None, ConfigFault.UNREADABLE, key="token_command"), 2, "usage"),
        (CacheReadOnly(Path("cache.db")), 5, "local_copy"),
        (Cancelled(), 130, "cancelled"),
    ],
)
def test_what_let_nothing_be_tried_is_in_the_document(ending: SamspillError, code: int, meaning: str) -> None:
    told_as = Finished(outcomes=(), error=ending) if isinstance(ending, SyncError) else ending
    told = rounds(Runs(told_as, last=interrupted if code == 130 else None), as_json=True)
    if code == 130:
        assert told.once() == code
    else:
        with pytest.raises(type(ending)):
            told.once()
    document = json.loads(printed(told)[0])
    assert (document["exit_code"], document["meaning"], document["completed_at"]) == (code, meaning, None)
    assert document["error"]["kind"] == type(ending).__name__
    assert document["error"]["sentence"].endswith(".")
    assert document["collections"] == {}


def test_a_collection_that_failed_has_its_error_in_the_document() -> None:
    failed = CollectionFailed(collection=Collection.AGREEMENTS, error=SHRUNK)
    told = rounds(Runs(Finished(outcomes=(done(Collection.HOURS), failed))), as_json=True)
    assert told.once() is Exit.PARTLY
    document = json.loads(printed(told)[0])
    assert document["collections"]["agreements"]["error"]["kind"] == "BadResponse"
    assert "samspill sync --accept-deletes" in document["collections"]["agreements"]["error"]["sentence"]


def test_a_watch_is_a_line_a_round_whatever_happens_until_it_is_stopped() -> None:
    lost = Finished(outcomes=(), error=OFFLINE)
    no_token = BadConfig(None, ConfigFault.UNREADABLE, key="token_command")
    runs = Runs(WHOLE, lost, no_token, WHOLE, PLAIN, WHOLE, last=interrupted)
    told = rounds(runs)
    before = signal.getsignal(signal.SIGTERM)
    assert told.watch(0, full=True) is Exit.CANCELLED
    assert signal.getsignal(signal.SIGTERM) == before
    lines = printed(told)
    assert len(lines) == 5
    assert lines[0] == "2026-11-23 08:03:00  Everything is fetched, nothing has changed."
    assert lines[1].startswith("2026-11-23 08:03:00  No contact with https://a.no")
    assert "token_command" in lines[2]
    assert aside(told) == []
    assert runs.asked_full == [True, *[False] * 5]


def test_a_watch_stopped_in_the_middle_of_a_round_ends_at_once() -> None:
    told = rounds(Runs(Finished(outcomes=(), error=Cancelled()), last=interrupted))
    assert told.watch(10_000) is Exit.CANCELLED
    assert printed(told) == []


def test_a_watch_as_json_is_a_document_a_line() -> None:
    runs = Runs(WHOLE, PLAIN, last=interrupted)
    told = rounds(runs, as_json=True)
    assert told.watch(0) is Exit.CANCELLED
    assert [json.loads(line)["meaning"] for line in printed(told)] == ["whole", "cancelled"]


class Wall:
    """A clock that jumps ahead, as when a laptop was closed."""

    def __init__(self, *jumps: timedelta) -> None:
        self.now, self.jumps = NOW, list(jumps)

    def __call__(self) -> datetime:
        if self.jumps:
            self.now += self.jumps.pop(0)
        return self.now


def test_time_spent_asleep_counts() -> None:
    """The second round comes although the pause has only just begun by the clock that stood still."""
    asleep = Wall(timedelta(0), timedelta(0), timedelta(hours=9))
    told = rounds(Runs(WHOLE, WHOLE, last=interrupted), clock=asleep)
    assert told.watch(60) is Exit.CANCELLED
    assert len(printed(told)) == 1


def test_a_server_that_asked_for_patience_gets_it() -> None:
    """The round after comes when the server said, which is after the half hour that was asked for."""
    busy = Finished(outcomes=(), error=RateLimited("https://a.no", retry_at=NOW + timedelta(hours=2)))
    seen: list[timedelta] = []
    wall = Wall(*[timedelta(0)] * 2, timedelta(hours=1), timedelta(hours=1))

    def clock() -> datetime:
        now = wall()
        seen.append(now - NOW)
        return now

    runs = Runs(busy, WHOLE, last=interrupted)
    told = rounds(runs, clock=clock)
    waits: list[float] = []
    waited = threading.Event.wait

    def wait(event: threading.Event, timeout: float | None = None) -> bool:
        waits.append(timeout or 0)
        return waited(event, 0)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(threading.Event, "wait", wait)
        assert told.watch(30) is Exit.CANCELLED
    assert runs.endings == []
    assert seen[-1] == timedelta(hours=2)
    assert max(waits) <= 30
