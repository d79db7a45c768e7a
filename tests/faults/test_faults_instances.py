"""Faults 30 to 39: several instances of one copy, other versions of the program, and clocks that jump."""

from __future__ import annotations

import os
import sqlite3
import sys
from contextlib import ExitStack, closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from tests.api.rawserver import RawServer
from tests.campaigns.churn import Churn, ChurnServer, Offer
from tests.campaigns.interrupt import Sync
from tests.campaigns.invariants import check_equal, check_sound, look
from tests.faults.bench import NOW, Bench, World, organization
from tui.domain.errors import Busy, CacheError
from tui.present.errors import sentence
from tui.storage import database
from tui.storage.reader import Reader

fork = [
    pytest.mark.skipif(sys.platform == "win32", reason="no fork"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]
WHOLE, BUSY, OTHER = 0, 2, 4


def process(sync: Sync) -> int:
    child = os.fork()
    if child:
        return child
    code = OTHER
    try:
        finished = sync.run()
        code = BUSY if isinstance(finished.error, Busy) else WHOLE if finished.whole else OTHER
    finally:
        os._exit(code)


@pytest.mark.parametrize("offer", [Offer.FEED, Offer.PLAIN])
class TestTogether:
    pytestmark = fork

    def test_fault_30_six_begin_on_nothing(self, tmp_path: Path, offer: Offer) -> None:
        churn = Churn(1)
        churn.mutate(20, deletions=0)
        with ChurnServer(churn, offer=offer) as server:
            sync = Sync(tmp_path / "default" / "cache.db", server.url, NOW)
            children = [process(sync) for _ in range(6)]
            codes = [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]
        assert WHOLE in codes
        assert set(codes) <= {WHOLE, BUSY}
        check_sound(sync.path)
        check_equal(churn, look(sync.path))


def test_fault_32_twenty_readers_ask_nobody(bench: Bench) -> None:
    """They see that something changed, once each, without a question to the server and without a lock."""
    world = World()
    with RawServer(world.answer) as server, ExitStack() as readers:
        assert bench.sync(server.url).whole
        watching = [readers.enter_context(closing(bench.reader())) for _ in range(20)]
        versions = [one.data_version() for one in watching]
        asked = len(server.requests)
        assert [one.data_version() for one in watching] == versions
        assert len(server.requests) == asked
        world.collections["organizations"].append(organization("d"))
        assert bench.sync(server.url).whole
        asked = len(server.requests)
        assert all(one.data_version() != version for one, version in zip(watching, versions, strict=True))
        assert [len(one.partners()) for one in watching] == [4] * 20
        assert len(server.requests) == asked


def test_fault_34_somebody_holds_the_file(bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "BUSY_MILLISECONDS", 50)
    with RawServer(World().answer) as server:
        assert bench.sync(server.url).whole
        with closing(sqlite3.connect(bench.path, isolation_level=None)) as other:
            other.execute("BEGIN IMMEDIATE")
            with pytest.raises(CacheError) as caught:
                bench.sync(server.url)
            assert sentence(caught.value)
            assert sorted(bench.names()) == ["a", "b", "c"]
        assert bench.sync(server.url).whole


CLOCKS = [NOW + timedelta(days=365), NOW - timedelta(days=365), datetime(1970, 1, 1, tzinfo=UTC)]


def jumps(tmp_path: Path, offer: Offer, then: datetime) -> None:
    """The clock jumps and comes back; every change is seen, nothing is lost."""
    churn = Churn(3)
    churn.mutate(15, deletions=0)
    with ChurnServer(churn, offer=offer) as server:
        sync = Sync(tmp_path / "default" / "cache.db", server.url, NOW)
        for now in (NOW, then, then + timedelta(minutes=1), NOW + timedelta(minutes=5), then):
            assert replace(sync, now=now).run().whole
            check_equal(churn, look(sync.path))
            with closing(Reader.open(sync.path)) as reader:
                assert all(state.completed_at == now for state in reader.states())
            churn.mutate(4, deletions=0)


@pytest.mark.parametrize("offer", list(Offer))
def test_fault_36_a_year_ahead(tmp_path: Path, offer: Offer) -> None:
    jumps(tmp_path, offer, CLOCKS[0])


@pytest.mark.parametrize("offer", list(Offer))
@pytest.mark.parametrize("then", CLOCKS[1:])
def test_fault_37_back_in_time(tmp_path: Path, offer: Offer, then: datetime) -> None:
    jumps(tmp_path, offer, then)
