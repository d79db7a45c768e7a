"""The change journal: what became different, field by field, written with the promotion that made it visible.

Persons stay out of it. That a contact, a telephone number, an e-mail address or a signatory changed is journalled, what
it was and what it became is not: the journal outlives the record, and a person who was removed must not live on in it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Any

from ..domain.freshness import Collection
from .codec import decode_plain, encode_plain
from .moments import from_micros

IGNORED = frozenset({"last_modified"})
"""That the source touched a record says nothing a person would read."""

PERSONAL = frozenset({"contacts", "phones", "email", "signatory_name", "signatory_title"})
"""Fields that are about persons, with all that is inside them."""
WITHHELD = '"…"'
"""JSON that stands for a value about a person."""

_INSERT = (
    "INSERT INTO change (at, collection, source_id, source_modified, kind, record_id, title, field, before, after)"
    " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


class ChangeKind(StrEnum):
    ADDED = "added"
    CHANGED = "changed"
    REMOVED = "removed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One line of the journal."""

    seq: int
    at: datetime
    """When it became visible here (aware, UTC)."""
    collection: Collection
    kind: ChangeKind
    source_id: str
    """The record of the source."""
    record_id: str
    """The value that came with it; the same as `source_id` except for office hours."""
    title: str
    field: str | None
    """Dotted name: `places[0].city`; None where the whole record was added or removed."""
    before: str | None
    """JSON, WITHHELD for a person's data; None where the field was not there."""
    after: str | None
    source_modified: datetime | None
    """When the source says it changed (aware, UTC)."""


@dataclass(frozen=True, slots=True)
class Difference:
    kind: ChangeKind
    record_id: str
    title: str
    field: str | None = None
    before: str | None = None
    after: str | None = None


def differences(before: bytes | None, after: bytes | None, *, persons: bool = True) -> Iterator[Difference]:
    """What is different between two versions of a record's values; None where there is no such version.

    Without `persons` what is about them is passed over.
    """
    old = {one["id"]: one for one in (decode_plain(before) if before else [])}
    new = {one["id"]: one for one in (decode_plain(after) if after else [])}
    for key in old.keys() - new.keys():
        yield Difference(ChangeKind.REMOVED, key, _title(old[key]))
    for key, value in new.items():
        if key not in old:
            yield Difference(ChangeKind.ADDED, key, _title(value))
            continue
        for field, was, now in _compare("", old[key], value):
            if not persons and _about_persons(field):
                continue
            yield Difference(ChangeKind.CHANGED, key, _title(value), field, _json(field, was), _json(field, now))


def _title(value: dict[str, Any]) -> str:
    return str(value.get("name") or value.get("title") or value.get("service_name") or "")


def _json(field: str, value: object) -> str | None:
    if value is None:
        return None
    if _about_persons(field):
        return WITHHELD
    return encode_plain(_impersonal(value))


def _about_persons(field: str) -> bool:
    return bool(PERSONAL.intersection(re.split(r"\[\d+\]\.?|\.", field)))


def _impersonal(value: Any) -> Any:
    """A value without what is about persons in it."""
    if isinstance(value, dict):
        return {name: _impersonal(inner) for name, inner in value.items() if name not in PERSONAL}
    if isinstance(value, list):
        return [_impersonal(inner) for inner in value]
    return value


def _compare(path: str, old: Any, new: Any) -> Iterator[tuple[str, Any, Any]]:
    if old == new:
        return
    # a list that is not there is an empty one
    old, new = ([] if one is None and isinstance(other, list) else one for one, other in ((old, new), (new, old)))
    if isinstance(old, dict) and isinstance(new, dict):
        for name in {**old, **new}:
            if name not in IGNORED:
                yield from _compare(f"{path}.{name}" if path else name, old.get(name), new.get(name))
    elif isinstance(old, list) and isinstance(new, list):
        for index, was, now in _aligned(old, new):
            yield from _compare(f"{path}[{index}]", was, now)
    else:
        yield path, old, new


def _aligned(old: list[Any], new: list[Any]) -> Iterator[tuple[int, Any, Any]]:
    """Pairs of two lists by id where the elements have one, else by position; what is gone comes last."""
    if not all(isinstance(one, dict) and "id" in one for one in (*old, *new)):
        for index in range(max(len(old), len(new))):
            yield index, old[index] if index < len(old) else None, new[index] if index < len(new) else None
        return
    earlier = {one["id"]: one for one in old}
    for index, value in enumerate(new):
        yield index, earlier.get(value["id"]), value
    kept = {one["id"] for one in new}
    for index, value in enumerate(old):
        if value["id"] not in kept:
            yield index, value, None


def write(
    connection: sqlite3.Connection,
    collection: Collection,
    source_id: str,
    before: bytes | None,
    after: bytes | None,
    *,
    at: int,
    modified: int | None,
    persons: bool = True,
) -> bool:
    """Journal one record; False when nothing a person would read is different."""
    found = list(differences(before, after, persons=persons))
    head = (at, collection.value, source_id, modified)
    connection.executemany(
        _INSERT, [(*head, one.kind.value, one.record_id, one.title, one.field, one.before, one.after) for one in found]
    )
    return bool(found)


_LINE = (
    "SELECT seq, at, collection, kind, source_id, record_id, title, field, before, after, source_modified FROM change"
)
RECENT = f"{_LINE} WHERE seq < ? ORDER BY seq DESC LIMIT ?"
OF_RECORD = f"{_LINE} WHERE collection = ? AND source_id = ? ORDER BY seq DESC LIMIT ?"


def change_of(row: tuple[Any, ...]) -> Change:
    """A stored line as a value."""
    seq, at, collection, kind, source_id, record_id, title, field, before, after, modified = row
    moment = from_micros(at)
    assert moment is not None  # noqa: S101 - the column is NOT NULL
    return Change(
        seq=seq,
        at=moment,
        collection=Collection(collection),
        kind=ChangeKind(kind),
        source_id=source_id,
        record_id=record_id,
        title=title,
        field=field,
        before=before,
        after=after,
        source_modified=from_micros(modified),
    )
