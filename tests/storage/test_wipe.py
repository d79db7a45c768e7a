"""Wiping leaves nothing: not in the file, not in its log, not for those who have it open."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.storage.copies import load
from tests.storage.test_retention import SECRETS, filled, left, nobody_in, somebody  # noqa: F401 - a fixture
from tests.sync.fakes import partner
from tui.domain.errors import CacheForeign
from tui.domain.freshness import Collection
from tui.storage.database import WRITE_LOCK
from tui.storage.reader import Reader
from tui.storage.wipe import files_of, wipe_copy, wipe_database


def names(path: Path) -> list[str]:
    return sorted(one.name for one in path.parent.iterdir())


def test_nothing_is_left(filled: Path) -> None:  # noqa: F811
    filled.with_name("cache.db.corrupt-20261123T080000Z").write_bytes(SECRETS[0])
    assert wipe_copy(filled)
    assert names(filled) == [WRITE_LOCK]
    assert load(filled, Collection.PARTNERS, [partner("p1")]).added == 1


def test_who_has_it_open_keeps_an_empty_file(filled: Path) -> None:  # noqa: F811
    with closing(Reader.open(filled)) as reader:
        assert len(reader.partners("hemmelig")) == 300
        version = reader.data_version()
        assert not wipe_copy(filled)
        assert filled.exists()
        assert nobody_in(filled)
        assert b"Lag 7" not in left(filled)
        assert reader.data_version() != version
        assert len(reader.partners("hemmelig")) == len(reader.partners()) == 0
        assert all(state.never_fetched for state in reader.states())
        load(filled, Collection.PARTNERS, [partner("p1", contacts=(somebody("1"),))])
        assert reader.data_version() != version
        assert len(reader.partners("hemmelig")) == 1
    assert wipe_copy(filled)


def test_a_copy_that_cannot_be_opened_goes_as_it_is(filled: Path) -> None:  # noqa: F811
    with closing(sqlite3.connect(filled)) as connection:
        connection.execute("PRAGMA user_version = 999")
    assert wipe_copy(filled)
    filled.write_bytes(b"x" * 9000)
    assert wipe_copy(filled)
    assert files_of(filled) == []


def test_what_belongs_to_others_stays(filled: Path) -> None:  # noqa: F811
    with closing(sqlite3.connect(filled)) as connection:
        connection.execute("PRAGMA application_id = 1")
    with pytest.raises(CacheForeign):
        wipe_copy(filled)
    assert filled.exists()


def test_any_database_of_ours(tmp_path: Path) -> None:
    file = tmp_path / "notes.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("PRAGMA journal_mode=WAL")
        connection.execute("CREATE TABLE a (id INTEGER PRIMARY KEY, text TEXT)")
        connection.execute("CREATE TABLE b (a INTEGER NOT NULL REFERENCES a (id), text TEXT)")
        connection.execute("CREATE VIRTUAL TABLE words USING fts5 (text, content='b')")
        connection.execute("INSERT INTO a VALUES (1, 'Hemmeligsen')")
        connection.execute("INSERT INTO b VALUES (1, 'Hemmeligsen')")
        connection.execute("INSERT INTO words (words) VALUES ('rebuild')")
        connection.commit()
        assert not wipe_database(file)
        assert connection.execute("SELECT (SELECT count(*) FROM a) + (SELECT count(*) FROM b)").fetchone() == (0,)
        assert nobody_in(file)
    assert wipe_database(file)
    assert list(tmp_path.iterdir()) == []


def test_a_database_that_is_none_goes_too(tmp_path: Path) -> None:
    file = tmp_path / "notes.db"
    file.write_bytes(b"x" * 9000)
    assert wipe_database(file)
    assert not file.exists()
