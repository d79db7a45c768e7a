"""Goals lined up for a review."""

from __future__ import annotations

from datetime import date

from tui.domain.agreement import AchievementStatus, Agreement, Goal, LifecycleStatus, Party, Standing
from tui.domain.goal_order import DEVIATIONS, LATENESS, by_due, by_lateness, by_partner, deviates, partner_name
from tui.domain.query import GoalRow

TODAY = date(2026, 11, 23)
AGREEMENT = Agreement(id="a", title="Avtale", parties=(Party(name="Nav Vefsna"), Party(name="Bymisjonen"), Party()))


def row(title: str, due: date | None = None, *, name: str | None = None, **given: object) -> GoalRow:
    goal = Goal(id=title, agreement_id="a", title=title, due_date=due, **given)  # type: ignore[arg-type]
    return GoalRow(goal=goal, agreement=AGREEMENT, responsible_name=name)


LATE = row("sent", date(2026, 11, 1))
LATER = row("senere", date(2026, 10, 1))
BEHIND = row("bak", date(2026, 12, 24), achievement_status=AchievementStatus.BEHIND, name="Ås kommune")
DONE = row("ferdig", date(2026, 12, 1), lifecycle_status=LifecycleStatus.COMPLETED, name="Agder")
PROSE = row("ord")
ALL = (PROSE, DONE, LATE, BEHIND, LATER)


def titles(groups: list[tuple[object, list[GoalRow]]]) -> list[tuple[object, list[str]]]:
    return [(key, [one.goal.title for one in rows]) for key, rows in groups]


def test_every_standing_has_its_place() -> None:
    assert set(LATENESS) == set(Standing)
    assert len(LATENESS) == len(Standing)


def test_overdue_first_then_behind_then_the_rest() -> None:
    assert titles([*by_lateness(ALL, TODAY)]) == [
        (Standing.OVERDUE, ["senere", "sent"]),
        (Standing.BEHIND, ["bak"]),
        (Standing.NO_INDICATOR, ["ord"]),
        (Standing.ACHIEVED, ["ferdig"]),
    ]


def test_by_month_of_the_due_date_and_without_one_last() -> None:
    assert titles([*by_due(ALL)]) == [
        ((2026, 10), ["senere"]),
        ((2026, 11), ["sent"]),
        ((2026, 12), ["ferdig", "bak"]),
        (None, ["ord"]),
    ]


def test_by_who_is_responsible_in_norwegian_order() -> None:
    assert [key for key, _rows in by_partner(ALL)] == ["Agder", "Nav Vefsna, Bymisjonen", "Ås kommune"]
    assert partner_name(PROSE) == "Nav Vefsna, Bymisjonen"


def test_what_deviates() -> None:
    assert [deviates(one.goal, TODAY) for one in ALL] == [False, False, True, True, True]
    assert Standing.MISSING_NUMBERS in DEVIATIONS
    assert Standing.NO_INDICATOR not in DEVIATIONS
