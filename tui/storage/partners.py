"""The partner list: rows in Norwegian order, counts by block, and search rows, kept up to date from a promotion.

`partner.row` stands in order with gaps between neighbours. A new name gets a row inside a gap; where there is no room
left, the neighbours move apart. Only when much is different everything is numbered anew.
"""

from __future__ import annotations

import sqlite3

from . import blocks, search

GAP = 1 << 13
"""Distance between neighbours after numbering; two bytes in a full-text posting."""
ALWAYS_INCREMENTAL = 1000
"""So few changed partners are never worth a new numbering."""
ROOM = 64
"""Distance between neighbours that had to move apart, at least: the next names find room without moving anybody."""
NEIGHBOURS = 16
"""Partners on either side that move apart first; twice as many, and again, while that does not make room."""

_COLUMNS = "id, name, municipality_code, city, modified, sort, search, reachable"

INDEXES = {
    "partner_id": "CREATE UNIQUE INDEX partner_id ON partner (id)",
    "partner_sort": "CREATE INDEX partner_sort ON partner (sort, id)",
    "partner_municipality": "CREATE INDEX partner_municipality ON partner (municipality_code)",
    "partner_city": "CREATE INDEX partner_city ON partner (city) WHERE municipality_code IS NULL",
    "partner_unreachable": "CREATE INDEX partner_unreachable ON partner (reachable) WHERE reachable = 0",
    "partner_modified": "CREATE INDEX partner_modified ON partner (modified DESC)",
}
"""What partners are found, narrowed and sorted by: name and statement. Made after the rows where all are new."""


def project(connection: sqlite3.Connection) -> None:
    """Bring list, blocks and search in line with the staged changes (temp tables `touched` and `gone`)."""
    live = blocks.total(connection)
    (touched,) = connection.execute("SELECT (SELECT count(*) FROM touched) + (SELECT count(*) FROM gone)").fetchone()
    if not touched:
        return
    if live and (touched <= ALWAYS_INCREMENTAL or touched * 4 <= live):
        _Update(connection).take()
    else:
        _rebuild(connection, empty=not live)


def load(connection: sqlite3.Connection) -> None:
    """Make the whole list, where there was none, of everything that was read. Nothing of it can be searched yet."""
    _arrange(connection, "heap_partners")


def _rebuild(connection: sqlite3.Connection, *, empty: bool) -> None:
    table, where = "stage", "collection = 'partners' AND id IN (SELECT id FROM touched)"
    if not empty:
        connection.execute(
            f"CREATE TEMP TABLE arranged AS SELECT {_COLUMNS} FROM partner"  # noqa: S608
            " WHERE id NOT IN (SELECT id FROM touched) AND id NOT IN (SELECT id FROM gone)"
            f" UNION ALL SELECT {_COLUMNS} FROM {table} WHERE {where}"
        )
        connection.execute("DELETE FROM partner")
        table, where = "arranged", "true"
    _arrange(connection, table, where)
    search.rebuild(connection)
    if not empty:
        connection.execute("DROP TABLE arranged")


def _arrange(connection: sqlite3.Connection, table: str, where: str = "true") -> None:
    """Fill the empty list from some rows of a table. Only keys are sorted, and no index grows row by row."""
    for name in INDEXES:
        connection.execute(f"DROP INDEX {name}")
    connection.execute("CREATE TEMP TABLE ranked (rank INTEGER PRIMARY KEY, key INTEGER NOT NULL)")
    connection.execute(f"INSERT INTO ranked (key) SELECT rowid FROM {table} WHERE {where} ORDER BY sort, id")  # noqa: S608
    partners = connection.execute(
        f"INSERT INTO partner (row, {_COLUMNS}) SELECT rank * {GAP}, {_COLUMNS}"  # noqa: S608
        f" FROM ranked CROSS JOIN {table} t ON t.rowid = ranked.key ORDER BY rank"
    ).rowcount
    connection.execute("DROP TABLE ranked")
    for statement in INDEXES.values():
        connection.execute(statement)
    blocks.count_numbered(connection, partners, GAP)


