"""The change journal: what became different, field by field, written with the promotion that made it visible.

Persons stay out of it. That a contact, a telephone number, an e-mail address or a signatory changed is journalled, what
it was and what it became is not: the journal outlives the record, and a person who was removed must not live on in it.

A goal has lines of its own. Elements of lists are named by what they are known by (id, date, party), so that the same
field has the same name although something was put before it.
"""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from ..domain.freshness import Collection
from ..domain.review import ChangeKind
from ..domain.values import dataclass
from .codec import decode_plain, encode_plain
from .moments import from_micros

IGNORED = frozenset({"last_modified"})
"""That the source touched a record says nothing a person would read."""

PERSONAL = frozenset({"contacts", "phones", "email", "signatory_name", "signatory_title"})
"""Fields that are about persons, with all that is inside them."""
WITHHELD = '"…"'
"""JSON that stands for a value about a person."""

_SESSION = ("dtstart", "recurrence", "valid_from", "valid_to", "opens_at", "closes_at", "timezone_name")
"""What tells one session of a place from another."""
_NOT_IN_NAMES = re.compile(r"[^\w:/ -]")
_NAMED_BY = {"exceptions": ("date",), "periods": ("start", "end"), "parties": ("organization_id",)}
"""Lists whose elements have no id, and what they are known by."""

_INSERT = (
    "INSERT INTO change (at, collection, source_id, source_modified, kind, record_id, title, field, before, after,"
    " context) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)"
)


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
    """The value that came with it, or the goal; otherwise the same as `source_id`."""
    title: str
    field: str | None
    """Dotted name: `places[p1].city`; None where the whole record was added or removed."""
    before: str | None
    """JSON, WITHHELD for a person's data; None where the field was not there."""
    after: str | None
    source_modified: datetime | None
    """When the source says it changed (aware, UTC)."""
    context: dict[str, Any]
    """`partners`: ids of those it concerns. `session`, `place`: of office hours, the rule and where. `goal`: its title,
    `number`: which of the agreement it is, from 1. Empty in lines of earlier versions."""


@dataclass(frozen=True, slots=True)
class Difference:
    kind: ChangeKind
    record_id: str
    title: str
    field: str | None = None
    before: str | None = None
    after: str | None = None
    context: str = "{}"


def differences(before: bytes | None, after: bytes | None, *, persons: bool = True) -> Iterator[Difference]:
    """What is different between two versions of a record's values; None where there is no such version.

    Without `persons` what is about them is passed over.
    """
    for one in _differences(before, after):
        if persons or one.field is None or not _about_persons(one.field):
            yield one


def _differences(before: bytes | None, after: bytes | None) -> Iterator[Difference]:
    old = {one["id"]: one for one in (decode_plain(before) if before else [])}
    new = {one["id"]: one for one in (decode_plain(after) if after else [])}
    for key in sorted(old.keys() - new.keys()):
        yield Difference(ChangeKind.REMOVED, key, _title(old[key]), context=_context(old[key]))
    for key, value in new.items():
        if key in old:
            yield from _record(key, old[key], value)
        else:
            yield Difference(ChangeKind.ADDED, key, _title(value), context=_context(value))


def _record(key: str, old: dict[str, Any], new: dict[str, Any]) -> Iterator[Difference]:
    """One record that is still there; its goals one by one."""
    title, context = _title(new), _context(new)
    whole = [{name: value for name, value in one.items() if name != "goals"} for one in (old, new)]
    for field, was, now in _compare("", *whole):
        yield Difference(ChangeKind.CHANGED, key, title, field, _json(field, was), _json(field, now), context)
    numbers = {goal["id"]: number for one in (old, new) for number, goal in enumerate(one.get("goals", []), 1)}
    for _, was, now in _aligned("goals", old.get("goals", []), new.get("goals", [])):
        goal = now or was
        about = _context(new, goal=_title(goal), number=numbers[goal["id"]])
        if was is None or now is None:
            kind = ChangeKind.ADDED if was is None else ChangeKind.REMOVED
            yield Difference(kind, goal["id"], title, context=about)
            continue
        for field, before, after in _compare("", was, now):
            yield Difference(
                ChangeKind.CHANGED, goal["id"], title, field, _json(field, before), _json(field, after), about
            )


def _title(value: dict[str, Any]) -> str:
    return str(value.get("name") or value.get("title") or value.get("service_name") or "")


def _context(value: dict[str, Any], **more: object) -> str:
    """Whom a line concerns, and which session of office hours it is about."""
    if "source_id" in value:
        place = value.get("place") or {}
        partners = [value.get("host_id"), value.get("provider_id")]
        more["session"] = {name: value[name] for name in _SESSION if name in value}
        more["place"] = place.get("name")
    else:
        parties = value.get("parties")
        partners = [one.get("organization_id") for one in parties] if parties is not None else []
        if not partners and "title" not in value:
            partners = [value["id"]]
    return encode_plain({"partners": list(dict.fromkeys(one for one in partners if one)), **more})


def _json(field: str, value: object) -> str | None:
    if value is None:
        return None
    if _about_persons(field):
        return WITHHELD
    return encode_plain(_impersonal(value))


def _about_persons(field: str) -> bool:
    return bool(PERSONAL.intersection(re.split(r"\[[^]]*\]\.?|\.", field)))


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
        for name, was, now in _aligned(path, old, new):
            yield from _compare(f"{path}[{name}]", was, now)
    else:
        yield path, old, new


def _aligned(path: str, old: list[Any], new: list[Any]) -> Iterator[tuple[str, Any, Any]]:
    """Pairs of two lists by what their elements are known by, else by position; what is gone comes last."""
    names = [_names(path, one) for one in (old, new)]
    if names[0] is None or names[1] is None:
        for index in range(max(len(old), len(new))):
            yield str(index), old[index] if index < len(old) else None, new[index] if index < len(new) else None
        return
    earlier, later = dict(zip(names[0], old, strict=True)), dict(zip(names[1], new, strict=True))
    for name, value in later.items():
        yield name, earlier.get(name), value
    for name, value in earlier.items():
        if name not in later:
            yield name, value, None


def _names(path: str, elements: list[Any]) -> list[str] | None:
    """One name for each element; None where they do not all have one of their own."""
    keys = _NAMED_BY.get(path.rpartition(".")[2], ("id",))
    if not all(isinstance(one, dict) and keys[0] in one for one in elements):
        return None
    names = ["/".join(_NOT_IN_NAMES.sub("_", str(one.get(key, ""))) for key in keys) for one in elements]
    return names if len(set(names)) == len(names) else None


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
        _INSERT,
        [
            (*head, one.kind.value, one.record_id, one.title, one.field, one.before, one.after, one.context)
            for one in found
        ],
    )
    return bool(found)


_LINE = (
    "SELECT seq, at, collection, kind, source_id, record_id, title, field, before, after, source_modified, context"
    " FROM change"
)
RECENT = f"{_LINE} WHERE seq < ? ORDER BY seq DESC LIMIT ?"
SINCE = f"{_LINE} WHERE seq > ? ORDER BY seq LIMIT ?"


def change_of(row: tuple[Any, ...]) -> Change:
    """A stored line as a value."""
    seq, at, collection, kind, source_id, record_id, title, field, before, after, modified, context = row
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
        context=decode_plain(context) if context else {},
    )
