"""The way from a rank to a row: how many partners stand in each stretch of row numbers.

A block covers the rows from its `first` up to the next block's. Whoever reads adds the sizes up once; a change touches
the blocks it falls into and no other, so that ten new partners among a million cost ten blocks.
"""

from __future__ import annotations

import sqlite3
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable

SIZE = 512
"""Partners in a new block. A block is cut in two at twice as many, and joined to the next where both fit into one."""

REBUILD = (
    "DELETE FROM partner_block",
    f"""INSERT INTO partner_block SELECT CASE number WHEN 0 THEN 0 ELSE min(row) END, count(*) FROM
        (SELECT row, (row_number() OVER (ORDER BY row) - 1) / {SIZE} AS number FROM partner) GROUP BY number""",  # noqa: S608
)
"""Statements that count everything anew."""


def rebuild(connection: sqlite3.Connection) -> None:
    for statement in REBUILD:
        connection.execute(statement)


def count_numbered(connection: sqlite3.Connection, partners: int, gap: int) -> None:
    """Count a list that was just numbered: row after row, `gap` apart, from `gap` on."""
    connection.execute("DELETE FROM partner_block")
    connection.executemany(
        "INSERT INTO partner_block VALUES (?, ?)",
        [((done + 1) * gap if done else 0, min(SIZE, partners - done)) for done in range(0, partners, SIZE)],
    )


def total(connection: sqlite3.Connection) -> int:
    """How many partners there are."""
    (count,) = connection.execute("SELECT coalesce(sum(size), 0) FROM partner_block").fetchone()
    return int(count)


def account(connection: sqlite3.Connection, *, left: Iterable[int], came: Iterable[int]) -> None:
    """Bring the counts in line with rows that have left and rows that have come (both are done already)."""
    firsts = [first for (first,) in connection.execute("SELECT first FROM partner_block ORDER BY first")]
    if not firsts:
        rebuild(connection)
        return
    change: Counter[int] = Counter()
    for rows, by in ((left, -1), (came, 1)):
        for row in rows:
            change[firsts[bisect_right(firsts, row) - 1]] += by
    connection.executemany(
        "UPDATE partner_block SET size = size + ? WHERE first = ?", [(by, first) for first, by in change.items() if by]
    )
    for first in sorted(change):
        _settle(connection, first)


def _settle(connection: sqlite3.Connection, first: int) -> None:
    """Cut a block that has grown too large, join one that has become small to the next."""
    found = connection.execute("SELECT size FROM partner_block WHERE first = ?", (first,)).fetchone()
    if found is None:  # joined to the one before it
        return
    (size,) = found
    while size > 2 * SIZE:
        (cut,) = connection.execute(
            "SELECT row FROM partner WHERE row >= ? ORDER BY row LIMIT 1 OFFSET ?", (first, SIZE)
        ).fetchone()
        connection.execute("UPDATE partner_block SET size = ? WHERE first = ?", (SIZE, first))
        size -= SIZE
        connection.execute("INSERT INTO partner_block VALUES (?, ?)", (cut, size))
        first = cut
    following = connection.execute(
        "SELECT first, size FROM partner_block WHERE first > ? ORDER BY first LIMIT 1", (first,)
    ).fetchone()
    if following is not None and size + following[1] <= SIZE:
        connection.execute("DELETE FROM partner_block WHERE first = ?", (following[0],))
        connection.execute("UPDATE partner_block SET size = ? WHERE first = ?", (size + following[1], first))
