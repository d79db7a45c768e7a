"""What of the day is told, and in which order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta

import pytest

from tui.domain.agreement import AchievementStatus, Agreement, AgreementStatus, Goal
from tui.domain.calendar import Session
from tui.domain.query import HoursRow
from tui.domain.schedule import ByDay, ExceptionStatus, Frequency, OfficeHours, Recurrence, ScheduleException
from tui.domain.today import (
    SOON,
    DeadlineKind,
    Sessions,
    Whose,
    after,
    deadlines,
    sessions,
    sittings,
)

TODAY = date(2026, 11, 23)
EIGHT = datetime(2026, 11, 23, 7, 3, tzinfo=UTC)
"""Monday, 08:03 in Norway."""


def row(key: str, weekday: int, opens: time, closes: time, **more: object) -> HoursRow:
    hours = OfficeHours(
        id=key,
        source_id=key,
        recurrence=Recurrence(freq=Frequency.WEEKLY, byday=(ByDay(weekday=weekday),)),
        opens_at=opens,
        closes_at=closes,
        **more,  # type: ignore[arg-type]
    )
    return HoursRow(hours=hours, host_name=key, provider_name=None)


CANCELLED = (ScheduleException(date=TODAY, status=ExceptionStatus.CANCELLED, note="flyttedag"),)
NINE = row("Nordlys", 0, time(9), time(12))
ONE = row("Brua", 0, time(13), time(15))
CLOSED = row("Kysten", 0, time(8), time(10), exceptions=CANCELLED)
TUESDAY = row("Tirsdag", 1, time(10), time(11))
NIGHT = row("Natt", 6, time(22), time(2))
ROWS = (NINE, ONE, CLOSED, TUESDAY, NIGHT)


def at(now: datetime, rows: tuple[HoursRow, ...] = ROWS) -> Sessions:
    today = now.astimezone(UTC).date()
    of_today = sittings(rows, today - timedelta(days=1), today)
    return sessions(of_today, sittings(rows, *after(today)), now)


def names(some: tuple[Session, ...]) -> list[str]:
    return [one.row.host_name or "" for one in some]


def test_what_begins_next_stands_apart_from_the_rest_of_the_day_with_what_is_cancelled() -> None:
    found = at(EIGHT)
    assert (names(found.going_on), names(found.next), names(found.later)) == ([], ["Nordlys"], ["Kysten", "Brua"])
    assert found.coming == ()


def test_what_goes_on_is_told_until_it_ends() -> None:
    found = at(EIGHT.replace(hour=10, minute=59))
    assert (names(found.going_on), names(found.next)) == (["Nordlys"], ["Brua"])
    found = at(EIGHT.replace(hour=11, minute=0))
    assert (names(found.going_on), names(found.next)) == ([], ["Brua"])


def test_a_session_past_midnight_still_goes_on() -> None:
    found = at(EIGHT.replace(hour=0, minute=30))
    assert names(found.going_on) == ["Natt"]


def test_two_that_begin_at_the_same_time_are_both_next() -> None:
    both = (NINE, row("Andre", 0, time(9), time(10)))
    assert names(at(EIGHT, both).next) == ["Andre", "Nordlys"]


def test_when_nothing_is_left_the_next_day_that_has_any_is_told_and_only_that() -> None:
    found = at(EIGHT.replace(hour=15))
    assert names(found.coming) == ["Tirsdag"]
    assert at(EIGHT.replace(hour=15), (NINE,)).coming[0].slot.date == TODAY + timedelta(days=7)
    assert at(EIGHT, ()) == Sessions()


def test_the_days_after_are_not_worked_out_while_something_is_left_today() -> None:
    asked: list[str] = []

    def never() -> Iterator[Session]:
        asked.append("the days after")
        yield from ()

    of_today = sittings(ROWS, TODAY - timedelta(days=1), TODAY)
    assert names(sessions(of_today, never(), EIGHT).next) == ["Nordlys"]
    assert asked == []
    sessions(of_today, never(), EIGHT + timedelta(hours=12))
    assert asked


def day(away: int) -> date:
    return TODAY + timedelta(days=away)


def goal(key: str, away: int | None, **more: object) -> Goal:
    due = None if away is None else day(away)
    return Goal(id=key, agreement_id="a", title=key, due_date=due, **more)  # type: ignore[arg-type]


def agreement(title: str = "Avtale", **more: object) -> Agreement:
    return Agreement(id=title, title=title, status=AgreementStatus.ACTIVE, **more)  # type: ignore[arg-type]


def told(*agreements: Agreement) -> list[tuple[str, int]]:
    return [(one.goal.id if one.goal else one.kind.value, one.days) for one in deadlines(agreements, TODAY)]


def test_overdue_comes_first_the_longest_on_top_then_what_is_due_within_thirty_days() -> None:
    one = agreement(
        goals=(goal("sent", -1), goal("snart", 4), goal("i dag", 0), goal("grense", SOON), goal("fjern", SOON + 1),
               goal("uten", None)),
        valid_to=day(-9),
        evaluation_due_date=day(10),
        next_meeting_date=day(2),
    )  # fmt: skip
    assert told(one) == [
        ("end", -9), ("sent", -1), ("i dag", 0), ("meeting", 2), ("snart", 4), ("evaluation", 10), ("grense", SOON),
    ]  # fmt: skip
    assert [each.number for each in deadlines([one], TODAY) if each.goal] == [1, 3, 2, 4]


def test_a_goal_that_is_settled_is_not_due() -> None:
    reached = goal("nådd", -3, achievement_status=AchievementStatus.ACHIEVED)
    missed = goal("ikke nådd", 3, achievement_status=AchievementStatus.NOT_ACHIEVED)
    assert told(agreement(goals=(reached, missed))) == []


@pytest.mark.parametrize("status", [AgreementStatus.TERMINATED, AgreementStatus.RENEWED])
def test_nothing_is_due_in_an_agreement_that_is_over(status: AgreementStatus) -> None:
    assert told(replace(agreement(goals=(goal("g", -1),), valid_to=day(3)), status=status)) == []


def test_of_an_expired_agreement_only_its_goals_are_still_due() -> None:
    expired = replace(agreement(goals=(goal("g", -1),), valid_to=day(-3)), status=AgreementStatus.EXPIRED)
    assert told(expired) == [("g", -1)]


def test_a_meeting_that_was_is_not_due_and_an_end_that_passed_is() -> None:
    assert told(agreement(next_meeting_date=day(-1), valid_to=day(-1))) == [(DeadlineKind.END.value, -1)]


def test_mine_is_whom_it_names_or_what_lies_there() -> None:
    mine = Whose(everybody=False, partners=frozenset({"p1"}), municipalities=("18", "5501"),
                 codes={"p2": "1824", "p3": "5503"})  # fmt: skip
    assert mine.concerns(["p1", None])
    assert mine.concerns(["p2"])
    assert not mine.concerns(["p3", "p4"])
    assert mine.concerns(["p3"], "5501")
    assert not mine.concerns([None], None)
    assert Whose().concerns([])
