"""What a sync brings a collection to, as steps that are taken together in one transaction."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from dataclasses import field
from datetime import datetime

from ..domain.freshness import Collection
from ..domain.notes import Finding
from ..domain.values import dataclass
from . import books, heap, journal, staging
from .books import Kind, Run
from .codec import encode
from .incoming import Changeset, CollectedRecord
from .moments import to_micros
from .promotion import Counts, leave_newer, load, promote


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A run that was read to its end, and what was decided about it."""

    run: Run
    full_due: datetime
    """When the collection must be read as a whole again at the latest."""
    watermark: datetime | None
    etag: str | None = None
    deleted: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What the change feed said of the collections that stand at one position."""

    changes: Mapping[Collection, Changeset]
    before: str
    """The position it was asked from."""
    asked_at: datetime
    """When the feed was asked (aware, UTC)."""
    token: str
    whole: bool = True
    """False: more is to come, and the check is not complete yet."""
    earlier: Mapping[Collection, Counts] = field(default_factory=dict)
    """What came before in this sync."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Same:
    """The source vouched for what is visible by its validator."""

    run: Run
    server_time: datetime | None


Step = Ready | Told | Same

_RECORDS = "SELECT count(*) FROM record WHERE collection = collection.name"


def take(connection: sqlite3.Connection, step: Step, now: datetime) -> dict[Collection, Counts]:
    """Counts by collection; nothing, and nothing changed, where another sync has gone on with it."""
    match step:
        case Told():
            return _told(connection, step, now)
        case Ready():
            return {step.run.collection: _ready(connection, step, now)} if _ours(connection, step.run) else {}
        case Same():
            return {step.run.collection: _same(connection, step, now)} if _ours(connection, step.run) else {}


def _ours(connection: sqlite3.Connection, run: Run) -> bool:
    return bool(
        connection.execute(
            "SELECT 1 FROM collection WHERE name = ? AND run = ?", (run.collection.value, run.fence)
        ).fetchone()
    )


def _ready(connection: sqlite3.Connection, step: Ready, now: datetime) -> Counts:
    run = step.run
    name = run.collection.value
    full = run.kind is Kind.FULL
    book = books.read_book(connection, run.collection)
    if full:
        connection.execute("DELETE FROM rejected WHERE collection = ? AND pass IS NULL", (name,))
    else:
        connection.execute(
            "DELETE FROM rejected WHERE collection = ? AND pass IS NULL AND id IN"
            " (SELECT id FROM stage WHERE collection = ?1 UNION SELECT id FROM rejected"
            " WHERE collection = ?1 AND pass IS NOT NULL)",
            (name,),
        )
        leave_newer(connection, run.collection)
    if full:
        heap.settle(connection, run, step.deleted)
    if full and _never_had(connection, run):
        counts = load(connection, run.collection)
    else:
        heap.stage_different(connection, run.collection)
        counts = promote(
            connection, run.collection, step.deleted, at=_micros(now), persons=book.fingerprint == run.fingerprint
        )
    connection.execute("UPDATE rejected SET pass = NULL WHERE collection = ?", (name,))
    connection.execute(
        "UPDATE collection SET fingerprint = ?, token = ?, full_at = CASE WHEN ? THEN ? ELSE full_at END, full_due = ?,"
        " watermark = ?, server_time = coalesce(?, server_time), etag = ? WHERE name = ?",
        (
            run.fingerprint,
            run.token,
            full,
            _micros(run.started_at),
            _micros(step.full_due),
            to_micros(step.watermark),
            to_micros(run.server_time),
            step.etag,
            name,
        ),
    )
    _close_books(connection, run.collection, counts, checked=run.started_at, now=now)
    books.forget_run(connection, run.collection)
    if full:
        connection.execute("UPDATE collection SET erased_at = NULL WHERE name = ?", (name,))
    return counts


def _never_had(connection: sqlite3.Connection, run: Run) -> bool:
    live = connection.execute("SELECT 1 FROM record WHERE collection = ? LIMIT 1", (run.collection.value,)).fetchone()
    return live is None and books.read_book(connection, run.collection).completed_at is None


def _told(connection: sqlite3.Connection, step: Told, now: datetime) -> dict[Collection, Counts]:
    counts: dict[Collection, Counts] = {}
    for collection, changeset in step.changes.items():
        moved = connection.execute(
            "UPDATE collection SET token = ?, etag = NULL WHERE name = ? AND token = ?",
            (step.token, collection.value, step.before),
        ).rowcount
        if moved:
            fresh = _apply(connection, collection, changeset, now)
            counts[collection] = fresh.plus(step.earlier.get(collection, Counts()))
            _close_books(
                connection, collection, counts[collection], checked=step.asked_at if step.whole else None, now=now
            )
    return counts


