"""What stands in the cells of the week grid: marks with codes where it is narrow, with names where there is room."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ...domain.values import dataclass
from ...domain.week import Band, Stay, Week
from ...present import hours as words
from ..ink import CUT, fit

HOURS = 6
"""Cells to the left of the days: the cursor's mark and the hour."""
NAMES = 14
"""Cells a day needs to show names."""
BESIDE = 2
"""Names that stand side by side; of more, the first and how many there are."""
SHORTEST = 2
"""Cells of a mark with its code, at least."""
WEEKEND = (6, 8)
"""Cells of a Saturday or Sunday at 80 columns, and from 100 on."""


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the days stand."""

    widths: tuple[int, ...]

    @classmethod
    def of(cls, width: int) -> Columns:
        weekend = WEEKEND[width >= 100]
        working = (width - HOURS - 7 - 2 * weekend) // 5
        return cls((*[working] * 5, *[weekend] * 2))

    def start(self, day: int) -> int:
        """The first cell of a day, after its line."""
        return HOURS + 1 + sum(one + 1 for one in self.widths[:day])

    def day_at(self, x: int) -> int:
        """The day a cell of the screen belongs to."""
        return max((day for day in range(len(self.widths)) if self.start(day) - 1 <= x), default=0)


def cell(week: Week, day: int, band: Band, width: int, codes: Mapping[str, str]) -> str:
    """Exactly `width` cells: who is there on a day in these hours."""
    stays = week.at(day, band)
    if not stays:
        return " " * width
    lanes = week.lanes[day]
    if width < NAMES:
        return fit(_with_codes(week, day, stays, width, codes), width)
    if lanes > BESIDE:
        return fit(_packed_names(stays, band, width), width)
    room = width // lanes
    parts = [" " * room] * lanes
    for stay in stays:
        parts[stay.lane] = _named(stay, band, room)
    return fit("".join(parts), width)


def shown_codes(week: Week, columns: Columns) -> set[str]:
    """Names whose codes stand somewhere in the week; those that are only counted do not."""
    narrow = [day for day, width in enumerate(columns.widths) if width < NAMES]
    return {words.name(stay.session.row) for day in narrow for stay in week.days[day]}


def _with_codes(week: Week, day: int, stays: Sequence[Stay], width: int, codes: Mapping[str, str]) -> str:
    if week.lanes[day] * SHORTEST <= width:
        rooms: dict[int, int] = {}
        for stay in week.days[day]:
            rooms[stay.lane] = max(rooms.get(stay.lane, 0), len(_coded(stay, codes)))
        here = {stay.lane: _coded(stay, codes) for stay in stays}
        if sum(rooms.values()) <= width:
            return "".join(here.get(lane, "").ljust(rooms[lane]) for lane in sorted(rooms))
    return _packed([_coded(stay, codes) for stay in stays[:width]], len(stays), width)


def _packed(parts: Sequence[str], count: int, width: int) -> str:
    """As many of the `count` as fit, and how many there are besides."""
    if len(parts) == count and sum(map(len, parts)) <= width:
        return "".join(parts)
    for shown in range(min(count - 1, len(parts)), 0, -1):
        text = "".join(parts[:shown])
        more = f"+{count - shown}"
        if len(text) + len(more) <= width:
            return text.ljust(width - len(more)) + more
    return f"+{count}"


def _coded(stay: Stay, codes: Mapping[str, str]) -> str:
    return words.mark(stay.session.slot) + codes[words.name(stay.session.row)]


def _packed_names(stays: Sequence[Stay], band: Band, width: int) -> str:
    if len(stays) > BESIDE:
        more = f" +{len(stays) - 1}"
        return _named(stays[0], band, width - len(more)) + more
    return "".join(_named(stay, band, width // len(stays)) for stay in stays)


def _named(stay: Stay, band: Band, room: int) -> str:
    """The name in the first of its hours, its mark alone in the others."""
    mark = words.mark(stay.session.slot)
    if stay.first not in band:
        return fit(mark, room)
    name = words.name(stay.session.row)
    short = name if len(name) <= room - 3 else name[: room - 3 - len(CUT)].rstrip() + CUT
    return fit(f"{mark} {short}", room)
