"""The office hours of the bundled data folder, worked out into dates: the variety is there and it never runs dry."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from datetime import UTC, date, time, timedelta
from pathlib import Path
from typing import Any

import pytest

from tui.domain.recurrence import slots
from tui.domain.schedule import (
    ByDay,
    ExceptionStatus,
    Expansion,
    Frequency,
    HolidayPolicy,
    OfficeHours,
    Recurrence,
    ScheduleException,
    Slot,
    SlotState,
    Unexpandable,
)

FILE = Path(__file__).parents[2] / "tui" / "server" / "sample" / "eksempel-kontortider.toml"
WEEKDAYS = ("mo", "tu", "we", "th", "fr", "sa", "su")

Table = dict[str, Any]


def _hours(path: str, session: Table) -> OfficeHours:
    """A session as the app would see it."""
    policy = session.get("holidays")
    return OfficeHours(
        id=path,
        source_id=path,
        dtstart=session.get("starts"),
        recurrence=_recurrence(session) if "repeat" in session else None,
        valid_from=session.get("valid_from"),
        valid_to=session.get("valid_to"),
        opens_at=_clock(session.get("opens")),
        closes_at=_clock(session.get("closes")),
        by_appointment=session.get("by_appointment"),
        holiday_policy=HolidayPolicy(policy) if policy else None,
        exceptions=tuple(_exception(each) for each in session.get("exception", [])),
    )


def _recurrence(session: Table) -> Recurrence:
    return Recurrence(
        freq=Frequency(session["repeat"].upper()),
        interval=session.get("every", 1),
        byday=tuple(_by_day(day) for day in session.get("days", [])),
        bymonthday=tuple(session.get("month_days", [])),
        count=session.get("count"),
        until=session.get("until"),
    )


def _by_day(day: str) -> ByDay:
    return ByDay(weekday=WEEKDAYS.index(day[-2:]), ordinal=int(day[:-2]) if day[:-2] else None)


def _exception(table: Table) -> ScheduleException:
    return ScheduleException(
        date=table["date"],
        status=ExceptionStatus(table["status"]),
        opens_at=_clock(table.get("opens")),
        closes_at=_clock(table.get("closes")),
        note=table["note"],
    )


def _clock(text: str | None) -> time | None:
    return time.fromisoformat(text) if text else None


@pytest.fixture(scope="module")
def sessions() -> dict[str, Table]:
    """Every session by `hours key/session key`."""

    def found() -> Iterator[tuple[str, Table]]:
        for key, hours in tomllib.loads(FILE.read_text(encoding="utf-8"))["hours"].items():
            for position, session in enumerate(hours["session"], 1):
                yield f"{key}/{session.get('key', position)}", session

    return dict(found())


def _expand(sessions: dict[str, Table], path: str, first: date, last: date) -> Expansion:
    return slots(_hours(path, sessions[path]), first, last)


def _on(sessions: dict[str, Table], path: str, day: date) -> Slot:
    (slot,) = _expand(sessions, path, day, day).slots
    return slot


def _dates(sessions: dict[str, Table], path: str, first: date, last: date) -> list[date]:
    return [slot.date for slot in _expand(sessions, path, first, last).slots]


def test_every_exception_meets_the_rule(sessions: dict[str, Table]) -> None:
    seen = set()
    for path, session in sessions.items():
        for exception in session.get("exception", []):
            assert _on(sessions, path, exception["date"]).state.value == exception["status"], (path, exception)
            seen.add((exception["status"], exception["date"].year))
    assert {("cancelled", 2026), ("cancelled", 2027), ("moved", 2026), ("moved", 2027), ("extra", 2026)} <= seen


def test_a_rule_starts_on_one_of_its_own_days(sessions: dict[str, Table]) -> None:
    for path, session in sessions.items():
        if "starts" in session:
            assert _dates(sessions, path, session["starts"], session["starts"]), path


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("mosjoen-nav/tirsdag", [1, 8, 15, 18, 22, 29]),
        ("mosjoen-gjeld/1", [9, 23]),
        ("mo-i-rana-nav/1", [1]),
        ("mo-i-rana-jobbprat/1", [25]),
        ("leknes-nav/1", [14, 28]),
        ("fauske-oppfolging/1", [1, 15]),
        ("narvik-temakveld/1", [10]),
        ("bronnoysund-frivillighetsdag/1", [5]),
        ("bodo-julestue/1", list(range(22, 32))),
        ("svolvaer-sesong/2026", []),
        ("hattfjelldal-kurs/1", []),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_days_in_december_2026(sessions: dict[str, Table], path: str, expected: list[int]) -> None:
    assert [day.day for day in _dates(sessions, path, date(2026, 12, 1), date(2026, 12, 31))] == expected


def test_two_sessions_a_day(sessions: dict[str, Table]) -> None:
    day = date(2026, 11, 26)
    morning, afternoon = (_on(sessions, f"mosjoen-nav/torsdag-{part}", day) for part in ("formiddag", "ettermiddag"))
    assert morning.end < afternoon.start
    assert (morning.by_appointment, afternoon.by_appointment) == (False, True)


@pytest.mark.parametrize(
    ("path", "day", "state"),
    [
        ("bodo-nav/1", date(2026, 12, 25), SlotState.CLOSED),
        ("mosjoen-frokost/1", date(2026, 12, 25), SlotState.OPEN),
        ("mo-i-rana-jobbprat/1", date(2026, 12, 25), SlotState.UNCONFIRMED),
        ("evenes-nav/1", date(2027, 5, 17), SlotState.CLOSED),
        ("svolvaer-sesong/2027", date(2027, 3, 29), SlotState.UNCONFIRMED),
    ],
)
def test_public_holidays(sessions: dict[str, Table], path: str, day: date, state: SlotState) -> None:
    slot = _on(sessions, path, day)
    assert slot.state is state
    assert slot.holiday


@pytest.mark.parametrize(("day", "hours"), [(date(2026, 10, 24), 6), (date(2026, 11, 21), 5), (date(2027, 3, 27), 4)])
def test_night_in_which_the_clock_changes(sessions: dict[str, Table], day: date, hours: int) -> None:
    slot = _on(sessions, "bodo-nattkafe/1", day)
    assert slot.end.date() == day + timedelta(days=1)
    assert slot.end.astimezone(UTC) - slot.start.astimezone(UTC) == timedelta(hours=hours)


def test_seasonal(sessions: dict[str, Table]) -> None:
    monday = {slot.isoformat() for slot in _dates(sessions, "svolvaer-sesong/2027", date(2026, 9, 1), date(2027, 9, 1))}
    assert (min(monday), max(monday)) == ("2027-01-11", "2027-04-19")


def test_prose_only_gives_a_reason_and_no_dates(sessions: dict[str, Table]) -> None:
    expansion = _expand(sessions, "sortland-prat/1", date(2026, 11, 1), date(2026, 12, 31))
    assert (expansion.slots, expansion.reason) == ((), Unexpandable.NO_RULE)


def test_no_other_rule_is_without_dates(sessions: dict[str, Table]) -> None:
    for path in sessions:
        reason = _expand(sessions, path, date(2026, 1, 1), date(2027, 12, 31)).reason
        assert reason is None or path == "sortland-prat/1"


def test_it_never_runs_dry(sessions: dict[str, Table]) -> None:
    for monday in (date(2026, 11, 23), date(2027, 9, 6), date(2030, 2, 4), date(2035, 2, 5)):
        week = [
            slot
            for path in sessions
            for slot in _expand(sessions, path, monday, monday + timedelta(days=6)).slots
            if slot.state is SlotState.OPEN
        ]
        assert len({slot.date for slot in week}) >= 6
        assert len(week) >= 10
