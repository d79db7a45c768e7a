"""Lines of the history as they are stored and read: carried over from the journal of a local copy."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from ...domain.freshness import Collection
from ...domain.review import WITHHELD, Change, ChangeKind, Named, RecordKind, RecordRef, ReviewState, Topic
from ...domain.schedule import OfficeHours
from .. import journal
from ..codec import decode_plain, encode_plain
from ..moments import EPOCH, from_micros, to_micros

TOPICS = tuple(Topic)
_KINDS = {
    Collection.PARTNERS: RecordKind.PARTNER,
    Collection.HOURS: RecordKind.HOURS,
    Collection.AGREEMENTS: RecordKind.AGREEMENT,
}
_TOPICS = {
    RecordKind.PARTNER: Topic.PARTNERS,
    RecordKind.HOURS: Topic.HOURS,
    RecordKind.AGREEMENT: Topic.AGREEMENTS,
    RecordKind.GOAL: Topic.GOALS,
}
_PARTS = re.compile(r"\[[^]]*\]\.?|\.")

FLOOR = "coalesce((SELECT seq FROM baseline ORDER BY id DESC LIMIT 1), 0)"
"""The last line that the last closed review saw."""
COLUMNS = (
    "h.seq, u.kind, u.source_id, u.record_id, h.topic, h.change, h.title, h.context, u.field, h.before, h.after,"
    f" h.at, h.modified, h.open, h.seq <= {FLOOR}"
)


def units_of(ref: RecordRef) -> tuple[str, tuple[str, ...]]:
    """A question for the units of a record, and its values; of an agreement with those of its goals."""
    if ref.kind is RecordKind.AGREEMENT:
        return units_from(ref.collection, ref.source_id)
    found = "SELECT id FROM unit WHERE kind = ? AND source_id = ? AND record_id = ?"
    return found, (ref.kind.value, ref.source_id, ref.record_id)


def units_from(collection: Collection, source_id: str) -> tuple[str, tuple[str, ...]]:
    """The same of everything that came with one record of the source."""
    kinds = [kind.value for kind in RecordKind if kind.collection is collection]
    question = f"SELECT id FROM unit WHERE kind IN ({', '.join('?' * len(kinds))}) AND source_id = ?"
    return question, (*kinds, source_id)


def reference(line: journal.Change) -> RecordRef:
    """Which record a line of the journal is about."""
    kind = RecordKind.GOAL if "goal" in line.context else _KINDS[line.collection]
    return RecordRef(kind=kind, source_id=line.source_id, record_id=line.record_id)


def topic_of(line: journal.Change) -> Topic:
    kind = reference(line).kind
    personal = line.field is not None and bool(journal.PERSONAL.intersection(_PARTS.split(line.field)))
    return Topic.CONTACTS if personal and kind is RecordKind.PARTNER else _TOPICS[kind]


class Intake:
    """Takes lines of one journal in, each exactly once. Inside the caller's transaction."""

    def __init__(self, connection: sqlite3.Connection, instance: str) -> None:
        self._connection = connection
        connection.execute("INSERT OR IGNORE INTO source (instance, carried) VALUES (?, 0)", (instance,))
        found = connection.execute("SELECT id, carried FROM source WHERE instance = ?", (instance,)).fetchone()
        self._source, self.carried = found
        (self._floor,) = connection.execute(f"SELECT {FLOOR}").fetchone()
        self._places = [
            connection.execute("SELECT coalesce(max(place), 0) FROM history WHERE topic = ?", (number,)).fetchone()[0]
            for number in range(len(TOPICS))
        ]

    def take(self, lines: Iterable[journal.Change], names: Mapping[str, str]) -> int:
        """How many of them were new here."""
        taken = 0
        for line in lines:
            if line.seq > self.carried:
                self._take(line, names)
                self.carried = line.seq
                taken += 1
        self._connection.execute("UPDATE source SET carried = ? WHERE id = ?", (self.carried, self._source))
        return taken

    def _take(self, line: journal.Change, names: Mapping[str, str]) -> None:
        partners = line.context.get("partners", [])
        context = line.context | {"partners": [[one, names.get(one)] for one in partners]}
        unit, topic = self._unit(reference(line), line.field or ""), TOPICS.index(topic_of(line))
        self._places[topic] += 1
        # The field has another value now: what was marked of it since the last review is to be looked at again.
        self._connection.execute(
            "DELETE FROM mark WHERE seq IN (SELECT seq FROM history WHERE unit = ? AND seq > ?)", (unit, self._floor)
        )
        cursor = self._connection.execute(
            "INSERT INTO history (source, origin, at, topic, place, unit, change, title, context, before, after,"
            " modified) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (
                self._source, line.seq, to_micros(line.at), topic, self._places[topic], unit, line.kind.value,
                line.title, encode_plain(context), line.before, line.after, to_micros(line.source_modified),
            ),
        )  # fmt: skip
        self._connection.executemany(
            "INSERT INTO about (partner_id, topic, seq) VALUES (?, ?, ?)",
            [(one, topic, cursor.lastrowid) for one in dict.fromkeys(partners)],
        )

    def _unit(self, ref: RecordRef, field: str) -> int:
        key = (ref.kind.value, ref.source_id, ref.record_id, field)
        self._connection.execute(
            "INSERT OR IGNORE INTO unit (kind, source_id, record_id, field) VALUES (?, ?, ?, ?)", key
        )
        found = self._connection.execute(
            "SELECT id FROM unit WHERE kind = ? AND source_id = ? AND record_id = ? AND field = ?", key
        ).fetchone()
        return int(found[0])


def change_of(row: tuple[Any, ...]) -> Change:
    """A stored line as a value; the columns are COLUMNS."""
    seq, kind, source_id, record_id, topic, change, title, stored, field, before, after, at, modified, open_, old = row
    context = decode_plain(stored)
    personal = bool(journal.PERSONAL.intersection(_PARTS.split(field)))
    state = ReviewState.REVIEWED if not open_ else ReviewState.PASSED if old else ReviewState.OPEN
    return Change(
        seq=seq,
        ref=RecordRef(kind=RecordKind(kind), source_id=source_id, record_id=record_id),
        topic=TOPICS[topic],
        kind=ChangeKind(change),
        title=title,
        goal_title=context.get("goal"),
        goal_number=context.get("number"),
        place=context.get("place"),
        session=_session(source_id, record_id, context.get("session")),
        partners=tuple(Named(id=one, name=name) for one, name in context.get("partners", [])),
        field=field or None,
        before=_value(before, personal=personal),
        after=_value(after, personal=personal),
        fetched_at=from_micros(at) or EPOCH,
        modified_at=from_micros(modified),
        state=state,
    )


def _session(source_id: str, record_id: str, rule: dict[str, Any] | None) -> OfficeHours | None:
    if rule is None:
        return None
    return msgspec.convert({"id": record_id, "source_id": source_id, **rule}, OfficeHours)


def _value(stored: str | None, *, personal: bool) -> object:
    if stored is None:
        return None
    return WITHHELD if personal and stored == journal.WITHHELD else decode_plain(stored)
