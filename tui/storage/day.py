"""What the local copy and the book say of one day."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Sequence
from datetime import date, datetime

from ..domain.agreement import Agreement
from ..domain.calendar import Session, shifted
from ..domain.notes import Point, Question
from ..domain.pieces import Pieces, whole
from ..domain.query import HoursRow
from ..domain.today import Today, Whose, after, deadlines, finding_sittings, sessions
from .book.book import Book
from .reader import Reader

_CHANGED = "SELECT count(*) FROM partner_tally WHERE open > 0"


class DayReader:
    """Reads days. What a rule gives is worked out once per copy and date, not at every look."""

    def __init__(self, reader: Reader, book: Book) -> None:
        self._reader, self._book = reader, book
        self._worked_out: dict[tuple[date, date], tuple[Sequence[HoursRow], tuple[Session, ...]]] = {}

    def read(
        self, now: datetime, day: date, *, partners: Iterable[str] = (), municipalities: Sequence[str] = ()
    ) -> Today:
        """The day as it stands at `now` (aware). With partners or municipalities, only what concerns those."""
        reader, book = self._reader, self._book
        rows, agreements = reader.hours(), reader.agreements()
        points, questions = book.points(), book.questions()
        changed: Collection[str] = ()
        mine = Whose(everybody=True)
        if partners or municipalities:
            changed = book.unreviewed_partners()
            ids = {*_ids(rows, agreements, points, questions), *changed}
            mine = whose(reader, partners, municipalities, ids)
        near = [one for one in self._sittings(rows, *_near(day)) if _concerns(mine, one)]
        today = [one for one in near if one.slot.date <= day]
        ahead = (
            (one for one in self._sittings(rows, *after(day)) if _concerns(mine, one)) if not _left(today, now) else ()
        )
        baselines = book.baselines()
        return Today(
            now=now,
            day=day,
            sessions=sessions(today, ahead, now),
            agenda=tuple(one for one in near if one.slot.date >= day),
            deadlines=deadlines(
                (one for one in agreements if mine.concerns(party.organization_id for party in one.parties)), day
            ),
            points=tuple(one for one in points if mine.concerns([one.partner.ref.record_id])),
            questions=tuple(one for one in questions if mine.concerns(one.subject.partners)),
            changes=book.unreviewed(),
            changed_partners=book.number(_CHANGED),
            changed_mine=None if mine.everybody else sum(mine.concerns([one]) for one in changed),
            since=baselines[0].closed_at if baselines else None,
            states=reader.states(),
        )

    def ahead(self, day: date) -> Iterator[None]:
        """Have ready what `read` tells of a day, a piece at a time."""
        yield from self._reader.hours_ahead()
        yield from self._reader.agreements_ahead()
        for first, last in (_near(day), after(day)):
            yield from self._working_out(self._reader.hours(), first, last)

    def _sittings(self, rows: Sequence[HoursRow], first: date, last: date) -> tuple[Session, ...]:
        return whole(self._working_out(rows, first, last))

    def _working_out(self, rows: Sequence[HoursRow], first: date, last: date) -> Pieces[tuple[Session, ...]]:
        known = self._worked_out.get((first, last))
        if known is None or known[0] is not rows:
            found = yield from finding_sittings(rows, first, last)
            if len(self._worked_out) > 1:
                self._worked_out.clear()  # another day, or another copy
            known = self._worked_out[first, last] = rows, found
        return known[1]


def whose(reader: Reader, partners: Iterable[str], municipalities: Sequence[str], ids: Collection[str]) -> Whose:
    """Whose these partners and municipalities are, for questions about the partners with these ids."""
    return Whose(
        everybody=False,
        partners=frozenset(partners),
        municipalities=tuple(municipalities),
        codes=reader.municipalities(ids),
    )


def _near(day: date) -> tuple[date, date]:
    """What began yesterday may go on; tomorrow stands beside today where there is room."""
    return shifted(day, -1), shifted(day, 1)


def _left(today: Sequence[Session], now: datetime) -> bool:
    return any(one.slot.end > now for one in today)


def _concerns(mine: Whose, one: Session) -> bool:
    hours = one.row.hours
    return mine.concerns((hours.host_id, hours.provider_id), hours.place.municipality_code if hours.place else None)


def _ids(
    rows: Sequence[HoursRow], agreements: Sequence[Agreement], points: Sequence[Point], questions: Sequence[Question]
) -> set[str]:
    """Every partner that something of these is about."""
    found = {key for row in rows for key in (row.hours.host_id, row.hours.provider_id)}
    found |= {party.organization_id for one in agreements for party in one.parties}
    found |= {one.partner.ref.record_id for one in points}
    found |= {key for one in questions for key in one.subject.partners}
    return {key for key in found if key}
