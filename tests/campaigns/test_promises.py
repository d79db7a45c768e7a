"""What a copy promises, to the letter, each in the one situation that puts it to the test."""

from __future__ import annotations

import os
import signal
import sys
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.api.rawserver import RawServer, reply, sent
from tests.campaigns.churn import KINDS, MEETINGS, ORGANIZATIONS, Churn, ChurnServer, Order
from tests.campaigns.interrupt import Sync
from tests.campaigns.invariants import check_equal, look
from tests.faults.bench import LIST, Bench, World, agreement, meeting, organization, records
from tui.domain.errors import Cancelled

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="no fork"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]
NOW = datetime(2026, 11, 23, 8, 0, tzinfo=UTC)


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "default" / "cache.db")


def test_one_whole_sync_is_enough_also_after_an_interruption(tmp_path: Path) -> None:
    """I3. A crawl dies in its third pass; then a record comes that stands before the place where it died."""
    churn = Churn(1)
    for number in range(9):
        churn.put(ORGANIZATIONS, f"p{number}", f"Lag {number}")
    with ChurnServer(churn, order=Order.ID, page_size=2) as server:
        sync = Sync(tmp_path / "default" / "cache.db", server.url, NOW, full=True)
        child: list[int] = []
        begun = threading.Event()
        passes = [0]

        def move_and_kill(path: str) -> None:
            if not path.startswith("/organizations?") or "page=3&" not in path:
                return
            begun.wait(10)
            passes[0] += 1
            churn.add(ORGANIZATIONS)
            if passes[0] == 3:
                os.kill(child[0], signal.SIGKILL)

        server.before = move_and_kill
        child.append(os.fork())
        if not child[0]:
            try:
                sync.run()
            finally:
                os._exit(0)
        begun.set()
        assert os.WIFSIGNALED(os.waitpid(child[0], 0)[1])
        server.before = lambda _: None
        churn.put(ORGANIZATIONS, "!", "Først i lista")
        assert sync.run().whole
        check_equal(churn, look(sync.path))


def test_one_whole_sync_is_enough_also_for_what_was_read_before_the_interruption(tmp_path: Path) -> None:
    """I3. Office hours were read to the end when the sync died among the partners; then office hours change."""
    churn = Churn(4)
    churn.mutate(40, deletions=0)
    with ChurnServer(churn) as server:
        sync = Sync(tmp_path / "default" / "cache.db", server.url, NOW, full=True)
        assert sync.run().whole
        cancelled = threading.Event()
        server.before = lambda path: cancelled.set() if path.startswith("/organizations?page=2&") else None
        assert isinstance(sync.run(cancelled=cancelled).error, Cancelled)
        server.before = lambda _: None
        for key in list(churn.rows[MEETINGS]):
            churn.rename(MEETINGS, key)
        churn.add(MEETINGS)
        assert sync.run().whole
        check_equal(churn, look(sync.path))


@pytest.mark.parametrize("collection", KINDS)
def test_a_cancelled_sync_changes_nothing_at_all(tmp_path: Path, collection: str) -> None:
    """I7, wherever it is cancelled: collections that refer to each other change together or not at all."""
    churn = Churn(2)
    churn.mutate(30, deletions=0)
    with ChurnServer(churn) as server:
        sync = Sync(tmp_path / "default" / "cache.db", server.url, NOW)
        assert sync.run().whole
        before = look(sync.path)
        for kind in KINDS:
            churn.add(kind)
        cancelled = threading.Event()
        server.before = lambda path: cancelled.set() if path.startswith(f"/{collection}?page=2") else None
        finished = sync.run(cancelled=cancelled)
        if isinstance(finished.error, Cancelled):
            assert look(sync.path).values == before.values
        else:
            assert finished.whole


@pytest.mark.parametrize(
    "trouble",
    [
        reply(b"<!doctype html><title>Wifi</title>", content_type="text/html"),
        reply(b"{}", 404),
        reply(b'{"error": "maintenance"}'),
    ],
    ids=["login page", "not found", "no list"],
)
def test_partners_are_not_removed_because_their_list_is_away(bench: Bench, trouble: bytes) -> None:
    """Services name some of the partners; that the others are not named there proves nothing."""
    named = {
        "id": "s",
        "name": "Tjeneste",
        "status": "active",
        "organization_id": "a",
        "organization": organization("a"),
    }
    world = World({**records(), "services": [named], "service_at_locations": [meeting("m")]})
    with RawServer(world.answer) as server:
        assert bench.sync(server.url).whole
        world.broken = lambda request: sent(trouble) if request.path.startswith(LIST) else None
        for full in (False, True, True):
            bench.sync(server.url, full=full)
            assert sorted(bench.names()) == ["a", "b", "c"]
        world.heal()
        assert bench.sync(server.url).whole
        assert sorted(bench.names()) == ["a", "b", "c"]


@pytest.mark.parametrize("endpoint", ["organizations", "service_at_locations", "agreements"])
@pytest.mark.parametrize("late", [False, True], ids=["at first", "later"])
def test_one_bad_moment_is_not_remembered_as_absence(bench: Bench, endpoint: str, late: bool) -> None:
    """A login page in place of one list says nothing about the server; the next whole sync has it again."""
    world = World()
    portal = sent(reply(b"<!doctype html><title>Wifi</title>", content_type="text/html"))
    with RawServer(world.answer) as server:
        if late:
            assert bench.sync(server.url).whole
            bench.now += timedelta(days=2)
        world.broken = lambda request: portal if request.path.startswith(f"/{endpoint}") else None
        bench.sync(server.url)
        world.heal()
        world.collections["organizations"].append(organization("d"))
        world.collections["service_at_locations"].append(meeting("n"))
        world.collections["agreements"].append(agreement("y"))
        bench.now += timedelta(minutes=20)
        assert bench.sync(server.url).whole
        rows = bench.seen().rows
    assert sorted(rows["organizations"]) == ["a", "b", "c", "d"]
    assert sorted(rows["service_at_locations"]) == ["m", "n"]
    assert sorted(rows["agreements"]) == ["x", "y"]
