"""Where everything stands in the week grid: which hours are in sight on which line, which codes, which legend."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ...domain.codes import codes
from ...domain.values import dataclass
from ...domain.week import Band, Week, bands
from ...present import hours as words
from ...present.language import _
from ..ink import fit
from .week_cells import Columns, shown_codes

LEGEND = 4
"""Lines kept for the legend, as far as it needs them."""


@dataclass(frozen=True, slots=True)
class Block:
    """One week on the screen."""

    week: Week
    bands: tuple[Band, ...]
    top: int
    """First band in sight."""
    room: int
    """Bands in sight, at most."""
    y: int
    """Line of the first band."""

    def line(self, band: Band) -> int:
        """The line a band in sight stands on."""
        return self.y + self.bands.index(band) - self.top

    def showing(self, band: Band) -> Block:
        """With a band in sight, a page of bands at a time."""
        if len(self.bands) <= self.room:
            return self
        page = self.bands.index(band) // self.room * self.room
        return replace(self, top=min(page, len(self.bands) - self.room))


@dataclass(frozen=True, slots=True)
class Picture:
    """Where everything stands, for one size."""

    columns: Columns
    blocks: tuple[Block, ...]
    codes: dict[str, str]
    legend: tuple[str, ...]
    rule: int
    """Line between the hours and the legend."""


def arranged(weeks: Sequence[Week], width: int, height: int) -> Picture:
    """The weeks arranged in so many columns and lines."""
    columns = Columns.of(width)
    names = set().union(*(shown_codes(week, columns) for week in weeks))
    table = dict(codes(names))
    legend = _legend(weeks, table, width)
    frame = 2 * len(weeks)  # the days of each week, a title above the second, a line below the last
    free = height - frame - min(LEGEND, len(legend))
    share = max(free // len(weeks), 1)
    rows = [bands(week, share) for week in weeks]
    blocks, y = [], 1
    for number, week in enumerate(weeks):
        left = free - sum(min(len(one), share) for one in rows) + min(len(rows[number]), share)
        room = max(left if len(weeks) == 1 else share, 1)
        blocks.append(Block(week, rows[number], 0, room, y))
        y += min(len(rows[number]), room) + 2
    rule = y - 2
    return Picture(columns, tuple(blocks), table, _cut(legend, height - rule - 1, width - 1), rule)


def _legend(weeks: Sequence[Week], table: dict[str, str], width: int) -> tuple[str, ...]:
    """Codes with their names in columns, then the marks."""
    slots = (session.slot for week in weeks for session in week.sessions)
    marks = "   ".join(f"{mark} {word}" for mark, word in words.marks_legend(slots))
    by_code = sorted(table.items(), key=lambda one: one[1])
    across = width // 26
    room = (width - 2) // across
    told = [fit(f"{code:<3} {name}", room - 1) + " " for name, code in by_code]
    lines = ["".join(told[at : at + across]).rstrip() for at in range(0, len(told), across)]
    return (marks, *lines)


def _cut(lines: Sequence[str], room: int, width: int) -> tuple[str, ...]:
    """As many lines as there is room for; the last one says how many are missing."""
    if len(lines) <= room or room < 1:
        return tuple(lines[: max(room, 0)])
    more = "  " + _("+{count} more lines").format(count=len(lines) - room)
    return (*lines[: room - 1], fit(lines[room - 1], width - len(more)) + more)
