from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from tui.domain import holidays
from tui.domain.schedule import OfficeHours, Slot, SlotState, Unexpandable
from tui.present import language, schedule

from .saying import in_all

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 11, 23, 7, 3, tzinfo=UTC)
"""Monday, 08:03 in Norway."""


def slot(day: date = date(2026, 11, 23), state: SlotState = SlotState.OPEN, *, hour: int = 13, **given: object) -> Slot:
    start = datetime(day.year, day.month, day.day, hour, tzinfo=OSLO)
    return Slot(hours_id="h", date=day, start=start, end=start + timedelta(hours=2), state=state, **given)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (slot(), ("", "", "")),
        (slot(by_appointment=True), ("kun timeavtale", "berre timeavtale", "by appointment only")),
        (slot(state=SlotState.CANCELLED), ("AVLYST", "AVLYST", "CANCELLED")),
        (slot(state=SlotState.CLOSED), ("STENGT", "STENGT", "CLOSED")),
        (slot(state=SlotState.MOVED), ("flyttet", "flytta", "moved")),
        (slot(state=SlotState.EXTRA), ("ekstra", "ekstra", "extra")),
        (slot(state=SlotState.UNCONFIRMED), ("ikke bekreftet", "ikkje stadfesta", "not confirmed")),
    ],
)
def test_state_word(value: Slot, expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: schedule.state_word(value)) == expected


@pytest.mark.parametrize(
    ("value", "time", "remark"),
    [
        (slot(), "13:00-15:00", ("", "", "")),
        (
            slot(state=SlotState.CANCELLED, note="flyttedag"),
            "AVLYST",
            ("flyttedag, ellers 13:00-15:00", "flyttedag, elles 13:00-15:00", "flyttedag, otherwise 13:00-15:00"),
        ),
        (
            slot(date(2027, 5, 17), SlotState.CLOSED, holiday="constitution_day+whit_monday"),
            "STENGT",
            (
                "17. mai, 2. pinsedag, ellers 13:00-15:00",
                "17. mai, 2. pinsedag, elles 13:00-15:00",
                "Constitution Day, Whit Monday, otherwise 13:00-15:00",
            ),
        ),
        (
            slot(date(2026, 12, 25), SlotState.UNCONFIRMED, holiday="christmas_day"),
            "13:00-15:00",
            ("ikke bekreftet, 1. juledag", "ikkje stadfesta, 1. juledag", "not confirmed, Christmas Day"),
        ),
        (slot(date(2026, 12, 24)), "13:00-15:00", ("julaften", "julaftan", "Christmas Eve")),
        (
            slot(state=SlotState.MOVED, by_appointment=True, note="i kantina"),
            "13:00-15:00",
            (
                "flyttet, kun timeavtale, i kantina",
                "flytta, berre timeavtale, i kantina",
                "moved, by appointment only, i kantina",
            ),
        ),
    ],
)
def test_time_and_remark(value: Slot, time: str, remark: tuple[str, str, str]) -> None:
    language.use("nb")
    assert schedule.slot_time(value) == time
    assert in_all(lambda: schedule.slot_remark(value)) == remark


@pytest.mark.parametrize(
    ("value", "now", "expected", "short"),
    [
        (None, NOW, ("-", "-", "-"), ("-", "-", "-")),
        (
            slot(),
            NOW,
            ("i dag 13:00-15:00", "i dag 13:00-15:00", "today 13:00-15:00"),
            ("i dag 13:00", "i dag 13:00", "today 13:00"),
        ),
        (
            slot(),
            datetime(2026, 11, 23, 12, 0, tzinfo=UTC),
            ("nå, til 15:00", "no, til 15:00", "now, until 15:00"),
            ("til 15:00", "til 15:00", "until 15:00"),
        ),
        (
            slot(date(2026, 11, 24)),
            NOW,
            ("i morgen 13:00-15:00", "i morgon 13:00-15:00", "tomorrow 13:00-15:00"),
            ("ti 13:00", "ty 13:00", "Tu 13:00"),
        ),
        (
            slot(date(2026, 11, 25)),
            NOW,
            ("on 25.11 13:00-15:00", "on 25.11 13:00-15:00", "We 25.11 13:00-15:00"),
            ("on 13:00", "on 13:00", "We 13:00"),
        ),
        (
            slot(date(2026, 12, 25), SlotState.UNCONFIRMED),
            NOW,
            (
                "fr 25.12 13:00-15:00 (ikke bekreftet)",
                "fr 25.12 13:00-15:00 (ikkje stadfesta)",
                "Fr 25.12 13:00-15:00 (not confirmed)",
            ),
            ("fr 25.12", "fr 25.12", "Fr 25.12"),
        ),
        (slot(date(2027, 8, 5)), NOW, ("5.8.2027 13:00-15:00",) * 3, ("5.8.2027",) * 3),
    ],
)
def test_next(value: Slot | None, now: datetime, expected: tuple[str, str, str], short: tuple[str, str, str]) -> None:
    assert in_all(lambda: schedule.next_time(value, now)) == expected
    assert in_all(lambda: schedule.next_short(value, now)) == short
    assert max(map(len, short)) <= 11


def test_late_in_the_evening_today_is_the_day_it_is_there() -> None:
    late = datetime(2026, 11, 23, 23, 30, tzinfo=UTC)  # 00:30 on Tuesday in Norway
    assert in_all(lambda: schedule.next_short(slot(date(2026, 11, 24)), late))[0] == "i dag 13:00"


@pytest.mark.parametrize("reason", Unexpandable)
def test_every_reason_is_a_sentence(reason: Unexpandable) -> None:
    hours = OfficeHours(id="h", source_id="s", unreadable=("byday: XX", "freq: ?"), timezone_name="Mars/Base")
    said = in_all(lambda: schedule.why_no_dates(reason, hours))
    assert len(set(said)) == 3
    assert all(one[0].isupper() and one.endswith(".") and "{" not in one for one in said)
    assert all(("byday: XX, freq: ?" in one) == (reason is Unexpandable.UNREADABLE) for one in said)
    assert all(("Mars/Base" in one) == (reason is Unexpandable.UNKNOWN_ZONE) for one in said)


def test_every_holiday_has_a_name() -> None:
    days = [date(2026, 1, 1) + timedelta(days=number) for number in range(730)]
    keys = {key for day in days for key in (holidays.holiday(day), holidays.eve(day)) if key}
    names = {key: in_all(lambda key=key: schedule.holiday_name(key)) for key in keys}  # type: ignore[misc]
    assert len(names) >= 14
    assert names["maundy_thursday"] == ("skjærtorsdag", "skjertorsdag", "Maundy Thursday")
    assert names["new_years_eve"] == ("nyttårsaften", "nyttårsaftan", "New Year's Eve")


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_what_stands_in_the_time_column_fits(code: str) -> None:
    language.use(code)
    assert max(len(schedule.slot_time(slot(state=state))) for state in SlotState) <= 11
