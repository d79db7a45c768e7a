"""The card of a goal, and of an agreement as the heading of its goals."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import date, datetime

from ...domain.agreement import Action, Agreement, Goal, Indicator, Progress
from ...domain.goal_order import LATENESS
from ...domain.progress import progress
from ...domain.query import GoalRow
from ...domain.series import Series, series
from ...present import agreement as agreement_words
from ...present import dates
from ...present import series as series_words
from ...present.language import _
from ..card_lines import CardLine, Link, heading, text
from ..ink import Role, fit, unbroken, wrap
from ..panes.fields import field
from .layout import EDGE, TWO_COLUMNS, beside
from .reviewed import Reviewed, review_lines

FACTS = 58
"""Cells for what is said of a goal where its numbers stand beside it."""
THREE_COLUMNS = 114
"""Cells of card from which facts, numbers and review each have a column."""
NARROW_FACTS, SERIES = 47, 37
MOST_REPORTS = 8
"""Numbers listed one by one; a longer series is also drawn as one line."""
DATE = 12


def goal_card(row: GoalRow, now: datetime, width: int, known: Reviewed | None = None) -> list[CardLine]:
    """The goal in full: how it stands, whose it is, what is to be done, its numbers over time, and its review."""
    today = dates.local_date(now)

    def said(room: int) -> list[CardLine]:
        return [*_facts(row, now, room), *_actions(row.goal.actions, today, room)]

    def review(room: int) -> list[CardLine]:
        return review_lines(known, row.agreement, row.goal, now, room) if known else []

    indicators = row.goal.indicators
    if width >= THREE_COLUMNS and indicators and known:
        inner = beside(said(NARROW_FACTS), numbers(indicators, today, SERIES), NARROW_FACTS)
        taken = NARROW_FACTS + len(EDGE) + SERIES
        return beside(inner, review(width - taken - len(EDGE)), taken)
    if width >= TWO_COLUMNS and (indicators or known):
        rest = width - FACTS - len(EDGE)
        return beside(said(FACTS), [*numbers(indicators, today, rest), *review(rest)], FACTS)
    return [*said(width), *numbers(indicators, today, width), *review(width)]


def _facts(row: GoalRow, now: datetime, width: int) -> list[CardLine]:
    goal, today = row.goal, dates.local_date(now)
    state = progress(goal, today)
    lines = [text(line, role=Role.HEADING) for line in wrap(goal.title, width - 1)]
    lines += field(_("Status"), _standing(state, today), width)
    lines += field(_("Plan"), [words for words in (series_words.planned(state),) if words], width)
    lines += field(_("Due"), (agreement_words.goal_due(goal, today),), width)
    link = Link("agreements", row.agreement.id)
    lines += field(_("Agreement"), (row.agreement.title,), width, link=link, most=2)
    lines += _responsible(row, width)
    if goal.start_date:
        lines += field(_("Begins"), (dates.day_with_year(goal.start_date),), width)
    if goal.description:
        lines += [text(line) for line in wrap(goal.description, width - 1)]
    if goal.last_modified:
        lines += field(_("Changed"), (dates.moment(goal.last_modified, now),), width)
    return lines


def _standing(state: Progress, today: date) -> list[str]:
    without = series_words.no_number(state, today)
    return [agreement_words.standing_explained(state), *([without] if without else [])]


def _responsible(row: GoalRow, width: int) -> list[CardLine]:
    wanted = row.goal.responsible_organization_id
    if wanted is None:
        return field(_("Owner"), (_("not stated"),), width)
    if row.responsible_name is None:
        name = next((one.name for one in row.agreement.parties if one.organization_id == wanted and one.name), wanted)
        return field(
            _("Owner"), (f"{name} {unbroken(agreement_words.not_in_copy())}",), width, link=Link("partners", wanted)
        )
    return field(_("Owner"), (row.responsible_name,), width, link=Link("partners", wanted))


def _actions(actions: Sequence[Action], today: date, width: int) -> list[CardLine]:
    """What is to be done, each with how far it is."""
    if not actions:
        return []
    lines = [heading(_("ACTIONS ({count})").format(count=len(actions)))]
    for one in actions:
        words = f"{one.title}: {agreement_words.action_state(one, today)}"
        lines += [text(("  " if number else " - ") + line) for number, line in enumerate(wrap(words, width - 4))]
    return lines


def numbers(indicators: Sequence[Indicator], today: date, width: int) -> list[CardLine]:
    """Each indicator: what it counts, its targets, every number with its day, and where numbers are missing."""
    lines: list[CardLine] = []
    for one in indicators:
        known = series(one, today)
        lines.append(heading(_("SERIES OF NUMBERS")))
        lines += [text(line) for line in wrap(series_words.definition(one), width - 1)]
        lines += field(_("Target"), (series_words.targets(one.periods),), width)
        lines += _reports(known, width)
        gaps = series_words.gaps(known.missing, today)
        if gaps:
            lines += [text(line, role=Role.ALARM) for line in wrap(gaps, width - 1)]
    return lines


def _reports(known: Series, width: int) -> list[CardLine]:
    lines = [] if any(not one.baseline for one in known.reports) else [text(_("no numbers yet"), role=Role.ALARM)]
    for one in known.reports[-MOST_REPORTS:]:
        day, value = series_words.report(one)
        words = f"{fit(day, DATE - 1, right=True)} {fit(value, 8, right=True)}"
        remark = series_words.report_remark(one)
        lines += [text(line) for line in wrap_after(words, remark, width)]
    if len(known.reports) > MOST_REPORTS:
        lines.append(text(series_words.trend(known, width // 2)))
    return lines


def wrap_after(head: str, rest: str, width: int) -> list[str]:
    """A head, and what goes with it wrapped to the right of it."""
    parts = wrap(rest, width - len(head) - 3) if rest else [""]
    return [f"{head if not number else ' ' * len(head)}  {part}".rstrip() for number, part in enumerate(parts)]


def agreement_heading(agreement: Agreement, now: datetime, width: int, known: Reviewed | None = None) -> list[CardLine]:
    """The agreement above its goals: how long it holds, whose it is, and how its goals stand."""
    today = dates.local_date(now)
    lines = [text(agreement.title, Link("agreements", agreement.id), Role.LINK)]
    lines += field(_("Valid"), (agreement_words.validity(agreement, today),), width)
    lines += field(_("Goals"), (standings(agreement.goals, today),), width)
    lines += field(_("Parties"), ("; ".join(agreement_words.party(one) for one in agreement.parties),), width)
    return [*lines, *(review_lines(known, agreement, None, now, width) if known else [])]


def standings(goals: Sequence[Goal], today: date) -> str:
    """`9: 1 BAK, 2 på plan, 1 mangler tall`, what needs somebody first."""
    if not goals:
        return _("none stated")
    counts = Counter(progress(goal, today).standing for goal in goals)
    words = ", ".join(f"{counts[one]} {agreement_words.standing(one)}" for one in LATENESS if counts[one])
    return f"{len(goals)}: {words}"
