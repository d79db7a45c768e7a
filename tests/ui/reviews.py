"""A review that was closed in September, when every number was a little lower."""

from __future__ import annotations

from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from tui.domain.agreement import Agreement, Goal, Indicator
from tui.domain.baselines import Baseline
from tui.domain.identity import goal_subject
from tui.domain.periods import Stage, period_named
from tui.storage.book.book import Book
from tui.ui.services import Services

SEPTEMBER = datetime(2026, 9, 8, 11, 0, tzinfo=UTC)
NAME = "T2-gjennomgang"
NOTED = "20 praksisplasser fylt (eksempel)"
NOTE = "Følg opp i november."
LOWER = 3


def lower(goal: Goal) -> Goal:
    """The goal as it may have stood then."""
    return replace(goal, indicators=tuple(_lower(one) for one in goal.indicators))


def _lower(indicator: Indicator) -> Indicator:
    periods = tuple(
        replace(one, actual=None if one.actual is None else one.actual - LOWER) for one in indicator.periods
    )
    return replace(indicator, periods=periods)


def closed_in_september(services: Services) -> Baseline:
    """T2 was reviewed, with a note on one goal."""
    agreements = services.reader.agreements()
    period = period_named("T2-2026")
    assert period is not None
    clock = iter(SEPTEMBER + timedelta(minutes=number) for number in range(1000))
    with closing(Book(services.book.path, lambda: next(clock))) as book:
        book.under_review = period
        agreement, goal = found(agreements, NOTED)
        book.note(goal_subject(goal, agreement), NOTE)
        for one in agreements:
            book.set_stage(one, Stage.DONE, period)
        then = [replace(one, goals=tuple(lower(goal) for goal in one.goals)) for one in agreements]
        return book.close_review(NAME, then, period)


def found(agreements: tuple[Agreement, ...], title: str) -> tuple[Agreement, Goal]:
    """A goal of the sample by its title."""
    return next((one, goal) for one in agreements for goal in one.goals if goal.title == title)
