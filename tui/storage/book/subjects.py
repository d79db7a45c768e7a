"""Records somebody wrote about: what they are called, what they are found again by, and where they went."""

from __future__ import annotations

import sqlite3
from collections.abc import Sequence
from typing import Any

from ...domain.notes import Subject
from ...domain.review import RecordKind, RecordRef
from ..codec import decode_plain, encode_plain
from ..moments import from_micros, to_micros

COLUMNS = "s.kind, s.source_id, s.record_id, s.title, s.keys, s.partners, s.gone_at"
WIDTH = 7
"""Number of COLUMNS."""
LIVE = f"SELECT s.id, {COLUMNS} FROM subject s WHERE s.moved_to IS NULL"
ORPHANS = (
    f"SELECT {COLUMNS} FROM subject s WHERE s.gone_at IS NOT NULL AND s.moved_to IS NULL"
    " AND (EXISTS (SELECT 1 FROM note WHERE subject = s.id)"
    " OR EXISTS (SELECT 1 FROM point WHERE subject = s.id OR about = s.id)"
    " OR EXISTS (SELECT 1 FROM question WHERE subject = s.id)) ORDER BY s.gone_at DESC, s.id"
)

_WRITTEN = (("note", "subject"), ("point", "subject"), ("point", "about"), ("question", "subject"))


def subject_of(row: Sequence[Any]) -> Subject:
    """A stored subject as a value; the columns are COLUMNS."""
    kind, source_id, record_id, title, keys, partners, gone_at = row
    return Subject(
        ref=RecordRef(kind=RecordKind(kind), source_id=source_id, record_id=record_id),
        title=title,
        keys=tuple(decode_plain(keys)),
        partners=tuple(decode_plain(partners)),
        gone_at=from_micros(gone_at),
    )


def _key(ref: RecordRef) -> tuple[str, str, str]:
    return ref.kind.value, ref.source_id, ref.record_id


def ensure(connection: sqlite3.Connection, subject: Subject) -> int:
    """The number of a subject, where it is now; it is brought up to date with what is known."""
    keys, partners = encode_plain(subject.keys), encode_plain(subject.partners)
    connection.execute(
        "INSERT INTO subject (kind, source_id, record_id, title, keys, partners, gone_at) VALUES (?, ?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (kind, source_id, record_id) DO UPDATE SET title = excluded.title,"
        " keys = CASE WHEN excluded.keys = '[]' THEN keys ELSE excluded.keys END, partners = excluded.partners,"
        " gone_at = excluded.gone_at",
        (*_key(subject.ref), subject.title, keys, partners, to_micros(subject.gone_at)),
    )
    number, moved = connection.execute(
        "SELECT id, moved_to FROM subject WHERE kind = ? AND source_id = ? AND record_id = ?", _key(subject.ref)
    ).fetchone()
    return int(number if moved is None else moved)


def gone(connection: sqlite3.Connection, number: int, at: int) -> None:
    """The record is not there any more; the moment this was first noticed stays."""
    connection.execute("UPDATE subject SET gone_at = coalesce(gone_at, ?) WHERE id = ?", (at, number))


def follow(connection: sqlite3.Connection, number: int, old: Subject, new: Subject) -> None:
    """Everything that was written on a record belongs to another one from now on, and says where it came from."""
    connection.execute(  # it may itself have moved here once
        "UPDATE subject SET moved_to = NULL WHERE kind = ? AND source_id = ? AND record_id = ?", _key(new.ref)
    )
    target = ensure(connection, new)
    was = old.ref.record_id
    for table, column in _WRITTEN:
        connection.execute(
            f"UPDATE {table} SET {column} = ?, followed_from = ? WHERE {column} = ?",
            (target, was, number),
        )
    connection.execute("UPDATE subject SET moved_to = ? WHERE id = ? OR moved_to = ?", (target, number, number))
    names = (new.ref.source_id, new.ref.record_id, *_key(old.ref))
    for table in ("unit", "baseline_value"):
        connection.execute(
            f"UPDATE OR IGNORE {table} SET source_id = ?, record_id = ?"
            " WHERE kind = ? AND source_id = ? AND record_id = ?",
            names,
        )
    if old.ref.kind is RecordKind.AGREEMENT:
        connection.execute(
            "UPDATE OR IGNORE agreement_review SET agreement_id = ?, followed_from = ? WHERE agreement_id = ?",
            (new.ref.record_id, was, was),
        )
