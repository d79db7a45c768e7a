"""What may not be kept any longer is erased: persons by setting and after two weeks, everything after a quarter year.

Erased means gone from the file, its search tables and its log: the file is written anew and the log emptied.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable
from contextlib import closing, suppress
from dataclasses import field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

import msgspec

from .. import glance
from ..domain.errors import CacheBusy, CacheFull, CacheReadOnly
from ..domain.freshness import Collection
from ..domain.persons import Persons, spare
from ..domain.retention import PERSONS_KEPT, Held, What
from ..domain.values import dataclass
from . import books, heap, notes, search
from .codec import Value, decode_agreement, decode_hours, decode_partner, digest, encode
from .database import WRITE_LOCK, Damaged, open_reader, open_writer, translated
from .filelock import FileLock
from .incoming import searchable
from .moments import from_micros, to_micros
from .session import Session
from .verify import NO_HASH

GRAIN: Final = timedelta(days=1)
"""How exactly it is noted that a moment has been: a note for every look would be a write for every look."""
AGREES: Final = timedelta(days=1)
"""A server's clock no further from ours is believed."""
PIECE: Final = 1000
"""Records read at a time."""

HELD: Final = "SELECT name, completed_at, server_time, seen_at, erased_at, run_started FROM collection"

_MARKS: Final = (b'"contacts":', b'"signatory_')
"""Without one of these there is nobody in a stored record."""
_VIEWS: Final = {
    Collection.HOURS: ("office_hours",),
    Collection.PARTNERS: ("partner", "partner_block"),
    Collection.AGREEMENTS: ("agreement", "agreement_party"),
}
_OF_A_COLLECTION: Final = ("record", "stage", "rejected", "change")


@dataclass(frozen=True, slots=True, kw_only=True)
class Erased:
    """What was taken out of a copy just now."""

    persons: tuple[Collection, ...] = ()
    """Too old."""
    everything: tuple[Collection, ...] = ()
    narrowed: bool = False
    """The setting allows less than before."""

    def __bool__(self) -> bool:
        return bool(self.persons or self.everything or self.narrowed)


@dataclass(slots=True)
class _Plan:
    """What a look found to do."""

    persons: list[Collection] = field(default_factory=list)
    everything: list[Collection] = field(default_factory=list)
    runs: list[Collection] = field(default_factory=list)
    """Crawls that were left lying."""
    seen: list[Collection] = field(default_factory=list)
    """Whose note of the latest moment is to be moved on."""
    level: Persons | None = None
    """What is kept from now on, where that is something else than before."""
    narrowed: bool = False

    @property
    def erases(self) -> bool:
        return bool(self.persons or self.everything or self.runs or self.narrowed)


_Row = tuple[str, int | None, int | None, int | None, int | None, int | None]


def held(rows: Iterable[_Row], now: datetime, level: Persons = Persons.FULL) -> tuple[Held, ...]:
    """How long each collection that was ever fetched may stay, from the rows of HELD."""
    known = [(name, from_micros(at), from_micros(said), seen, erased) for name, at, said, seen, erased, _ in rows]
    told = [said for _, at, said, *_ in known if at and said and abs(said - at) <= AGREES]
    return tuple(
        Held(
            collection=Collection(name),
            checked_at=checked,
            now=max([now, *told, from_micros(seen) or now]),
            persons=erased is None and level is not Persons.NONE,
        )
        for name, checked, _, seen, erased in known
        if checked is not None
    )


def held_in(session: Session, now: datetime) -> tuple[Held, ...]:
    """The same of a copy that is open for reading."""
    level = session.column("SELECT value FROM meta WHERE key = ?", notes.PERSONS)
    return held(session.rows(HELD), now, Persons(level[0]) if level else Persons.FULL)


def enforce(path: Path, *, persons: Persons, now: datetime) -> Erased:
    """Erase what may not be kept; to be called before anything of the copy is shown or added to. `now` is aware.

    Raises CacheError, also where something must go and the file cannot be written.
    """
    _leave_no_wreck(path, now, all_of_them=persons is not Persons.FULL)
    connection = open_reader(path)
    if connection is None:
        return Erased()
    with closing(connection), translated(path):
        plan = _plan(connection, persons, now)
    if plan.erases:
        forget_glance(path)
        return _carry_out(path, persons, now)
    if plan.seen or plan.level is not None:
        with suppress(CacheReadOnly, CacheBusy, CacheFull):  # no more than a note
            _carry_out(path, persons, now)
    return Erased()


def forget_glance(path: Path) -> None:
    """What was drawn of a copy for the next start: it is not true any more, or will not be."""
    with suppress(OSError):
        glance.forget(str(path.with_name(glance.NAME)))


def _leave_no_wreck(path: Path, now: datetime, *, all_of_them: bool) -> None:
    """Damaged copies that were moved aside hold persons too."""
    for wreck in path.parent.glob(path.name + ".corrupt-*"):
        with suppress(OSError):
            moved = datetime.fromtimestamp(wreck.stat().st_mtime, tz=UTC)
            if all_of_them or now - moved >= PERSONS_KEPT:
                wreck.unlink()


