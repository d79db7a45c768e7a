"""Syncing into files that are broken, foreign, too new or not ours to write."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import pytest

from tests.sync.fakes import FakeSource, agreement, hours, partner
from tests.sync.rounds import Rounds
from tui.api.source import Record
from tui.domain.errors import CacheBroken, CacheForeign, CacheFull, CacheRecordBroken, CacheTooNew
from tui.domain.freshness import Collection
from tui.storage.migrations import CACHE
from tui.storage.reader import Reader
from tui.storage.verify import verify


@pytest.fixture
def rounds(path: Path) -> Rounds:
    source = FakeSource(page_size=100)
    source.put(*(partner(f"p{number:03}") for number in range(300)))
    return Rounds(path, source)


def aside(path: Path) -> list[str]:
    return [one.name for one in path.parent.glob("*.corrupt-*") if not one.name.endswith("-wal")]


@pytest.mark.parametrize("damage", ["header", "truncated", "pages"])
def test_a_damaged_copy_is_moved_aside_and_fetched_again(rounds: Rounds, damage: str) -> None:
    rounds.sync()
    with rounds.path.open("r+b") as file:
        if damage == "header":
            file.write(b"<html>")
        elif damage == "truncated":
            file.truncate(rounds.path.stat().st_size // 2)
        else:
            first = CACHE.page_size
            file.seek(first)
            file.write(b"\xff" * (rounds.path.stat().st_size - first))
    finished = rounds.sync(full=True)
    assert finished.whole
    assert len(rounds.ids()) == 300
    assert aside(rounds.path) == ["cache.db.corrupt-20261123T080000Z"]


def test_readers_go_over_to_the_new_file(rounds: Rounds) -> None:
    rounds.sync()
    reader = Reader.open(rounds.path)
    rows = reader.partners()
    with rounds.path.open("r+b") as file:
        file.truncate(8192)
    rounds.source.put(partner("q"))
    rounds.sync()
    reader.data_version()
    assert len(rows.window(0, 1000)) == 301
    reader.close()


@pytest.mark.parametrize("record", [partner("p007"), hours("h"), agreement("a")], ids=lambda one: one.collection.value)
def test_a_record_that_cannot_be_read_is_told_of_found_and_replaced(record: Record, rounds: Rounds) -> None:
    rounds.source.put(hours("h", host_id="p007"))
    rounds.source.put(agreement("a"))
    rounds.sync()
    read: dict[Collection, Callable[[Reader], object]] = {
        Collection.PARTNERS: lambda reader: reader.partner("p007"),
        Collection.HOURS: Reader.hours,
        Collection.AGREEMENTS: Reader.agreements,
    }
    with closing(sqlite3.connect(rounds.path)) as damaged:
        damaged.execute("UPDATE record SET body = x'5b7b22' WHERE id = ?", (record.id,))
        damaged.commit()
    with closing(Reader.open(rounds.path)) as reader:
        with pytest.raises(CacheRecordBroken):
            read[record.collection](reader)
        assert verify(rounds.path).bad == ((record.collection, record.id),)
        assert rounds.sync().whole
        reader.data_version()
        assert read[record.collection](reader)
    assert aside(rounds.path) == []


def test_a_foreign_file_is_left_alone(rounds: Rounds) -> None:
    rounds.path.parent.mkdir()
    theirs = sqlite3.connect(rounds.path)
    theirs.execute("CREATE TABLE theirs (a)")
    theirs.close()
    before = rounds.path.read_bytes()
    with pytest.raises(CacheForeign):
        rounds.sync()
    assert rounds.path.read_bytes() == before
    assert rounds.source.asked == []


def test_a_later_version_is_left_alone(rounds: Rounds) -> None:
    rounds.sync()
    with sqlite3.connect(rounds.path) as newer:
        newer.execute("PRAGMA user_version = 99")
    newer.close()
    with pytest.raises(CacheTooNew):
        rounds.sync()


def test_the_lock_is_free_after_an_error(rounds: Rounds) -> None:
    test_a_foreign_file_is_left_alone(rounds)
    rounds.path.unlink()
    assert rounds.sync().whole


def test_a_file_that_vanishes_during_a_sync(rounds: Rounds) -> None:
    def vanish(asked: str) -> None:
        if asked == "partners:1":
            rounds.path.unlink()

    rounds.source.before = vanish
    with pytest.raises(CacheBroken):
        rounds.sync()
    rounds.source.before = lambda _: None
    assert rounds.sync().whole
    assert len(rounds.ids()) == 300


def test_a_full_disk_leaves_what_was_there(rounds: Rounds, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds.sync()
    for number in range(300, 3000):
        rounds.source.put(partner(f"p{number}", description="x" * 500))
    monkeypatch.setattr("tui.storage.cache.open_writer", full_disk)
    with pytest.raises(CacheFull):
        rounds.sync(full=True)
    monkeypatch.undo()
    assert len(rounds.ids()) == 300
    assert rounds.sync(full=True).whole
    assert len(rounds.ids()) == 3000


def full_disk(path: Path) -> sqlite3.Connection:
    from tui.storage.database import open_writer

    connection = open_writer(path)
    (pages,) = connection.execute("PRAGMA page_count").fetchone()
    connection.execute(f"PRAGMA max_page_count = {pages + 20}")
    return connection
