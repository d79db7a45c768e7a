"""The partner list: rows in Norwegian order, ranks, and search rows, kept up to date from a promotion.

`partner.row` stands in order with gaps between neighbours. A new name gets a row inside a gap; when there is no room
left, or much is different, everything is numbered anew.
"""

from __future__ import annotations

import sqlite3
from itertools import groupby

from . import search

GAP = 1 << 13
"""Distance between neighbours after numbering; two bytes in a full-text posting."""
ALWAYS_INCREMENTAL = 1000
"""So few changed partners are never worth a new numbering."""

_COLUMNS = "id, name, municipality_code, city, modified, sort, search"

Placement = tuple[str, int]
"""id and the row it gets."""


def project(connection: sqlite3.Connection) -> None:
    """Bring list, ranks and search in line with the staged changes (temp tables `touched` and `gone`)."""
    (live,) = connection.execute("SELECT count(*) FROM partner").fetchone()
    (touched,) = connection.execute("SELECT (SELECT count(*) FROM touched) + (SELECT count(*) FROM gone)").fetchone()
    if not touched:
        return
    placements = None
    if live and (touched <= ALWAYS_INCREMENTAL or touched * 4 <= live):
        placements = _placements(connection)
    if placements is None:
        _rebuild(connection, empty=not live)
    else:
        _update(connection, placements)


def _rebuild(connection: sqlite3.Connection, *, empty: bool) -> None:
    fresh = f"SELECT {_COLUMNS} FROM stage WHERE collection = 'partners' AND id IN (SELECT id FROM touched)"  # noqa: S608
    if not empty:
        connection.execute(
            f"CREATE TEMP TABLE arranged AS SELECT {_COLUMNS} FROM partner"  # noqa: S608
            f" WHERE id NOT IN (SELECT id FROM touched) AND id NOT IN (SELECT id FROM gone) UNION ALL {fresh}"
        )
        connection.execute("DELETE FROM partner")
        fresh = f"SELECT {_COLUMNS} FROM arranged"  # noqa: S608
    connection.execute(
        f"INSERT INTO partner (row, {_COLUMNS})"  # noqa: S608
        f" SELECT row_number() OVER (ORDER BY sort, id) * {GAP}, {_COLUMNS} FROM ({fresh}) ORDER BY sort, id"
    )
    if not empty:
        connection.execute("DROP TABLE arranged")
    connection.execute("DELETE FROM partner_order")
    connection.execute("INSERT INTO partner_order SELECT row_number() OVER (ORDER BY row) - 1, row FROM partner")
    search.rebuild(connection)


def _placements(connection: sqlite3.Connection) -> list[Placement] | None:
    """Rows for new and moved partners, None where a gap is too small."""
    moved = connection.execute(
        "SELECT s.id, s.sort FROM touched t JOIN stage s ON s.collection = 'partners' AND s.id = t.id"
        " LEFT JOIN partner p ON p.id = t.id WHERE p.sort IS NOT s.sort ORDER BY s.sort, s.id"
    ).fetchall()
    before = [(_row_before(connection, sort, key), key) for key, sort in moved]
    placements: list[Placement] = []
    for row, group in groupby(before, key=lambda one: one[0]):
        keys = [key for _, key in group]
        (after,) = connection.execute("SELECT min(row) FROM partner WHERE row > ?", (row,)).fetchone()
        step = GAP if after is None else (after - row) // (len(keys) + 1)
        if step < 1:
            return None
        placements += [(key, row + step * (index + 1)) for index, key in enumerate(keys)]
    return placements


def _row_before(connection: sqlite3.Connection, sort: str, key: str) -> int:
    found = connection.execute(
        "SELECT row FROM partner WHERE (sort, id) < (?, ?) ORDER BY sort DESC, id DESC LIMIT 1", (sort, key)
    ).fetchone()
    return int(found[0]) if found else 0


def _update(connection: sqlite3.Connection, placements: list[Placement]) -> None:
    stale = connection.execute(
        "SELECT p.row, p.search, s.sort IS NOT p.sort FROM partner p"
        " LEFT JOIN stage s ON s.collection = 'partners' AND s.id = p.id"
        " WHERE p.id IN (SELECT id FROM gone)"
        " OR (p.id IN (SELECT id FROM touched) AND (s.sort <> p.sort OR s.search <> p.search))"
    ).fetchall()
    search.remove(connection, [(row, text) for row, text, _ in stale])
    leaving = [row for row, _, moves in stale if moves]
    connection.executemany("DELETE FROM partner WHERE row = ?", [(row,) for row in leaving])
    connection.execute(
        "UPDATE partner SET name = s.name, municipality_code = s.municipality_code, city = s.city,"
        " modified = s.modified, search = s.search FROM stage s"
        " WHERE s.collection = 'partners' AND s.id = partner.id AND partner.id IN (SELECT id FROM touched)"
    )
    connection.executemany(
        f"INSERT INTO partner (row, {_COLUMNS}) SELECT ?, {_COLUMNS} FROM stage"  # noqa: S608
        " WHERE collection = 'partners' AND id = ?",
        [(row, key) for key, row in placements],
    )
    kept = [row for row, _, moves in stale if not moves]
    search.insert(connection, sorted(kept + [row for _, row in placements]))
    if stale:
        search.erase_removed(connection)
    if leaving or placements:
        _rank_from(connection, min(leaving + [row for _, row in placements]))


def _rank_from(connection: sqlite3.Connection, row: int) -> None:
    """Count anew from a row on; what stands before it keeps its rank."""
    found = connection.execute("SELECT rank FROM partner_order WHERE row >= ? ORDER BY row LIMIT 1", (row,)).fetchone()
    (count,) = connection.execute("SELECT count(*) FROM partner_order").fetchone()
    start = found[0] if found else count
    connection.execute("DELETE FROM partner_order WHERE rank >= ?", (start,))
    connection.execute(
        "INSERT INTO partner_order SELECT row_number() OVER (ORDER BY row) - 1 + ?, row FROM partner WHERE row >= ?",
        (start, row),
    )
