"""The rows of the goals pane: what is found, and under which headings it stands."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from enum import StrEnum

from ...domain.agreement import Agreement, Goal
from ...domain.collation import fold, search_terms
from ...domain.goal_order import GoalOrder, by_due, by_lateness, by_partner, deviates
from ...domain.period_review import PeriodReview
from ...domain.periods import Stage
from ...domain.progress import progress
from ...domain.query import GoalRow
from ...domain.values import dataclass
from ...present import agreement as agreement_words
from ...present import dates
from ...present.language import _


@dataclass(frozen=True)
class Group:
    """The heading of goals that are lined up by something other than their agreement."""

    key: str
    words: str


Entry = Agreement | Group | GoalRow


def entry_key(entry: Entry) -> str:
    match entry:
        case GoalRow():
            return entry.goal.id
        case Agreement():
            return entry.id
        case Group():
            return f"group|{entry.key}"


class GoalView(StrEnum):
    """Which goals are looked at, in the order one steps through them."""

    ALL = "all"
    DEVIATIONS = "deviations"
    """Only those that are not as they should be."""
    NOT_REVIEWED = "not_reviewed"
    """Only those of agreements that are not finished in this review."""

    @property
    def following(self) -> GoalView:
        every = list(GoalView)
        return every[(every.index(self) + 1) % len(every)]


def matching(
    agreements: Sequence[Agreement], wanted: str, today: date, view: GoalView, review: PeriodReview
) -> list[tuple[Agreement, list[Goal]]]:
    """Agreements with their goals, found by title, party or by how a goal stands, as the screen says it.

    An agreement that matches by its title or a party brings all of its goals.
    """
    terms = search_terms(wanted)
    if not terms and view is GoalView.ALL:
        return [(one, list(one.goals)) for one in agreements]
    found: list[tuple[Agreement, list[Goal]]] = []
    for one in agreements:
        if view is GoalView.NOT_REVIEWED and review.stage(one.id) is Stage.DONE:
            continue
        whole = fold(" ".join([one.title, *(party.name or "" for party in one.parties)])) if terms else ""
        all_of_it = all(term in whole for term in terms)
        goals = [
            goal
            for goal in one.goals
            if (all_of_it or all(term in f"{whole} {said_of(goal, today)}" for term in terms))
            and (view is not GoalView.DEVIATIONS or deviates(goal, today))
        ]
        if goals or (all_of_it and view is not GoalView.DEVIATIONS):
            found.append((one, goals))
    return found


def said_of(goal: Goal, today: date) -> str:
    return fold(f"{goal.title} {agreement_words.standing(progress(goal, today).standing)}")


def lined_up(rows: Sequence[tuple[Agreement, list[GoalRow]]], order: GoalOrder, today: date) -> list[Entry]:
    """Headings and goals in the order asked for."""
    entries: list[Entry] = []
    if order is GoalOrder.AGREEMENT:
        for agreement, goals in rows:
            entries += [agreement, *goals]
        return entries
    every = [goal for _agreement, goals in rows for goal in goals]
    groups: list[tuple[str, list[GoalRow]]]
    match order:
        case GoalOrder.LATENESS:
            groups = [(agreement_words.standing(one), some) for one, some in by_lateness(every, today)]
        case GoalOrder.DUE:
            groups = [(month_words(one), some) for one, some in by_due(every)]
        case GoalOrder.PARTNER:
            groups = [(one or _("not stated"), some) for one, some in by_partner(every)]
    for words, some in groups:
        entries += [Group(words, f"{words} ({len(some)})"), *some]
    return entries


def month_words(month: tuple[int, int] | None) -> str:
    return _("without a due date") if month is None else f"{dates.month_name(month[1])} {month[0]}"