def _plan(connection: sqlite3.Connection, persons: Persons, now: datetime) -> _Plan:
    plan = _Plan()
    rows = connection.execute(HELD).fetchall()
    before = Persons(notes.read(connection, notes.PERSONS) or Persons.FULL)
    if before is not persons:
        plan.level, plan.narrowed = persons, not persons.allows(before)
    for one in held(rows, now, before):
        if one.expired(What.EVERYTHING):
            plan.everything.append(one.collection)
        elif one.persons and one.expired(What.PERSONS):
            plan.persons.append(one.collection)
    for name, checked, _, seen, _, started in rows:
        latest = from_micros(seen) or from_micros(checked)
        if latest is not None and now - latest >= GRAIN:
            plan.seen.append(Collection(name))
        begun = from_micros(started)
        if begun is not None and now - begun >= PERSONS_KEPT:
            plan.runs.append(Collection(name))
    return plan


def _carry_out(path: Path, persons: Persons, now: datetime) -> Erased:
    with closing(open_writer(path)) as connection, FileLock(path.parent / WRITE_LOCK), translated(path):
        connection.execute("BEGIN IMMEDIATE")
        try:
            plan = _plan(connection, persons, now)  # somebody may have been here meanwhile
            _erase(connection, plan, persons, now)
            connection.execute("COMMIT")
        except msgspec.DecodeError as error:
            raise Damaged(path, "a stored record cannot be read") from error
        finally:
            if connection.in_transaction:
                connection.execute("ROLLBACK")
        if plan.erases:
            leave_no_trace(connection)
    return Erased(persons=tuple(plan.persons), everything=tuple(plan.everything), narrowed=plan.narrowed)


def leave_no_trace(connection: sqlite3.Connection) -> None:
    """Write the file anew without what was deleted, and empty its log. A reader that is looking keeps the log."""
    connection.execute("VACUUM")
    connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()


def _erase(connection: sqlite3.Connection, plan: _Plan, persons: Persons, now: datetime) -> None:
    for collection in plan.everything:
        drop(connection, collection)
    for collection in plan.persons:
        _spare(connection, collection, Persons.NONE)
        books.forget_run(connection, collection)
        connection.execute(  # asked for as a whole by the next sync, which brings them back
            "UPDATE collection SET erased_at = ?, fingerprint = NULL, token = NULL, etag = NULL,"
            " generation = generation + 1 WHERE name = ?",
            (to_micros(now), collection.value),
        )
    if plan.narrowed:
        for collection in Collection:
            books.forget_run(connection, collection)
            if _spare(connection, collection, persons):
                connection.execute(
                    "UPDATE collection SET generation = generation + 1 WHERE name = ?", (collection.value,)
                )
    for collection in plan.runs:
        books.forget_run(connection, collection)
    if plan.level is not None:
        notes.write(connection, notes.PERSONS, plan.level.value)
    connection.executemany(
        "UPDATE collection SET seen_at = ? WHERE name = ?", [(to_micros(now), one.value) for one in plan.seen]
    )


def drop(connection: sqlite3.Connection, collection: Collection) -> None:
    """Leave nothing of a collection: it was never fetched. Only its generation goes on, for whoever reads meanwhile."""
    (generation,) = connection.execute(
        "SELECT generation FROM collection WHERE name = ?", (collection.value,)
    ).fetchone()
    for table in _OF_A_COLLECTION:
        connection.execute(f"DELETE FROM {table} WHERE collection = ?", (collection.value,))  # noqa: S608
    for table in (*_VIEWS[collection], heap.table(collection)):
        connection.execute(f"DELETE FROM {table}")  # noqa: S608
    if collection is Collection.PARTNERS:
        search.rebuild(connection)
    connection.execute("DELETE FROM collection WHERE name = ?", (collection.value,))
    connection.execute("INSERT INTO collection (name, generation) VALUES (?, ?)", (collection.value, generation + 1))


def _spare(connection: sqlite3.Connection, collection: Collection, persons: Persons) -> bool:
    """Rewrite the records that say more of persons than may be kept; whether there were any."""
    found, last = False, -1
    while rows := connection.execute(
        "SELECT key, id, body, hash FROM record WHERE collection = ? AND key > ?"
        " AND (instr(body, ?) OR instr(body, ?)) ORDER BY key LIMIT ?",
        (collection.value, last, *_MARKS, PIECE),
    ).fetchall():
        last = rows[-1][0]
        for key, source_id, body, stored in rows:
            values = _values(collection, body)
            spared = [spare(one, persons) for one in values]
            if spared == values:
                continue
            found = True
            anew = encode(spared)
            connection.execute(
                "UPDATE record SET body = ?, hash = ? WHERE key = ?",
                (anew, digest(anew) if digest(body) == stored else NO_HASH, key),
            )
            if collection is Collection.PARTNERS:
                (words,) = searchable([decode_partner(anew)])
                connection.execute("UPDATE partner SET search = ? WHERE id = ?", (words, source_id))
    if found and collection is Collection.PARTNERS:
        search.rebuild(connection)
    return found


def _values(collection: Collection, body: bytes) -> list[Value]:
    match collection:
        case Collection.HOURS:
            return [*decode_hours(body)]
        case Collection.PARTNERS:
            return [decode_partner(body)]
        case Collection.AGREEMENTS:
            return [decode_agreement(body)]
