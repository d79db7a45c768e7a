"""Finding partners: two full-text tables over one folded column, both numbered by `partner.row`.

A word of one or two letters is the beginning of a word in the text; from three letters on it may stand inside one.
All words must be found. Answers come in row order, which is Norwegian order, so nothing is sorted or scored.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING

from ..domain.collation import search_terms
from ..domain.values import dataclass
from . import blocks

if TYPE_CHECKING:
    from .session import Session

TRIGRAM = 3
"""From so many letters on a word is looked for inside words too."""
WORDS_LIMIT = 8

SECURE_DELETE_SINCE = (3, 42, 0)
OPTIMIZED = 20_000
"""Up to so many partners older SQLite merges the whole index after a removal, so that nobody's name stays in it."""

_FOUND = "SELECT rowid FROM {table} WHERE {table} MATCH ? AND rowid >= ? AND rowid < ? ORDER BY rowid"
_WORDS = _FOUND.format(table="partner_words")
_TRIGRAMS = _FOUND.format(table="partner_trigrams")


@dataclass(frozen=True, slots=True)
class Question:
    """Asks for rows within bounds, in order."""

    sql: str
    parameters: tuple[tuple[object, ...], ...] = ((),)
    """By part of the question; the bounds follow upon each."""

    def within(self, first: int, end: int) -> tuple[object, ...]:
        """The parameters that ask for rows from `first` up to `end`."""
        return tuple(one for part in self.parameters for one in (*part, first, end))


def tables(connection: sqlite3.Connection) -> tuple[str, ...]:
    """The full-text tables this file has: trigrams are missing where SQLite was too old when it was made."""
    found = connection.execute(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name IN ('partner_words', 'partner_trigrams')"
    )
    return tuple(sorted(name for (name,) in found))


def rebuild(connection: sqlite3.Connection) -> None:
    """Index everything at once, far cheaper than row by row."""
    for table in tables(connection):
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('rebuild')")  # noqa: S608


def remove(connection: sqlite3.Connection, rows: Sequence[tuple[int, str]]) -> None:
    """Take rows out; the text must be the one they were indexed with."""
    for table in tables(connection):
        connection.executemany(
            f"INSERT INTO {table} ({table}, rowid, search) VALUES ('delete', ?, ?)",  # noqa: S608
            rows,
        )


def insert(connection: sqlite3.Connection, rows: Sequence[int]) -> None:
    """Index partners that are stored already."""
    for table in tables(connection):
        connection.executemany(
            f"INSERT INTO {table} (rowid, search) SELECT row, search FROM partner WHERE row = ?",  # noqa: S608
            [(row,) for row in rows],
        )


def erase_at_once(connection: sqlite3.Connection) -> None:
    """Have removed words erased, where this SQLite can: without it they stay in the index until parts are merged."""
    if sqlite3.sqlite_version_info < SECURE_DELETE_SINCE:
        return
    for table in tables(connection):
        known = connection.execute(f"SELECT v FROM {table}_config WHERE k = 'secure-delete'").fetchone()  # noqa: S608
        if known is None or not known[0]:
            connection.execute(f"INSERT INTO {table} ({table}, rank) VALUES ('secure-delete', 1)")  # noqa: S608


def erase_removed(connection: sqlite3.Connection) -> None:
    """The same afterwards, for older SQLite and an index small enough."""
    if sqlite3.sqlite_version_info >= SECURE_DELETE_SINCE or blocks.total(connection) > OPTIMIZED:
        return
    for table in tables(connection):
        connection.execute(f"INSERT INTO {table} ({table}) VALUES ('optimize')")  # noqa: S608


def questions(session: Session, text: str) -> list[Question]:
    """How to ask for the partners that have every word of the text; none for a text without a word."""
    terms = search_terms(text)[:WORDS_LIMIT]
    inside = [term for term in terms if len(term) >= TRIGRAM] if terms and _has_trigrams(session) else []
    beginnings = [term for term in terms if term not in inside]
    asked = [Question(_TRIGRAMS, ((_all(inside, ""),),))] if inside else []
    return asked + ([Question(_WORDS, ((_all(beginnings, "*"),),))] if beginnings else [])


def warm(session: Session) -> None:
    """Have the first pages of the full-text tables read, so that the first letter typed does not wait for the disk."""
    for text in ("a", "sen"):
        for question in questions(session, text):
            session.integers(f"{question.sql} LIMIT 1", *question.within(0, 1 << 62))


def _all(terms: Sequence[str], suffix: str) -> str:
    """A full-text query of quoted words: nothing in them can be an operator."""
    return " AND ".join(f'"{term}"{suffix}' for term in terms)


def _has_trigrams(session: Session) -> bool:
    return bool(session.column("SELECT 1 FROM sqlite_master WHERE name = 'partner_trigrams'"))


def matches(text: str, folded: str) -> bool:
    """The same rule for a list small enough to be read as a whole."""
    padded = " " + " ".join(search_terms(folded))
    return all((term if len(term) >= TRIGRAM else " " + term) in padded for term in search_terms(text))
