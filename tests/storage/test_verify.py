"""Damage that SQLite does not notice is found, marked, and mended by the next sync (fault 22)."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.storage.test_database import shared as shared
from tests.sync.fakes import FakeSource, agreement, hours, partner
from tests.sync.rounds import Rounds, content
from tui.domain.errors import CacheForeign
from tui.domain.freshness import Collection
from tui.storage import filelock
from tui.storage.database import WRITE_LOCK
from tui.storage.filelock import FileLock
from tui.storage.reader import Reader
from tui.storage.verify import Verification, verify

PARTNERS = Collection.PARTNERS


@pytest.fixture(params=[True, False])
def rounds(path: Path, request: pytest.FixtureRequest) -> Rounds:
    source = FakeSource(page_size=100, feed=request.param)
    source.put(*(partner(f"p{number}", f"Lag {number}") for number in range(30)))
    source.put(hours("h", "1", "2"), agreement("x", parties=("p1",)))
    made = Rounds(path, source)
    made.sync()
    return made


@contextmanager
def behind_its_back(path: Path) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(path)
    try:
        yield connection
        connection.commit()
    finally:
        connection.close()


def flip(path: Path, key: str, old: str = "Lag 7", new: str = "Lag W") -> None:
    """One letter of a stored body, as a failing disk would change it."""
    with behind_its_back(path) as connection:
        (body,) = connection.execute("SELECT body FROM record WHERE id = ?", (key,)).fetchone()
        damaged = body.replace(old.encode(), new.encode())
        assert damaged != body
        connection.execute("UPDATE record SET body = ? WHERE id = ?", (damaged, key))


def test_a_sound_copy(rounds: Rounds) -> None:
    before = content(rounds.path)
    found = verify(rounds.path)
    assert found == Verification(records=32)
    assert found.sound
    assert content(rounds.path) == before
    rounds.clock.advance(minutes=30)
    rounds.sync()
    assert ("partners:0" in rounds.source.asked) is not rounds.source.feed


def test_no_copy_is_sound(path: Path) -> None:
    assert verify(path).sound
    assert not path.exists()


def test_22_a_flipped_bit_is_found_and_mended_by_the_next_sync(rounds: Rounds) -> None:
    before = content(rounds.path)
    flip(rounds.path, "p7")
    assert content(rounds.path) != before
    found = verify(rounds.path)
    assert found.bad == ((PARTNERS, "p7"),)
    assert (found.sound, found.integrity, found.marked) == (False, (), True)
    rounds.sync()
    assert {one for one in rounds.source.asked if one.startswith(("partners", "hours"))} >= {"partners:0"}
    assert content(rounds.path) == before
    assert verify(rounds.path).sound
    reader = Reader.open(rounds.path)
    assert reader.changes() == ()
    reader.close()


@pytest.mark.parametrize("new", ["\ufffd\ufffd", '"', "}"])
def test_what_cannot_even_be_read_is_mended(rounds: Rounds, new: str) -> None:
    before = content(rounds.path)
    flip(rounds.path, "p7", new=new)
    assert verify(rounds.path).bad == ((PARTNERS, "p7"),)
    rounds.sync()
    assert content(rounds.path) == before


def test_a_bad_record_that_changed_or_went_meanwhile(rounds: Rounds) -> None:
    flip(rounds.path, "p7", new="}")
    flip(rounds.path, "p8", old="Lag 8", new="}")
    rounds.source.put(partner("p7", "Nytt navn"))
    rounds.source.drop(PARTNERS, "p8")
    assert rounds.sync().whole
    assert verify(rounds.path).sound
    assert "p8" not in rounds.ids()


def test_22_a_sample_is_looked_at_after_every_whole_reading(rounds: Rounds) -> None:
    before = content(rounds.path)
    flip(rounds.path, "p7")
    rounds.sync(full=True)
    rounds.sync()
    assert content(rounds.path) == before


def test_a_search_table_that_does_not_agree_is_built_anew(rounds: Rounds) -> None:
    with behind_its_back(rounds.path) as connection:
        connection.execute("INSERT INTO partner_words (partner_words) VALUES ('delete-all')")
    reader = Reader.open(rounds.path)
    assert len(reader.partners("la")) == 0
    assert verify(rounds.path).search == ("partner_words",)
    assert verify(rounds.path).sound
    assert len(reader.partners("la")) == 30
    reader.close()


def test_damaged_pages_are_told_in_the_words_of_sqlite(rounds: Rounds) -> None:
    with behind_its_back(rounds.path) as connection:
        connection.execute("PRAGMA writable_schema = ON")
        (root,) = connection.execute("SELECT rootpage FROM sqlite_master WHERE name = 'partner_sort'").fetchone()
        (size,) = connection.execute("PRAGMA page_size").fetchone()
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchall()
    with rounds.path.open("r+b") as file:
        file.seek((root - 1) * size + 3)
        file.write(b"\0\0")
    found = verify(rounds.path)
    assert found.integrity
    assert not found.sound


def test_a_foreign_file_is_left_alone(path: Path) -> None:
    path.parent.mkdir()
    with behind_its_back(path) as connection:
        connection.execute("CREATE TABLE theirs (a)")
    with pytest.raises(CacheForeign):
        verify(path)


def test_a_copy_that_cannot_be_written_is_looked_at_all_the_same(shared: Path) -> None:
    source = FakeSource()
    source.put(partner("p7", "Lag 7"))
    Rounds(shared, source).sync()
    flip(shared, "p7")
    shared.chmod(0o400)
    shared.parent.chmod(0o500)
    try:
        found = verify(shared)
    finally:
        shared.parent.chmod(0o700)
    assert (found.bad, found.marked) == (((PARTNERS, "p7"),), False)


def test_a_writer_that_hangs_does_not_keep_anybody_from_looking(
    rounds: Rounds, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filelock, "PATIENCE", 0.02)
    hanging = FileLock(rounds.path.parent / WRITE_LOCK)
    assert hanging.acquire()
    assert not verify(rounds.path).marked
    hanging.release()
