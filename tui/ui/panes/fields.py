"""Labelled values on a card, and the lines that more than one card has."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from ...domain.agreement import Goal
from ...domain.progress import progress
from ...domain.query import HoursRow
from ...domain.recurrence import next_slot
from ...present import agreement as agreement_words
from ...present import dates
from ...present import schedule as schedule_words
from ...present.language import _
from ..ink import Role, fit, sides, wrap
from ..widgets.card import CardLine, Link

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


def hours_fields(
    rows: Sequence[HoursRow], now: datetime, width: int, named: Callable[[HoursRow], str]
) -> list[CardLine]:
    """One line per office hours, the next one first; rules without a next date last, in words."""
    coming = [(next_slot(row.hours, now), row) for row in rows]
    coming.sort(key=lambda one: (one[0] is None, one[0].start if one[0] else now))
    lines: list[CardLine] = []
    for slot, row in coming:
        when = schedule_words.next_time(slot, now) if slot else schedule_words.rule(row.hours)
        day = slot.date.isoformat() if slot else ""
        link = Link("hours", f"{row.hours.source_id}|{row.hours.id}|{day}")
        label = _("Hours") if not lines else ""
        lines += field(label, (f"{when}   {named(row)}",), width, link=link, most=1)
    return lines


def goal_lines(goals: Sequence[Goal], now: datetime, width: int) -> list[CardLine]:
    """One line per goal: its title, and to the right its numbers and how it stands."""
    lines = []
    for goal in goals:
        state = progress(goal, dates.local_date(now))
        numbers = agreement_words.numbers(state) if state.target is not None else ""
        right = f"{numbers}  {agreement_words.standing(state.standing)}".strip()
        title = ((fit(goal.title, max(width - len(right) - 4, 8)), Role.LINK),)
        lines.append(CardLine(sides((("  ", Role.PLAIN), *title), right, width - 1), Link("goals", goal.id)))
    return lines
