"""Row 3 while a record is open or was reached along links: the way to it, and back."""

from __future__ import annotations

from collections.abc import Sequence

from ..cellwidth import cell_len
from ..ink import CUT, Span, fit, plain, sides

BETWEEN = " > "
LEAST = 12
"""Cells a name on the way keeps before names are left out."""


def breadcrumb(start: str, names: Sequence[str], right: str, width: int) -> Sequence[Span]:
    """`Partnere > Kirkens Bymisjon > Møteplassen i Mosjøen      2 av 13`; the last name is where one is.

    Where they do not all fit, those in between are shortened, the first ones left out, and the last gets what is left.
    """
    room = width - 3 - (cell_len(right) + 1 if right else 0)
    shown = [name for name in names if name]
    return sides(plain(" " + _fitted(start, shown, room)), right, width - 1)


def _fitted(start: str, names: list[str], room: int) -> str:
    for dropped in range(len(names)):
        *between, last = names[dropped:]
        head = [start, *([CUT] if dropped else []), *(_short(name, LEAST) for name in between)]
        left = room - cell_len(BETWEEN.join([*head, ""]))
        if left < min(cell_len(last), 2 * LEAST) and between:
            continue
        spare = max(left - cell_len(last), 0)
        longer = [_short(name, LEAST + spare // len(between)) for name in between] if between else []
        return BETWEEN.join([*head[: len(head) - len(between)], *longer, _short(last, max(left, LEAST))])
    return start


def _short(name: str, most: int) -> str:
    return name if cell_len(name) <= most else fit(name, most)
