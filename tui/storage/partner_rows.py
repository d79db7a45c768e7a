"""Partner lists that are read by window. They follow the copy: after a promotion they are worked out again."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from itertools import accumulate
from typing import Any

from ..domain.query import PartnerRow
from . import search
from .codec import encode_plain
from .moments import from_micros
from .session import Session

_COLUMNS = "p.id, p.name, p.municipality_code, p.city, p.modified"


class RankedPartners:
    """Every partner, by rank."""

    def __init__(self, session: Session) -> None:
        self._session = session
        self._read()

    def _read(self) -> None:
        self._stamp = self._session.stamp()[:2]
        blocks = self._session.rows("SELECT first, size FROM partner_block ORDER BY first")
        self._firsts = array("q", [first for first, _ in blocks])
        self._ranks = array("q", accumulate((size for _, size in blocks), initial=0))
        """Of the first partner in each block; of the end."""

    def _follow(self) -> None:
        if self._session.stamp()[:2] != self._stamp:
            self._read()

    def __len__(self) -> int:
        return int(self._ranks[-1])

    def window(self, first: int, size: int) -> Sequence[PartnerRow]:
        with self._session.snapshot():
            self._follow()
            if not self._firsts:
                return []
            block = min(bisect_right(self._ranks, max(first, 0)), len(self._firsts)) - 1
            rows = self._session.rows(
                f"SELECT {_COLUMNS} FROM partner p WHERE p.row >="  # noqa: S608
                " (SELECT row FROM partner WHERE row >= ? ORDER BY row LIMIT 1 OFFSET ?) ORDER BY p.row LIMIT ?",
                self._firsts[block],
                max(first, 0) - self._ranks[block],
                max(size, 0),
            )
            return _with_counts(self._session, rows)

    def index_of(self, key: str) -> int | None:
        with self._session.snapshot():
            self._follow()
            found = self._session.column("SELECT row FROM partner WHERE id = ?", key)
            if not found:
                return None
            block = bisect_right(self._firsts, found[0]) - 1
            before = "SELECT count(*) FROM partner WHERE row >= ? AND row < ?"
            return int(self._ranks[block] + self._session.column(before, self._firsts[block], found[0])[0])


class FoundPartners:
    """The partners a text finds: eight bytes each, whatever their number."""

    def __init__(self, session: Session, text: str) -> None:
        self._session = session
        self._text = text
        self._read()

    def _read(self) -> None:
        self._stamp = self._session.stamp()[:2]
        self._rows: array[int] = search.find(self._session, self._text) or array("q")

    def _follow(self) -> None:
        if self._session.stamp()[:2] != self._stamp:
            self._read()

    def __len__(self) -> int:
        return len(self._rows)

    def window(self, first: int, size: int) -> Sequence[PartnerRow]:
        with self._session.snapshot():
            self._follow()
            wanted = self._rows[max(first, 0) : max(first, 0) + max(size, 0)].tolist()
            rows = self._session.rows(
                f"SELECT {_COLUMNS} FROM json_each(?) w JOIN partner p ON p.row = w.value ORDER BY p.row",  # noqa: S608
                encode_plain(wanted),
            )
            return _with_counts(self._session, rows)

    def index_of(self, key: str) -> int | None:
        with self._session.snapshot():
            self._follow()
            found = self._session.column("SELECT row FROM partner WHERE id = ?", key)
        if not found:
            return None
        place = bisect_left(self._rows, found[0])
        return place if place < len(self._rows) and self._rows[place] == found[0] else None


def _with_counts(session: Session, rows: list[tuple[Any, ...]]) -> Sequence[PartnerRow]:
    counts = {
        key: (agreements, goals, achieved)
        for key, agreements, goals, achieved in session.rows(
            "SELECT organization_id, count(*), sum(goals), sum(achieved) FROM agreement_party"
            " WHERE organization_id IN (SELECT value FROM json_each(?)) GROUP BY organization_id",
            encode_plain([row[0] for row in rows]),
        )
    }
    found = []
    for key, name, municipality_code, city, modified in rows:
        agreements, goals, achieved = counts.get(key, (0, 0, 0))
        found.append(
            PartnerRow(
                id=key,
                name=name,
                municipality_code=municipality_code,
                city=city,
                agreements=agreements,
                goals=goals,
                goals_achieved=achieved,
                last_modified=from_micros(modified),
            )
        )
    return found
