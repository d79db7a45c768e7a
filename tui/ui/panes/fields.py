"""Labelled values on a card."""

from __future__ import annotations

from collections.abc import Sequence

from ..card_lines import CardLine, Link
from ..cellwidth import cell_len
from ..ink import Role, fit, wrap

LABEL = 11
"""Cells for the label, its gap included; a longer one pushes its own values to the right."""


def field(
    label: str,
    values: Sequence[str],
    width: int,
    *,
    link: Link | None = None,
    most: int | None = None,
    column: int = LABEL,
) -> list[CardLine]:
    """A label in its column and what it says, wrapped under itself; the first line carries the link."""
    column = max(column, cell_len(label) + 1)
    room = width - column
    lines: list[CardLine] = []
    for value in values:
        for part in wrap(value, room, most=most):
            first = not lines
            lines.append(
                CardLine(
                    ((fit(label if first else "", column), Role.PLAIN), (part, Role.LINK if link else Role.PLAIN)),
                    link if first else None,
                )
            )
    return lines