class _Update:
    """One incremental change: what leaves first, then what stays with other words, then what comes."""

    def __init__(self, connection: sqlite3.Connection) -> None:
        self._connection = connection
        self._left: list[int] = []
        self._came: list[int] = []
        """Rows, in the order it happens; one may come and leave again."""

    def take(self) -> None:
        removed = self._remove_and_renew()
        self._place()
        if removed:
            search.erase_removed(self._connection)
        blocks.account(self._connection, left=self._left, came=self._came)

    def _remove_and_renew(self) -> bool:
        connection = self._connection
        # CROSS JOIN: in this order, or SQLite reads all partners to find the few
        stale = connection.execute(
            "SELECT p.row, p.search, s.sort IS NOT p.sort FROM (SELECT id FROM gone UNION ALL SELECT id FROM touched) c"
            " CROSS JOIN partner p ON p.id = c.id LEFT JOIN stage s ON s.collection = 'partners' AND s.id = p.id"
            " WHERE s.sort IS NOT p.sort OR s.search IS NOT p.search ORDER BY p.row"
        ).fetchall()
        search.remove(connection, [(row, text) for row, text, _ in stale])
        leaving = [row for row, _, moves in stale if moves]
        connection.executemany("DELETE FROM partner WHERE row = ?", [(row,) for row in leaving])
        self._left += leaving
        connection.execute(
            f"UPDATE partner SET ({_COLUMNS}) = (SELECT {_COLUMNS} FROM stage s"  # noqa: S608
            " WHERE s.collection = 'partners' AND s.id = partner.id) WHERE id IN (SELECT id FROM touched)"
        )
        search.insert(connection, [row for row, _, moves in stale if not moves])
        return bool(stale)

    def _place(self) -> None:
        """Rows for new and moved partners, by groups that fall between the same two neighbours."""
        coming = self._connection.execute(
            "SELECT s.sort, s.id FROM touched t CROSS JOIN stage s ON s.collection = 'partners' AND s.id = t.id"
            " WHERE NOT EXISTS (SELECT 1 FROM partner p WHERE p.id = t.id) ORDER BY s.sort, s.id"
        ).fetchall()
        at = 0
        while at < len(coming):
            row, after = self._gap(*coming[at])
            end = at + 1
            while end < len(coming) and (after is None or coming[end] < after[1:]):
                end += 1
            if after is not None and after[0] - row <= end - at:
                self._move_apart(row, end - at)
                row, after = self._gap(*coming[at])
            step = GAP if after is None else (after[0] - row) // (end - at + 1)
            self._insert([(row + step * (index + 1), key) for index, (_, key) in enumerate(coming[at:end])])
            at = end

    def _insert(self, placements: list[tuple[int, str]]) -> None:
        self._connection.executemany(
            f"INSERT INTO partner (row, {_COLUMNS}) SELECT ?, {_COLUMNS} FROM stage"  # noqa: S608
            " WHERE collection = 'partners' AND id = ?",
            placements,
        )
        rows = [row for row, _ in placements]
        search.insert(self._connection, rows)
        self._came += rows

    def _gap(self, sort: str, key: str) -> tuple[int, tuple[int, str, str] | None]:
        """Where a name belongs: the row before it (0: none), and row, sort key and id of what comes after it."""
        before = self._connection.execute(
            "SELECT row FROM partner WHERE (sort, id) < (?, ?) ORDER BY sort DESC, id DESC LIMIT 1", (sort, key)
        ).fetchone()
        row = int(before[0]) if before else 0
        after = self._connection.execute("SELECT row, sort, id FROM partner WHERE row > ? ORDER BY row LIMIT 1", (row,))
        return row, after.fetchone()

    def _move_apart(self, row: int, wanted: int) -> None:
        """Number the neighbours of a gap anew, so that `wanted` partners fit behind `row`."""
        reach, step = NEIGHBOURS, 0
        while step < min(ROOM, GAP):
            before = self._rows("row <= ? ORDER BY row DESC", row, reach)[::-1]
            behind = self._rows("row > ? ORDER BY row", row, reach + 1)
            end = behind.pop() if len(behind) > reach else None
            start = (self._rows("row < ? ORDER BY row DESC", before[0], 1) or [0])[0] if before else 0
            places = len(before) + wanted + len(behind)
            step = ROOM if end is None else (end - start) // (places + 1)
            reach *= 2
        rows = [*before, *behind]
        numbers = [start + step * (index + 1 + (wanted if index >= len(before) else 0)) for index in range(len(rows))]
        self._renumber([(old, new) for old, new in zip(rows, numbers, strict=True) if old != new])

    def _rows(self, where: str, row: int, most: int) -> list[int]:
        found = self._connection.execute(f"SELECT row FROM partner WHERE {where} LIMIT ?", (row, most))  # noqa: S608
        return [one for (one,) in found]

    def _renumber(self, moves: list[tuple[int, int]]) -> None:
        connection = self._connection
        indexed = "SELECT row, search FROM partner WHERE row = ?"
        search.remove(connection, [connection.execute(indexed, (old,)).fetchone() for old, _ in moves])
        connection.executemany("UPDATE partner SET row = -? WHERE row = ?", [(new, old) for old, new in moves])
        connection.executemany("UPDATE partner SET row = -row WHERE row = -?", [(new,) for _, new in moves])
        search.insert(connection, [new for _, new in moves])
        self._left += [old for old, _ in moves]
        self._came += [new for _, new in moves]
