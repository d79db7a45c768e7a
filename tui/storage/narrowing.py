"""Which partners a query chooses, found a stretch of rows at a time, in row order.

Every condition is a question SQLite answers for rows within bounds, or a set of rows known beforehand. A stretch is a
run of blocks, so the work for one is bounded however many partners there are and however many of them are chosen.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Iterable, Iterator, Sequence
from datetime import date, timedelta

from ..domain.query import PartnerFilter, PartnerQuery
from . import search
from .codec import encode_plain
from .search import Question
from .session import Session, Stamp

Chunk = tuple[Iterable[int], int]
"""Rows in order, and how much work it was to find them, in rows looked at."""

FIRST_BLOCKS = 8
MOST_BLOCKS = 64
WORK = 4096
"""Rows a stretch should bring: while it brings fewer the next one is longer, and shorter where it brings more."""
ASKING = 64
"""What a question costs by itself, in rows."""

MOST_KNOWN = 8
"""Sets kept at a time."""

END = 1 << 62
COUNTY_DIGITS = 2

_ALL = Question("SELECT row FROM partner WHERE row >= ? AND row < ? ORDER BY row")
_UNREACHABLE = Question("SELECT row FROM partner WHERE reachable = 0 AND row >= ? AND row < ? ORDER BY row")
_IN_MUNICIPALITIES = (
    "SELECT row FROM partner WHERE municipality_code IN (SELECT value FROM json_each(?)) AND row >= ? AND row < ?"
    " ORDER BY row"
)
_OF_IDS = "SELECT row FROM partner WHERE id IN (SELECT value FROM json_each(?)) ORDER BY row"
_WITH_AGREEMENT = (
    "SELECT DISTINCT p.row FROM agreement a JOIN agreement_party y ON y.agreement_id = a.id"
    " JOIN partner p ON p.id = y.organization_id WHERE a.status = 'active' AND {ends} ORDER BY p.row"
)
_STILL_VALID = _WITH_AGREEMENT.format(ends="(a.valid_to IS NULL OR a.valid_to >= ?)")
_ENDS_BETWEEN = _WITH_AGREEMENT.format(ends="a.valid_to BETWEEN ? AND ?")
_CODES = (
    "WITH RECURSIVE code (value) AS (SELECT min(municipality_code) FROM partner WHERE municipality_code >= ?"
    " UNION ALL SELECT (SELECT min(municipality_code) FROM partner WHERE municipality_code > code.value)"
    " FROM code WHERE code.value < ?) SELECT value FROM code WHERE value < ?"
)


def codes(session: Session, beginning: str = "") -> list[str]:
    """The municipality codes in use that begin so; found along the index, whatever the number of partners."""
    after = beginning + "\U0010ffff"
    return [str(code) for code in session.column(_CODES, beginning, after, after)]


class Known:
    """Sets of rows that conditions stand for, kept while the copy is the same: the next letter typed needs them too."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._stamp: Stamp | None = None
        self._rows: dict[tuple[str, ...], array[int]] = {}

    def rows(self, sql: str, *parameters: str) -> array[int]:
        stamp = self._session.stamp()
        if stamp != self._stamp or len(self._rows) > MOST_KNOWN:
            self._stamp, self._rows = stamp, {}
        if (sql, *parameters) not in self._rows:
            self._rows[(sql, *parameters)] = self._session.integers(sql, *parameters)
        return self._rows[(sql, *parameters)]


class Narrowing:
    """A query's conditions at one state of the copy. `today` is the local date agreements are held against."""

    def __init__(
        self, session: Session, query: PartnerQuery, today: date, not_reviewed: Sequence[str], known: Known
    ) -> None:
        self._session = session
        self._known = known
        self._questions: list[Question] = []
        self._only: list[array[int]] = []
        self._apart_from: list[array[int]] = []
        self._named = array("q")
        self._belongs: int | None = None
        """Which question may also be met by being one of the `_named`."""
        self._questions += search.questions(session, f"{query.filter.text} {query.text}")
        self._belonging(query.filter)
        self._agreed(query.filter, today)
        if query.filter.without_contact:
            self._questions.append(_UNREACHABLE)
        if query.filter.not_reviewed:
            self._only.append(self._of_ids(not_reviewed))

    @property
    def narrows(self) -> bool:
        return bool(self._questions or self._only or self._apart_from)

    def _of_ids(self, ids: Sequence[str]) -> array[int]:
        return self._known.rows(_OF_IDS, encode_plain(ids))

    def _belonging(self, wanted: PartnerFilter) -> None:
        if not wanted.municipalities and not wanted.partners:
            return
        self._named = self._of_ids(wanted.partners)
        counties = [one for one in wanted.municipalities if len(one) == COUNTY_DIGITS]
        inside = {code for county in counties for code in codes(self._session, county)}
        self._questions.append(
            Question(_IN_MUNICIPALITIES, ((encode_plain(sorted(inside.union(wanted.municipalities))),),))
        )
        self._belongs = len(self._questions) - 1

    def _agreed(self, wanted: PartnerFilter, today: date) -> None:
        if wanted.without_agreement:
            self._apart_from.append(self._known.rows(_STILL_VALID, today.isoformat()))
        if wanted.expiring_days is not None:
            last = today + timedelta(days=wanted.expiring_days)
            self._only.append(self._known.rows(_ENDS_BETWEEN, today.isoformat(), last.isoformat()))

    def chunks(self) -> Iterator[Chunk]:
        """Everything that is chosen, stretch by stretch."""
        if self._only and not self._questions:
            yield self._within([], 0, END), len(self._only[0])
            return
        firsts = self._session.integers("SELECT first FROM partner_block ORDER BY first")
        questions = self._questions or [_ALL]
        at, blocks = 0, FIRST_BLOCKS
        while at < len(firsts):
            end = firsts[at + blocks] if at + blocks < len(firsts) else END
            answers = [self._session.integers(one.sql, *one.within(firsts[at], end)) for one in questions]
            work = max(len(one) for one in answers)
            yield self._within(answers, firsts[at], end), work + ASKING * len(answers)
            at += blocks
            blocks = min(blocks * 4, MOST_BLOCKS) if work * 4 < WORK else max(blocks // 2, 1) if work > WORK else blocks

    def _within(self, answers: list[array[int]], first: int, end: int) -> Iterable[int]:
        if self._belongs is not None and (named := _cut(self._named, first, end)):
            answers[self._belongs] = array("q", sorted({*answers[self._belongs], *named}))
        found = [*answers, *(_cut(one, first, end) for one in self._only)]
        without = [left for one in self._apart_from if (left := _cut(one, first, end))]
        if len(found) == 1 and not without:
            return found[0]
        found.sort(key=len)
        return sorted(set(found[0]).intersection(*found[1:]).difference(*without))


def _cut(rows: array[int], first: int, end: int) -> array[int]:
    """The part of ordered rows that lies within bounds."""
    return rows[bisect_left(rows, first) : bisect_left(rows, end)]
