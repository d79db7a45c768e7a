"""All partners in an order other than that of names, a chunk at a time; by name within the same."""

from __future__ import annotations

from array import array
from collections.abc import Iterator
from datetime import date, datetime
from itertools import groupby
from operator import itemgetter

from ..domain.collation import sort_key
from ..domain.municipality import municipality_name
from ..domain.query import PartnerQuery, PartnerSort
from ..domain.recurrence import next_slot
from .codec import decode_hours, encode_plain
from .database import translated
from .narrowing import Chunk, Known, Narrowing, codes
from .session import Session

AT_ONCE = 8192
"""Rows read from an index at a time."""
LAST = "\U0010ffff"
"""Sorts behind every name."""
SESSIONS_AT_ONCE = 100
"""Records of office hours whose next dates are worked out at a time; each costs as much as a hundred rows."""

_END = (
    "SELECT p.row FROM agreement a JOIN agreement_party y ON y.agreement_id = a.id"
    " JOIN partner p ON p.id = y.organization_id WHERE a.status = 'active' AND a.valid_to >= ?"
    " GROUP BY p.row ORDER BY min(a.valid_to), p.row"
)
_CITIES = (
    "WITH RECURSIVE town (value) AS (SELECT min(city) FROM partner WHERE municipality_code IS NULL"
    " UNION ALL SELECT (SELECT min(city) FROM partner WHERE municipality_code IS NULL AND city > town.value)"
    " FROM town WHERE town.value IS NOT NULL) SELECT value FROM town WHERE value IS NOT NULL"
)
_SESSIONS = "SELECT id, body FROM record WHERE collection = 'hours' AND id > ? ORDER BY id LIMIT ?"
_ROWS_OF_IDS = "SELECT w.key, p.row FROM json_each(?) w JOIN partner p ON p.id = w.value ORDER BY w.key"


class Order:
    """The rows of all partners in one order, kept once they are read."""

    def __init__(self, chunks: Iterator[Chunk]) -> None:
        self._chunks = chunks
        self._rows = array("q")

    def chunks(self) -> Iterator[Chunk]:
        """From the start: what is kept, and then what is still to be read."""
        at = 0
        while True:
            if at < len(self._rows):
                part = self._rows[at : at + AT_ONCE]
                at += len(part)
                yield part, len(part)
                continue
            following = next(self._chunks, None)
            if following is None:
                return
            self._rows.extend(following[0])
            if at == len(self._rows):
                yield (), following[1]


def order_of(session: Session, sort: PartnerSort, now: datetime) -> Order:
    """`now` is aware; its own date is today."""
    match sort:
        case PartnerSort.MUNICIPALITY:
            return Order(_by_municipality(session))
        case PartnerSort.CHANGED:
            return Order(_by_change(session))
        case PartnerSort.NEXT_HOURS:
            return Order(_first(session, _by_next_hours(session, now)))
        case PartnerSort.AGREEMENT_END:
            return Order(_first(session, iter([(session.integers(_END, now.date().isoformat()), AT_ONCE)])))
        case PartnerSort.NAME:
            return Order(_everybody(session))


def arranged(narrowing: Narrowing, order: Order) -> Iterator[Chunk]:
    """What is chosen, in that order."""
    if not narrowing.narrows:
        yield from order.chunks()
        return
    chosen: set[int] = set()
    for rows, work in narrowing.chunks():
        chosen.update(rows)
        yield (), work
    left = len(chosen)
    for rows, work in order.chunks():
        if not left:
            return
        found = [row for row in rows if row in chosen]
        left -= len(found)
        yield found, work


def _everybody(session: Session) -> Iterator[Chunk]:
    return Narrowing(session, PartnerQuery(), date.min, (), Known(session)).chunks()


def _first(session: Session, chunks: Iterator[Chunk]) -> Iterator[Chunk]:
    """Those, and then everybody else."""
    listed: set[int] = set()
    for rows, work in chunks:
        listed.update(rows)
        yield rows, work
    for rows, work in _everybody(session):
        yield [row for row in rows if row not in listed], work


Group = tuple[str, str, tuple[object, ...]]
"""The sort key of a place, and the condition its partners meet."""


def _by_municipality(session: Session) -> Iterator[Chunk]:
    """By the name that is shown: the municipality's, for an unknown or missing number the city's."""
    groups: list[Group] = []
    unknown: list[tuple[object, object]] = [(None, city) for city in [*session.column(_CITIES), None]]
    for code in codes(session):
        name = municipality_name(code)
        if name is not None:
            groups.append((sort_key(name), "municipality_code = ?", (code,)))
        else:
            cities = session.column("SELECT DISTINCT city FROM partner WHERE municipality_code = ?", code)
            unknown += [(code, city) for city in cities]
    for number, city in unknown:
        condition = f"municipality_code IS {'NULL' if number is None else '?'} AND city IS ?"
        key = LAST if city is None else sort_key(str(city))
        groups.append((key, condition, (city,) if number is None else (number, city)))
    for _, same in groupby(sorted(groups, key=itemgetter(0)), key=itemgetter(0)):
        parts = [_along(session, where, *values) for _, where, values in same]
        if len(parts) == 1:
            yield from parts[0]
        else:  # a place that is named in several ways
            rows = sorted(row for part in parts for chunk, _ in part for row in chunk)
            yield rows, len(rows)


def _along(session: Session, where: str, *values: object) -> Iterator[Chunk]:
    last = 0
    while True:
        rows = session.integers(
            f"SELECT row FROM partner WHERE {where} AND row > ? ORDER BY row LIMIT ?",  # noqa: S608
            *values,
            last,
            AT_ONCE,
        )
        yield rows, len(rows)
        if len(rows) < AT_ONCE:
            return
        last = rows[-1]


def _by_change(session: Session) -> Iterator[Chunk]:
    """Latest first; what changed at the same moment by name; what has no date last."""
    before: object = 1 << 62
    while True:
        found = session.rows(
            "SELECT modified, row FROM partner WHERE modified < ? ORDER BY modified DESC, row LIMIT ?", before, AT_ONCE
        )
        if len(found) < AT_ONCE:
            yield [row for _, row in found], len(found)
            break
        before = found[-1][0]  # not all of that moment may be among them: they come now
        yield [row for moment, row in found if moment != before], len(found)
        yield from _along(session, "modified = ?", before)
    yield from _along(session, "modified IS ?", None)


def _by_next_hours(session: Session, now: datetime) -> Iterator[Chunk]:
    soonest: dict[str, datetime] = {}
    last = ""
    while bodies := session.rows(_SESSIONS, last, SESSIONS_AT_ONCE):
        last = bodies[-1][0]
        with translated(session.path):
            decoded = [hours for _, body in bodies for hours in decode_hours(body)]
        for one in decoded:
            slot = next_slot(one, now)
            if slot is not None:
                for partner in {one.host_id, one.provider_id} - {None}:
                    soonest[str(partner)] = min(slot.start, soonest.get(str(partner), slot.start))
        yield (), AT_ONCE
    numbers = dict(zip(soonest, (row for _, row in _rows_of(session, list(soonest))), strict=True))
    ordered = sorted((moment, numbers[key]) for key, moment in soonest.items() if numbers[key])
    yield [row for _, row in ordered], len(ordered)


def _rows_of(session: Session, ids: list[str]) -> list[tuple[int, int]]:
    """The row of each id, 0 for one that is not in the copy."""
    found = dict(session.rows(_ROWS_OF_IDS, encode_plain(ids)))
    return [(number, found.get(number, 0)) for number in range(len(ids))]
