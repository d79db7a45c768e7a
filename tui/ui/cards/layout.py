"""Two columns on one card, where there is room for them."""

from __future__ import annotations

from collections.abc import Sequence

from ..card_lines import CardLine, blank
from ..cellwidth import cell_len
from ..ink import Role, Span, fit

TWO_COLUMNS = 98
"""Cells of card from which its parts stand beside each other."""
EDGE = " | "


def beside(left: Sequence[CardLine], right: Sequence[CardLine], width: int) -> list[CardLine]:
    """Left lines in `width` cells with the right ones next to them.

    A line leads to one place only: where both sides have a link, the right one moves down to the next free line.
    """
    waiting = list(right)
    lines = [_joined(one, waiting, width) for one in left]
    while waiting:
        lines.append(_joined(blank(), waiting, width))
    return lines


def _joined(left: CardLine, waiting: list[CardLine], width: int) -> CardLine:
    taken = blank()
    if waiting and not (left.link and waiting[0].link):
        taken = waiting.pop(0)
    return CardLine((*_fitted(left.spans, width), (EDGE, Role.PLAIN), *taken.spans), left.link or taken.link)


def _fitted(spans: Sequence[Span], width: int) -> list[Span]:
    """Spans in exactly `width` cells."""
    fitted: list[Span] = []
    used = 0
    for text, role in spans:
        room = width - used
        if room <= 0:
            break
        shown = text if cell_len(text) <= room else fit(text, room)
        fitted.append((shown, role))
        used += cell_len(shown)
    return [*fitted, (" " * (width - used), Role.PLAIN)]
