"""Lines about other records that more than one card has: office hours, goals, agreements."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime

from ...domain.agreement import Agreement, Goal
from ...domain.goal_order import DEVIATIONS
from ...domain.progress import progress
from ...domain.query import HoursRow
from ...domain.recurrence import next_slot
from ...present import agreement as agreement_words
from ...present import dates
from ...present import schedule as schedule_words
from ...present.language import _
from ..card_lines import CardLine, Link, hours_link
from ..ink import Role, Span, fit, sides
from ..panes.fields import field
from ..panes.listing import cells

TABLE = 64
"""Cells from which goals have their columns: numbers, bar, standing and due date."""
BAR = 10
MOVED = 6
"""Cells for what a number did."""


def hours_fields(
    rows: Sequence[HoursRow],
    now: datetime,
    width: int,
    named: Callable[[HoursRow], str],
    most: int | None = None,
) -> list[CardLine]:
    """One line per office hours, the next one first; rules without a next date last, in words.

    Of more than `most` the rest is only counted.
    """
    coming = [(next_slot(row.hours, now), row) for row in rows]
    coming.sort(key=lambda one: (one[0] is None, one[0].start if one[0] else now))
    lines: list[CardLine] = []
    for slot, row in coming:
        when = schedule_words.next_time(slot, now) if slot else schedule_words.rule(row.hours)
        link = hours_link(row.hours.source_id, row.hours.id, slot.date if slot else None)
        label = _("Hours") if not lines else ""
        if len(lines) == most:
            return [*lines, *field("", (_("and {count} more").format(count=len(coming) - most),), width, link=link)]
        lines += field(label, (f"{when}   {named(row)}",), width, link=link, most=1)
    return lines


def goal_lines(
    goals: Sequence[Goal],
    now: datetime,
    width: int,
    *,
    numbered: bool = False,
    moved: Callable[[Goal], str] | None = None,
) -> list[CardLine]:
    """One line per goal: its title, and to the right its numbers, how it stands, and with room bar and due date.

    `numbered` as the change journal counts the goals of an agreement; `moved` says what a number did since the last
    review, where there was one.
    """
    return [_goal_line(goal, f"{at} " if numbered else "", now, width, moved) for at, goal in enumerate(goals, start=1)]


def _goal_line(
    goal: Goal, number: str, now: datetime, width: int, moved: Callable[[Goal], str] | None = None
) -> CardLine:
    today = dates.local_date(now)
    state = progress(goal, today)
    numbers = agreement_words.numbers(state) if state.target is not None else ""
    standing = agreement_words.standing(state.standing)
    link = Link("goals", goal.id)
    if width < TABLE:
        right = f"{numbers}  {standing}".strip()
        title: Span = (fit(number + goal.title, max(width - len(right) - 4, 8)), Role.LINK)
        return CardLine(sides((("  ", Role.PLAIN), title), right, width - 1), link)
    role = Role.ALARM if state.standing in DEVIATIONS else Role.PLAIN
    due = dates.day_with_year(goal.due_date) if goal.due_date else "-"
    counted = state.target is not None  # else there is nothing to count, and the title may have the room
    rest = cells(
        (
            (numbers, -9 if counted else 0, Role.PLAIN),
            (agreement_words.bar(state, BAR), BAR if counted else 0, Role.PLAIN),
            (standing, 13, role),
            (due, -10, Role.PLAIN),
            (moved(goal) if moved else "", -MOVED if moved else 0, Role.PLAIN),
        )
    )
    room = width - sum(len(words) for words, _role in rest) - 3
    return CardLine((("  ", Role.PLAIN), (fit(number + goal.title, room), Role.LINK), (" ", Role.PLAIN), *rest), link)


def agreement_lines(agreements: Sequence[Agreement], now: datetime, width: int) -> list[CardLine]:
    """One line per agreement: title, status, and how long it holds where that is stated."""
    today = dates.local_date(now)
    lines = []
    for one in agreements:
        right = agreement_words.holds(one, today)
        title: Span = (fit(one.title, max(width - len(right) - 4, 8)), Role.LINK)
        lines.append(CardLine(sides((("  ", Role.PLAIN), title), right, width - 1), Link("agreements", one.id)))
    return lines
