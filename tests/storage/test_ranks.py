"""Order and ranks against a sorted list, through every kind of change."""

from __future__ import annotations

import random
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from tests.storage.copies import change, load
from tests.sync.fakes import NOW, partner, person
from tui.api.source import Record
from tui.domain.agreement import Agreement, AgreementStatus
from tui.domain.collation import fold, search_terms, sort_key
from tui.domain.freshness import Collection
from tui.domain.partner import Partner
from tui.storage import blocks, migrations, partners, promotion, search
from tui.storage.cache import Cache
from tui.storage.codec import encode
from tui.storage.database import open_writer
from tui.storage.incoming import Changeset
from tui.storage.reader import Reader
from tui.storage.steps import Told, take

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
    counted = connection.execute(
        "SELECT first, size, (SELECT count(*) FROM partner WHERE row >= b.first"
        " AND row < coalesce((SELECT min(first) FROM partner_block n WHERE n.first > b.first), 1 << 62))"
        " FROM partner_block b ORDER BY first"
    ).fetchall()
    assert counted[0][0] == 0
    assert all(size == count for _, size, count in counted)
    assert sum(size for _, size, _ in counted) == len(wanted)
    for table in ("partner_words", "partner_trigrams"):
        connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('integrity-check', 1)")  # noqa: S608
    assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    connection.rollback()
    connection.close()


def sort_folded(record: Record) -> str:
    return fold(record.values[0].name)  # type: ignore[union-attr]


@pytest.mark.parametrize("gap", [1, 2, 8, partners.GAP])
@pytest.mark.parametrize("incremental", [0, 1000])
@pytest.mark.parametrize("block", [3, blocks.SIZE])
def test_ranks_stay_right_through_changes(
    path: Path, monkeypatch: pytest.MonkeyPatch, gap: int, incremental: int, block: int
) -> None:
    monkeypatch.setattr(partners, "GAP", gap)
    monkeypatch.setattr(partners, "NEIGHBOURS", min(gap, partners.NEIGHBOURS))
    monkeypatch.setattr(blocks, "SIZE", block)
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


def test_names_without_end_in_the_same_place_move_only_their_neighbours(path: Path) -> None:
    """Every new name stands directly before the last one, so that each gap is used up in a dozen rounds."""
    records = {str(key): partner(str(key), f"Nord {key:05}") for key in range(3000)}
    load(path, Collection.PARTNERS, list(records.values()))
    before = rows_of(path)
    for step in range(60):
        fresh = [partner(f"n{step}-{one}", f"Nord 01500 {'a' * (60 - step)}{one:03}") for one in range(20)]
        records |= {one.id: one for one in fresh}
        change(path, Collection.PARTNERS, fresh)
    after = rows_of(path)
    moved = [key for key, row in before.items() if after[key] != row]
    assert moved  # or nothing here was tested
    assert len(moved) < 200
    reader = Reader.open(path)
    check(path, reader, records)
    reader.close()


def rows_of(path: Path) -> dict[str, int]:
    connection = sqlite3.connect(path)
    found = dict(connection.execute("SELECT id, row FROM partner"))
    connection.close()
    return found


def written(path: Path, records: list[Record], deleted: list[str]) -> int:
    """How many rows of the file's tables, full-text ones included, a change writes."""
    cache = Cache.open(path)
    try:
        before = cache.book(Collection.PARTNERS).token
        assert before is not None
        step = Told(
            changes={Collection.PARTNERS: Changeset(records=records, deleted=deleted)},
            before=before,
            asked_at=NOW,
            token="1",
        )
        with cache.transaction() as connection:
            start = connection.total_changes
            take(connection, step, NOW)
            return connection.total_changes - start
    finally:
        cache.close()


def test_a_small_change_costs_the_same_in_a_long_list(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Ten of 40 000 partners write what ten of 2 000 write; a numbering of all of them would write 40 000."""
    steps: list[int] = []

    def counted(connection: sqlite3.Connection) -> None:
        """The real thing, with SQLite's own steps counted by the thousand: rows read without need show there."""
        steps.append(0)

        def step() -> None:
            steps[-1] += 1

        connection.set_progress_handler(step, 1000)
        partners.project(connection)
        connection.set_progress_handler(None, 0)

    monkeypatch.setitem(promotion._PROJECT, Collection.PARTNERS, counted)
    monkeypatch.setattr(search, "OPTIMIZED", 0)  # erasing removed words is proportionate by nature up to its limit
    costs = []
    for count in (2_000, 40_000):
        path = tmp_path / str(count) / "cache.db"
        load(path, Collection.PARTNERS, [partner(str(key), f"Lag {key * 7919 % count:06}") for key in range(count)])
        fresh = [partner(f"new{one}", f"Lag {one * 150:06} b") for one in range(5)]
        moved = [partner(str(one), f"Andre {one}") for one in range(3)]
        costs.append(written(path, [*fresh, *moved], ["10", "11"]))
    assert max(costs) < 1000
    small, longer = steps  # a first load does not come by here
    assert longer <= small + 10  # reading 40 000 partners takes hundreds


def test_a_copy_of_the_second_version_keeps_its_order(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as earlier:
        earlier.setattr(migrations, "MIGRATIONS", migrations.MIGRATIONS[:2])
        open_writer(path).close()
    records = {str(key): made_up(random.Random(key), key) for key in range(700)}
    records["1"] = partner("1", "Brua", contacts=(person("Kari"),))
    connection = sqlite3.connect(path)
    for rank, key in enumerate(order(records)):
        value = records[key].values[0]
        assert isinstance(value, Partner)
        body = encode([value]) if key != "2" else b"[{damaged"
        connection.execute(
            "INSERT INTO partner (row, id, name, sort, search) VALUES (?, ?, ?, ?, ?)",
            ((rank + 1) * 10, key, value.name, sort_key(value.name), fold(value.name)),
        )
        connection.execute("INSERT INTO partner_order VALUES (?, ?)", (rank, (rank + 1) * 10))
        connection.execute(
            "INSERT INTO record (collection, id, body, hash) VALUES ('partners', ?, ?, x'00')", (key, body)
        )
    signed = Agreement(id="a", title="Avtale", status=AgreementStatus.ACTIVE, valid_to=date(2027, 1, 31))
    connection.execute("INSERT INTO agreement (id, sort, search) VALUES ('a', 'avtale', 'avtale')")
    connection.execute(
        "INSERT INTO record (collection, id, body, hash) VALUES ('agreements', 'a', ?, x'00')", (encode([signed]),)
    )
    for table in ("partner_words", "partner_trigrams"):
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")  # noqa: S608
    connection.commit()
    connection.close()
    reader = Reader.open(path)
    check(path, reader, records)
    reader.close()
    connection = sqlite3.connect(path)
    assert connection.execute("SELECT id FROM partner WHERE reachable ORDER BY id").fetchall() == [("1",), ("2",)]
    assert connection.execute("SELECT status, valid_to FROM agreement").fetchall() == [("active", "2027-01-31")]
    assert connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'partner_order'").fetchone() == (0,)
    connection.close()


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
    while not found.complete:
        found.read_on()
    assert len(found) == len(hits) > 1000
    assert [row.id for row in found.window(len(hits) // 2, 40)] == hits[len(hits) // 2 : len(hits) // 2 + 40]
    assert [found.index_of(key) for key in hits[::97]] == list(range(0, len(hits), 97))
    reader.close()
