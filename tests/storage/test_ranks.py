"""Order and ranks against a sorted list, through every kind of change."""

from __future__ import annotations

import random
import sqlite3
from pathlib import Path

import pytest

from tests.storage.copies import change, load
from tests.sync.fakes import partner
from tui.api.source import Record
from tui.domain.collation import fold, search_terms, sort_key
from tui.domain.freshness import Collection
from tui.storage import partners, search
from tui.storage.reader import Reader

SYLLABLES = ["nav", "aa", "ås", "ø", "bø", "dal", "vik", "Ær", "kors", "by", " ", "misjon", "z"]


def made_up(rng: random.Random, key: int) -> Record:
    return partner(str(key), "".join(rng.choices(SYLLABLES, k=4)).strip() or "x")


def order(records: dict[str, Record]) -> list[str]:
    names = {key: one.values[0].name for key, one in records.items()}  # type: ignore[union-attr]
    return sorted(names, key=lambda key: (sort_key(names[key]), key))


def check(path: Path, reader: Reader, records: dict[str, Record]) -> None:
    wanted = order(records)
    rows = reader.partners()
    assert [row.id for row in rows.window(0, len(wanted) + 5)] == wanted
    assert [rows.index_of(key) for key in wanted] == list(range(len(wanted)))
    for text in ("nav", "o", "bo", "mis kor"):
        terms = search_terms(text)
        assert [row.id for row in reader.partners(text).window(0, 10**6)] == [
            key for key in wanted if all(search.matches(term, sort_folded(records[key])) for term in terms)
        ]
    connection = sqlite3.connect(path)
    for table in ("partner_words", "partner_trigrams"):
        connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.rollback()
    connection.close()


def sort_folded(record: Record) -> str:
    return fold(record.values[0].name)  # type: ignore[union-attr]


@pytest.mark.parametrize("gap", [1, 2, 8, partners.GAP])
@pytest.mark.parametrize("incremental", [0, 1000])
def test_ranks_stay_right_through_changes(
    path: Path, monkeypatch: pytest.MonkeyPatch, gap: int, incremental: int
) -> None:
    monkeypatch.setattr(partners, "GAP", gap)
    monkeypatch.setattr(partners, "ALWAYS_INCREMENTAL", incremental)
    rng = random.Random(gap)
    records = {str(key): made_up(rng, key) for key in range(60)}
    load(path, Collection.PARTNERS, list(records.values()))
    reader = Reader.open(path)
    check(path, reader, records)
    for step in range(6):
        gone = rng.sample(sorted(records), 6)
        fresh = [made_up(rng, key) for key in rng.sample(range(60 + 10 * step), 12) if str(key) not in gone]
        records = {key: one for key, one in records.items() if key not in gone} | {one.id: one for one in fresh}
        change(path, Collection.PARTNERS, fresh, deleted=gone)
        check(path, reader, records)
    reader.close()


def test_windows_of_a_long_list(path: Path) -> None:
    rng = random.Random(1)
    records = {str(key): made_up(rng, key) for key in range(20_000)}
    load(path, Collection.PARTNERS, list(records.values()))
    wanted = order(records)
    reader = Reader.open(path)
    rows = reader.partners()
    assert len(rows) == 20_000
    for first in (0, 1, 39, 9_999, 19_960, 19_999, 20_000, 50_000):
        assert [row.id for row in rows.window(first, 40)] == wanted[first : first + 40]
    for rank in rng.sample(range(20_000), 200):
        assert rows.index_of(wanted[rank]) == rank
    found = reader.partners("nav")
    hits = [key for key in wanted if "nav" in sort_folded(records[key])]
    assert len(found) == len(hits) > 1000
    assert [row.id for row in found.window(len(hits) // 2, 40)] == hits[len(hits) // 2 : len(hits) // 2 + 40]
    assert [found.index_of(key) for key in hits[::97]] == list(range(0, len(hits), 97))
    reader.close()
