"""Faults 1 to 10: processes that die, are stopped, or are asked to leave, at the very place the number names."""

from __future__ import annotations

import fcntl
import os
import signal
import sqlite3
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl, urlsplit

import pytest

from tests.api.rawserver import Answer, Hang, RawServer
from tests.campaigns.churn import KINDS, Churn, ChurnServer
from tests.campaigns.interrupt import ENDED, Sync, dies
from tests.campaigns.invariants import NOTHING, check_equal, check_sound, look
from tests.faults.bench import NOW, World, is_list
from tests.running import configured, started
from tui.domain.freshness import Collection
from tui.sync import crawl

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="no fork, no such signals"),
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]
SIZE = 3


@pytest.fixture
def churn() -> Churn:
    made = Churn(5)
    for kind in KINDS:
        for number in range(8):
            made.put(kind, f"{kind[:1]}{number}", f"Navn {number}")
    return made


@pytest.fixture
def server(churn: Churn) -> Iterator[ChurnServer]:
    with ChurnServer(churn, page_size=SIZE) as running:
        yield running


@pytest.fixture
def sync(tmp_path: Path, server: ChurnServer) -> Sync:
    return Sync(tmp_path / "default" / "cache.db", server.url, NOW)


def nth(number: int, matches: Callable[[str], bool]) -> Callable[[int, str], bool]:
    """The n-th step of a kind."""
    left = [number]

    def fatal(_: int, what: str) -> bool:
        left[0] -= matches(what)
        return left[0] == 0 and matches(what)

    return fatal


def lists(server: ChurnServer, start: int) -> list[tuple[str, str]]:
    """Endpoint and page of every list that was asked for since."""
    found = []
    for one in server.requests[start:]:
        parts = urlsplit(one)
        query = dict(parse_qsl(parts.query))
        if parts.path.strip("/") in KINDS and query.get("per_page") != "1":
            found.append((parts.path.strip("/"), query.get("page", "1")))
    return found


def staged(path: Path) -> int:
    with closing(sqlite3.connect(path)) as connection:
        return sum(connection.execute(f"SELECT count(*) FROM heap_{one.value}").fetchone()[0] for one in Collection)  # noqa: S608


def free(path: Path) -> bool:
    """Whether no process, dead or alive, still has the lock."""
    with (path.parent / "sync.lock").open("rb") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
    return True


def ends_well(sync: Sync, churn: Churn) -> None:
    check_sound(sync.path)
    assert free(sync.path)
    assert sync.run().whole
    check_equal(churn, look(sync.path))


def test_fault_01_killed_before_the_first_page(sync: Sync, churn: Churn) -> None:
    assert dies(sync, nth(1, lambda what: what == "batches"))
    assert look(sync.path).rows == NOTHING.rows
    assert staged(sync.path) == 0
    ends_well(sync, churn)


@pytest.fixture
def page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page is stored as it comes, however fast the next one does."""
    monkeypatch.setattr(crawl, "HELD", 0.0)


@pytest.mark.usefixtures("page_by_page")
@pytest.mark.parametrize(("pause", "page"), [(timedelta(minutes=5), "3"), (timedelta(hours=1), "1")])
def test_fault_02_killed_between_two_pages(
    sync: Sync, churn: Churn, server: ChurnServer, pause: timedelta, page: str
) -> None:
    # before the first page, after the first, after the second
    assert dies(sync, nth(3, lambda what: what == "batches"))
    assert look(sync.path).rows == NOTHING.rows
    assert staged(sync.path) == 2 * SIZE
    asked = len(server.requests)
    ends_well(replace(sync, now=NOW + pause), churn)
    assert lists(server, asked)[0][1] == page


@pytest.mark.usefixtures("page_by_page")
def test_fault_03_killed_inside_a_page(sync: Sync, churn: Churn) -> None:
    # its records are written and its cursor is not; the run itself was written first
    assert dies(sync, nth(3, lambda what: what.startswith("UPDATE collection SET run = x'")))
    assert staged(sync.path) == SIZE
    assert look(sync.path).rows == NOTHING.rows
    ends_well(sync, churn)


@pytest.mark.parametrize("statement", ["INSERT INTO record", "UPDATE collection SET generation"])
def test_fault_04_killed_inside_the_promotion(sync: Sync, churn: Churn, statement: str) -> None:
    assert sync.run().whole
    old = look(sync.path)
    churn.mutate(20)
    assert dies(replace(sync, full=True), nth(1, lambda what: what.startswith(statement)))
    left = look(sync.path)
    assert (left.values, left.generations) == (old.values, old.generations)
    ends_well(sync, churn)


def test_fault_05_killed_after_the_last_commit(sync: Sync, churn: Churn) -> None:
    assert dies(sync, nth(1, lambda what: "wal_checkpoint" in what))
    check_equal(churn, look(sync.path))
    before = look(sync.path)
    ends_well(sync, churn)
    after = look(sync.path)
    assert (after.values, after.generations) == (before.values, before.generations)


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGHUP])
def test_fault_06_told_to_end_during_a_sync(tmp_path: Path, number: signal.Signals) -> None:
    """The real program, while the server says nothing."""
    world = World()
    home = tmp_path / "home"
    path = home / "cache" / "test" / "cache.db"
    with RawServer(world.answer) as server:
        configured(home, server.url)
        with started(home, "sync") as process:
            assert process.wait(30) == 0
        before = look(path)
        silent = threading.Event()

        def hang(request: object) -> Answer:
            silent.set()
            return Answer((Hang(),))

        world.collections["organizations"].pop()
        world.broken = lambda request: hang(request) if is_list(request) else None
        with started(home, "sync") as process:
            assert silent.wait(30)
            process.send_signal(number)
            out, err = process.communicate(timeout=30)
    assert process.returncode in (130, -number)
    assert "Traceback" not in out + err
    assert look(path).values["organizations"] == before.values["organizations"]
    check_sound(path)
    assert free(path)


def test_fault_08_stopped_for_an_hour(sync: Sync, churn: Churn, server: ChurnServer) -> None:
    """A process is stopped between two pages; another goes on in its place; the first wakes up and may do nothing."""
    assert sync.run().whole
    churn.mutate(15)
    stopped = threading.Event()
    child: list[int] = []
    started_ = threading.Event()

    def stop(path: str) -> None:
        if "page=2" in path and not stopped.is_set():
            started_.wait(10)
            os.kill(child[0], signal.SIGSTOP)
            stopped.set()

    server.before = stop
    child.append(os.fork())
    if not child[0]:
        code = ENDED
        try:
            code = 0 if replace(sync, full=True).run().whole else 1
        finally:
            os._exit(code)
    started_.set()
    assert stopped.wait(30)
    (sync.path.parent / "sync.lock").unlink()  # as a person does who wants to get on
    churn.mutate(15)
    later = replace(sync, now=NOW + timedelta(hours=1), full=True, accept_deletes=True)
    assert later.run().whole
    assert later.run().whole
    fresh = look(sync.path)
    check_equal(churn, fresh)
    os.kill(child[0], signal.SIGCONT)
    _, status = os.waitpid(child[0], 0)
    assert os.waitstatus_to_exitcode(status) == 1
    check_sound(sync.path)
    assert look(sync.path).values == fresh.values
