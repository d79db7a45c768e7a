"""Death at any statement of a sync: what is visible is old or new, and the next sync ends where a whole one does."""

from __future__ import annotations

import os
import shutil
import signal
import sqlite3
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.sync.fakes import NOW, FakeSource, agreement, hours, modified, partner
from tests.sync.rounds import Rounds, content
from tui.domain.freshness import Collection
from tui.storage import cache, database
from tui.storage.reader import Reader
from tui.sync import crawl

pytestmark = [
    pytest.mark.skipif(sys.platform == "win32", reason="no fork"),
    # Python 3.12 and later warn of threads that may be left from other tests; none of them holds a lock we take
    pytest.mark.filterwarnings("ignore:.*fork.*:DeprecationWarning"),
]

STRIDE = 3
"""Every third statement; the offset moves with the scenario, so that together they meet them all."""


ALL = frozenset(Collection)
WAYS: dict[str, dict[str, Any]] = {
    "feed": {"feed": True},
    "crawl": {"feed": False},
    "walk": {"feed": False, "deltas": ALL, "keysets": ALL, "date": NOW},
    "delta": {"feed": False, "deltas": ALL, "date": NOW},
    "validator": {"feed": False, "validators": True, "page_size": 20},
}


def first_source(way: str) -> FakeSource:
    source = FakeSource(**{"page_size": 3, **WAYS[way]})
    earlier = NOW - timedelta(days=1)
    source.put(*(modified(partner(f"p{number}", f"Lag {number}"), earlier) for number in range(5)))
    source.put(
        modified(hours("h", "1", "2", host_id="p1"), earlier),
        modified(agreement("x", parties=("p1", "p2")), earlier),
    )
    return source


def later_source(way: str) -> FakeSource:
    source = first_source(way)
    source.put(partner("p1", "Ås"), partner("p9", "Bø"), hours("h", "2"), agreement("y", parties=("p9",)))
    source.put(*(partner(f"q{number}", f"Krets {number}") for number in range(4)))
    source.drop(Collection.PARTNERS, "p3")
    return source


def journal(path: Path) -> list[tuple[object, ...]]:
    reader = Reader.open(path)
    try:
        return sorted(
            (one.source_id, one.record_id, one.kind, one.field or "", one.after or "") for one in reader.changes()
        )
    finally:
        reader.close()


def dies_at(statement: int, path: Path, source: FakeSource, full: bool) -> bool:
    """Sync in a child process that kills itself before the n-th statement or answer; whether it lived to the end."""
    child = os.fork()
    if child == 0:
        left = [statement]

        def step(_: str) -> None:
            left[0] -= 1
            if left[0] == 0:
                os.kill(os.getpid(), signal.SIGKILL)

        def traced(path: Path) -> sqlite3.Connection:
            connection = database.open_writer(path)
            connection.set_trace_callback(step)
            return connection

        source.before = step
        setattr(cache, "open_writer", traced)  # noqa: B010 - in the child process only
        code = 1
        try:
            code = 0 if Rounds(path, source).sync(full=full).whole else 2
        finally:
            os._exit(code)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.waitstatus_to_exitcode(status) == 0
    return True


def sound(path: Path) -> bool:
    connection = sqlite3.connect(path)
    try:
        for table in ("partner_words", "partner_trigrams"):
            connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
        connection.rollback()
        (word,) = connection.execute("PRAGMA integrity_check").fetchone()
        return str(word) == "ok"
    finally:
        connection.close()


def states(path: Path) -> list[object]:
    """What is visible of each collection, apart from the names that come from another one."""
    reader = Reader.open(path)
    try:
        ids = [row.id for row in reader.partners().window(0, 1000)]
        names = sorted(reader.partner_names(ids).items())
        return [
            ([reader.partner(one) for one in ids], names),
            [row.hours for row in reader.hours()],
            [one.id for one in reader.agreements()],
        ]
    finally:
        reader.close()


@pytest.fixture(autouse=True)
def page_by_page(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each page is stored as it comes, however fast the next one does: there are more states to die in."""
    monkeypatch.setattr(crawl, "HELD", 0.0)


@pytest.mark.parametrize(
    ("way", "first", "offset"),
    [
        ("crawl", True, 1),
        ("feed", True, 2),
        ("crawl", False, 3),
        ("feed", False, 1),
        ("walk", False, 2),
        ("delta", False, 3),
        ("validator", False, 1),
    ],
)
def test_death_at_any_statement_loses_and_doubles_nothing(tmp_path: Path, way: str, first: bool, offset: int) -> None:
    start, goal = tmp_path / "start" / "cache.db", tmp_path / "goal" / "cache.db"
    full = way == "crawl"
    if not first:
        Rounds(start, first_source(way)).sync()
        shutil.copytree(start.parent, goal.parent)
    Rounds(goal, later_source(way)).sync(full=full)
    old = states(start)
    new = states(goal)
    assert old != new
    statement, lived = offset, False
    while not lived:
        path = tmp_path / "copy" / "cache.db"
        if not first:
            shutil.copytree(start.parent, path.parent)
        lived = dies_at(statement, path, later_source(way), full)
        assert sound(path) or not path.exists()
        assert states(path) in (old, new)
        assert Rounds(path, later_source(way)).sync(full=full).whole
        assert content(path) == content(goal)
        assert journal(path) == journal(goal)
        shutil.rmtree(path.parent)
        statement += STRIDE
    assert statement > 20