def _apply(connection: sqlite3.Connection, collection: Collection, changeset: Changeset, now: datetime) -> Counts:
    books.forget_run(connection, collection)
    staging.stage(connection, collection, 1, changeset.records)
    counts = promote(connection, collection, changeset.deleted, at=_micros(now))
    understood = [(collection.value, one.id) for one in changeset.records]
    settled = understood + [(collection.value, one) for one in changeset.deleted]
    connection.executemany("DELETE FROM rejected WHERE collection = ? AND id = ?", settled)
    staging.set_aside(connection, collection, None, changeset.rejected)
    books.forget_run(connection, collection)
    return counts


def _same(connection: sqlite3.Connection, step: Same, now: datetime) -> Counts:
    connection.execute(
        "UPDATE collection SET completed_at = ?, attempted_at = ?, error = NULL, added = 0, changed = 0, removed = 0,"
        " server_time = coalesce(?, server_time), seen_at = NULL WHERE name = ?",
        (_micros(step.run.started_at), _micros(now), to_micros(step.server_time), step.run.collection.value),
    )
    books.forget_run(connection, step.run.collection)
    return Counts()


def _close_books(
    connection: sqlite3.Connection, collection: Collection, counts: Counts, *, checked: datetime | None, now: datetime
) -> None:
    """State after a promotion, of a complete check where `checked` says when. The generation moves with the rows."""
    name = collection.value
    ended = None if checked is None else _micros(now)
    (records,) = connection.execute("SELECT count(*) FROM record WHERE collection = ?", (name,)).fetchone()
    rows = records
    if collection is Collection.HOURS:  # what people count are the sessions
        (rows,) = connection.execute("SELECT count(*) FROM office_hours").fetchone()
    connection.execute(
        "UPDATE collection SET generation = generation + (generation = 0 OR (SELECT count(*) FROM touched)"
        " + (SELECT count(*) FROM gone) > 0), records = ?, rows = ?, completed_at = coalesce(?, completed_at),"
        " seen_at = CASE WHEN ? IS NULL THEN seen_at END,"
        " attempted_at = coalesce(?, attempted_at), error = CASE WHEN ? IS NULL THEN error END,"
        " added = ?, changed = ?, removed = ?,"
        " rejected = (SELECT count(*) FROM rejected WHERE collection = ? AND pass IS NULL)"
        " WHERE name = ?",
        (
            records,
            rows,
            to_micros(checked),
            ended,
            ended,
            ended,
            counts.added,
            counts.changed,
            counts.removed,
            name,
            name,
        ),
    )


def refresh(connection: sqlite3.Connection, record: CollectedRecord, fingerprint: str, now: datetime) -> Finding:
    """Compare one record with the visible copy and switch it over, unless that is in the hands of a run."""
    collection, name = record.collection, record.collection.value
    found = connection.execute(
        "SELECT body, modified FROM record WHERE collection = ? AND id = ?", (name, record.id)
    ).fetchone()
    modified = to_micros(record.last_modified)
    if found is None:
        finding = Finding.NEW
    elif None not in (found[1], modified) and modified < found[1]:  # a lagging replica answered
        return Finding.UNCHANGED
    else:
        different = any(True for _ in journal.differences(found[0], encode(record.values)))
        finding = Finding.CHANGED if different else Finding.UNCHANGED
    book = books.read_book(connection, collection)
    if book.completed_at is None or book.run is not None or book.fingerprint != fingerprint:
        return finding
    staging.stage(connection, collection, 1, [record])
    leave_newer(connection, collection)
    promote(connection, collection, (), at=_micros(now))
    books.forget_run(connection, collection)
    rows = "SELECT count(*) FROM office_hours" if collection is Collection.HOURS else _RECORDS
    connection.execute(
        f"UPDATE collection SET etag = NULL, records = ({_RECORDS}), rows = ({rows}),"  # noqa: S608 - our own names
        " generation = generation + ((SELECT count(*) FROM touched) > 0) WHERE name = ?",
        (name,),
    )
    return finding


def _micros(moment: datetime) -> int:
    value = to_micros(moment)
    assert value is not None  # noqa: S101 - only None gives None
    return value
