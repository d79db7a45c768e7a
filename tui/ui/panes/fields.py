"""Labelled values on a card."""

from __future__ import annotations

from collections.abc import Sequence

from ..card_lines import CardLine, Link
from ..ink import Role, fit, wrap

LABEL = 11
"""Cells for the label, its gap included; fits the longest word in all three languages."""


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
