"""Partner lists that are read by window. They follow the copy: after a promotion they are worked out again."""

from __future__ import annotations

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from itertools import accumulate
from math import inf
from time import perf_counter
from typing import Any

from ..domain.query import PartnerRow
from .codec import encode_plain
from .moments import from_micros
from .narrowing import Chunk
from .session import Session

AT_FIRST, SECONDS_AT_FIRST = 24_000, 0.006
"""Rows looked at before the first window is shown, and for how long; in a small copy that is all there are."""
AT_A_TIME, SECONDS_AT_A_TIME = 8_000, 0.003
"""The same for every time after that."""
LARGE = 32
"""Blocks of partners from which on time counts."""

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

    @property
    def complete(self) -> bool:
        return True

    def read_on(self) -> None:
        """Nothing is missing."""

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


class ChosenPartners:
    """The partners a query chooses, in its order: eight bytes each, whatever their number.

    Found a chunk at a time: at first a few thousand rows are looked at, and `read_on` looks at the next ones. After a
    promotion it begins anew.
    """

    def __init__(self, session: Session, chunks: Callable[[], Iterator[Chunk]], *, by_row: bool) -> None:
        self._session = session
        self._chunks = chunks
        self._by_row = by_row
        self._begin()

    def _begin(self) -> None:
        self._stamp = self._session.stamp()
        self._rows = array("q")
        self._coming = self._chunks()
        self.complete = False
        self._advance(AT_FIRST, SECONDS_AT_FIRST)

    def _advance(self, most: int, seconds: float) -> None:
        """Time counts only where there are so many partners that it could be long."""
        large = len(self._session.column("SELECT 1 FROM partner_block LIMIT ?", LARGE)) == LARGE
        late = perf_counter() + (seconds if large else inf)
        work = 0
        while not self.complete and work < most and perf_counter() < late:
            work += self._step()

    def _step(self) -> int:
        following = next(self._coming, None)
        if following is None:
            self.complete = True
            return 0
        self._rows.extend(following[0])
        return following[1]

    def _follow(self) -> None:
        if self._session.stamp() != self._stamp:
            self._begin()

    def read_on(self) -> None:
        with self._session.snapshot():
            self._follow()
            self._advance(AT_A_TIME, SECONDS_AT_A_TIME)

    def __len__(self) -> int:
        return len(self._rows)

    def window(self, first: int, size: int) -> Sequence[PartnerRow]:
        with self._session.snapshot():
            self._follow()
            wanted = self._rows[max(first, 0) : max(first, 0) + max(size, 0)].tolist()
            rows = self._session.rows(
                f"SELECT {_COLUMNS} FROM json_each(?) w JOIN partner p ON p.row = w.value ORDER BY w.key",  # noqa: S608
                encode_plain(wanted),
            )
            return _with_counts(self._session, rows)

    def index_of(self, key: str) -> int | None:
        with self._session.snapshot():
            self._follow()
            found = self._session.column("SELECT row FROM partner WHERE id = ?", key)
        if not found:
            return None
        if not self._by_row:
            with suppress(ValueError):
                return self._rows.index(found[0])
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
