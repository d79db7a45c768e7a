"""Letting what was written follow its records when their ids change, or saying that they are gone."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import replace

from ...domain.agreement import Agreement
from ...domain.freshness import Collection
from ...domain.identity import Ambiguous, agreement_subject, goal_subject, hours_subject, match, partner_subject
from ...domain.notes import Subject
from ...domain.review import RecordKind, RecordRef
from ...domain.values import dataclass
from ..reader import Reader
from . import subjects
from .file import BookFile

LIKELY = 50
"""So many partners that a search finds are looked at."""

_SETTLED = "settled:{}"
_KNOWN = "SELECT value FROM meta WHERE key = ?"
_ADDED = (
    "SELECT u.kind, u.source_id, u.record_id FROM history h JOIN unit u ON u.id = h.unit"
    " WHERE h.change = 'added' AND h.seq > ?"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """Records somebody wrote about whose ids are no longer in the copy."""

    followed: int = 0
    orphaned: int = 0
    """Of those the ones that nothing has surely come instead of."""


def settle(copy: Reader, book: BookFile, instance: str) -> Settled:
    """Look for every record somebody wrote about. In a collection that was never fetched nothing is missing.

    What a record may follow to came after it: was added since the last time, or, in a copy that was fetched from
    nothing, is any record of it. Writes only what is different.
    """
    latest = book.number("SELECT max(seq) FROM history")
    since = book.number(_KNOWN, "settled")
    loaded = {one.collection for one in copy.states() if not one.never_fetched}
    anew = {one for one in loaded if book.rows(_KNOWN, _SETTLED.format(one)) != [(instance,)]}
    known = [(row[0], subjects.subject_of(row[1:])) for row in book.rows(subjects.LIVE)]
    known = [(number, one) for number, one in known if one.ref.collection in loaded]
    now = {number: current(copy, one.ref) for number, one in known}
    missing = [(number, one) for number, one in known if now[number] is None]
    fresh = [again for number, one in known if (again := _again(one, now[number])) not in (None, one)]
    if not (anew or latest != since or missing or fresh):
        return Settled()
    candidates = list(_added(copy, book, since)) if missing else []
    matched = [(number, one, _new(copy, one, candidates, anew)) for number, one in missing]
    with book.transaction() as connection:
        for again in fresh:
            if again is not None:
                subjects.ensure(connection, again)
        followed = sum(_settle_one(connection, book.now(), *each) for each in matched)
        _remember(connection, latest, anew, instance)
    return Settled(followed=followed, orphaned=len(matched) - followed)


def _again(old: Subject, now: Subject | None) -> Subject | None:
    """What is known of a record now. Names of partners that are missing for a while are not forgotten."""
    return now if now is None or len(now.keys) >= len(old.keys) else replace(now, keys=old.keys)


def _settle_one(connection: sqlite3.Connection, now: int, number: int, old: Subject, new: Subject | None) -> bool:
    if new is None:
        subjects.gone(connection, number, now)
        return False
    subjects.follow(connection, number, old, new)
    return True


def _remember(connection: sqlite3.Connection, latest: int, anew: Iterable[Collection], instance: str) -> None:
    values = [("settled", str(latest)), *((_SETTLED.format(one), instance) for one in anew)]
    connection.executemany("INSERT OR REPLACE INTO meta VALUES (?, ?)", values)


def current(copy: Reader, ref: RecordRef) -> Subject | None:
    """A record as it is in the copy now; None where it is not."""
    match ref.kind:
        case RecordKind.PARTNER:
            partner = copy.partner(ref.record_id)
            return None if partner is None else partner_subject(partner)
        case RecordKind.HOURS:
            row = copy.office_hours(ref.source_id, ref.record_id)
            return None if row is None else hours_subject(row)
        case RecordKind.AGREEMENT:
            agreement = copy.agreement(ref.record_id)
            return None if agreement is None else agreement_subject(agreement)
        case RecordKind.GOAL:
            agreement = copy.agreement(ref.source_id)
            return None if agreement is None else next((one for one in _goals(agreement) if one.ref == ref), None)


def _goals(agreement: Agreement) -> Iterator[Subject]:
    return (goal_subject(goal, agreement) for goal in agreement.goals)


def _added(copy: Reader, book: BookFile, since: int) -> Iterator[Subject]:
    """Records that came since, with the goals of agreements that did."""
    for kind, source_id, record_id in book.rows(_ADDED, since):
        ref = RecordRef(kind=RecordKind(kind), source_id=source_id, record_id=record_id)
        found = current(copy, ref)
        if found is not None:
            yield found
        agreement = copy.agreement(record_id) if ref.kind is RecordKind.AGREEMENT else None
        if agreement is not None:
            yield from _goals(agreement)


def _new(copy: Reader, old: Subject, added: list[Subject], anew: set[Collection]) -> Subject | None:
    candidates = [one for one in added if one.ref.kind is old.ref.kind]
    if old.ref.collection in anew:
        candidates = list(_anyone(copy, old))
    found = match(old.keys, candidates)
    return None if found is None or isinstance(found, Ambiguous) else replace(found, gone_at=None)


def _anyone(copy: Reader, old: Subject) -> Iterator[Subject]:
    """Every record of the kind in the copy; of partners those a search for number or name finds."""
    match old.ref.kind:
        case RecordKind.PARTNER:
            number = next((key.partition(":")[2] for key in old.keys if key.startswith("org:")), None)
            for row in copy.partners(number or old.title).window(0, LIKELY):
                partner = copy.partner(row.id)
                if partner is not None:
                    yield partner_subject(partner)
        case RecordKind.HOURS:
            yield from (hours_subject(row) for row in copy.hours())
        case RecordKind.AGREEMENT:
            yield from (agreement_subject(one) for one in copy.agreements())
        case RecordKind.GOAL:
            yield from (goal for one in copy.agreements() for goal in _goals(one))
