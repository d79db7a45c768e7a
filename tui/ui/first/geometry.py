"""Where the parts of the main screen stand when it opens: what `screens/main.tcss` says, in numbers."""

from __future__ import annotations

from typing import Final

from ...domain.values import dataclass

ABOVE, BELOW = 4, 3
"""Fixed rows over and under a pane."""
NARROW, WIDE, LOW = 60, 100, 20
"""Columns from which list and card fit over each other, and beside each other; rows from which both fit at all."""
CARD_ROWS: Final = {"hours": 5, "goals": 5, "changes": 5, "sync": 10}
"""Rows of the card below the list, where they are not `CARD`."""
CARD: Final = 8
ALONE: Final = ("today",)
"""Panes whose card is on the screen only where there is room beside the list."""
ACROSS: Final = ("goals",)
"""Panes whose card stands below the list also where there is room beside it."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle of cells."""

    x: int
    y: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Geometry:
    """The parts of one pane."""

    rows: Box
    """Column titles in its first line, the list below them."""
    divider: int | None
    """The line between list and card, where one stands over the other."""
    card: Box | None


def geometry(pane: str, width: int, height: int) -> Geometry:
    """Of a pane whose card was not opened, on a screen of that size."""
    space = max(height - ABOVE - BELOW, 1)
    if width < NARROW or (pane in ALONE and width < WIDE) or (height < LOW and (width < WIDE or pane in ACROSS)):
        return Geometry(Box(0, ABOVE, width, space), None, None)
    if width >= WIDE and pane not in ACROSS:
        part = width * 60 // 100
        beside = Box(part, ABOVE, width - part, space) if height >= LOW else None
        return Geometry(Box(0, ABOVE, part, space), None, beside)
    card = space * 40 // 100 if width >= WIDE else CARD_ROWS.get(pane, CARD)
    rows = max(space - card - 1, 0)
    return Geometry(
        Box(0, ABOVE, width, rows), ABOVE + rows, Box(0, ABOVE + rows + 1, width, min(card, space - rows - 1))
    )
