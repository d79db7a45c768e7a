"""What is remembered of the source as a whole, and who writes: the `meta` table."""

from __future__ import annotations

import sqlite3
from datetime import datetime
from typing import Any

from ..domain.values import dataclass
from .codec import decode_plain, encode_plain
from .moments import EPOCH, from_micros, to_micros

HOLDER = "holder"
"""The sync that may write. Whoever finds another one here has been overtaken."""
SOURCE = "source"
NOT_BEFORE = "not_before"
PERSONS = "persons"
"""The most about persons that may be in the copy (`domain.persons.Persons`); absent: everything."""
HAS_AGREEMENTS = "SELECT json_extract(value, '$.content.has_agreements') FROM meta WHERE key = 'source'"
"""1 or 0 as the source was last seen; no row where that is not known."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Memory:
    """What was learned of a source, when (aware, UTC), and of which one."""

    fingerprint: str
    at: datetime
    content: dict[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Patience:
    """The source asked not to be asked again before a moment; `at` is when it did (aware, UTC)."""

    fingerprint: str
    at: datetime
    until: datetime
    url: str


def read(connection: sqlite3.Connection, key: str) -> str | None:
    found = connection.execute("SELECT value FROM meta WHERE key = ?", (key,)).fetchone()
    return None if found is None else str(found[0])


def write(connection: sqlite3.Connection, key: str, value: str | None) -> None:
    """None forgets it."""
    if value is None:
        connection.execute("DELETE FROM meta WHERE key = ?", (key,))
    else:
        connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))


def read_memory(connection: sqlite3.Connection) -> Memory | None:
    text = read(connection, SOURCE)
    if text is None:
        return None
    stored = decode_plain(text)
    return Memory(fingerprint=stored["fingerprint"], at=_moment(stored["at"]), content=stored["content"])


def write_memory(connection: sqlite3.Connection, memory: Memory | None) -> None:
    if memory is None:
        write(connection, SOURCE, None)
        return
    stored = {"fingerprint": memory.fingerprint, "at": to_micros(memory.at), "content": memory.content}
    write(connection, SOURCE, encode_plain(stored))


def read_patience(connection: sqlite3.Connection) -> Patience | None:
    text = read(connection, NOT_BEFORE)
    if text is None:
        return None
    stored = decode_plain(text)
    return Patience(
        fingerprint=stored["fingerprint"],
        at=_moment(stored["at"]),
        until=_moment(stored["until"]),
        url=stored["url"],
    )


def write_patience(connection: sqlite3.Connection, patience: Patience) -> None:
    stored = {
        "fingerprint": patience.fingerprint,
        "at": to_micros(patience.at),
        "until": to_micros(patience.until),
        "url": patience.url,
    }
    write(connection, NOT_BEFORE, encode_plain(stored))


def _moment(value: int) -> datetime:
    return from_micros(value) or EPOCH
