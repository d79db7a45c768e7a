from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest

from tui.present import dates, language

from .saying import in_all

NOW = datetime(2026, 11, 23, 7, 3, tzinfo=UTC)
"""08:03 in Norway."""
TODAY = date(2026, 11, 23)


def test_weekdays() -> None:
    week = [TODAY + timedelta(days=number) for number in range(7)]
    assert in_all(lambda: " ".join(map(dates.weekday, week))) == (
        "ma ti on to fr lø sø",
        "må ty on to fr la sø",
        "Mo Tu We Th Fr Sa Su",
    )
    assert in_all(lambda: " ".join(map(dates.weekday_long, week))) == (
        "mandag tirsdag onsdag torsdag fredag lørdag søndag",
        "måndag tysdag onsdag torsdag fredag laurdag søndag",
        "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    )


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (TODAY, ("ma 23.11", "må 23.11", "Mo 23.11")),
        (date(2027, 1, 5), ("ti 5.1", "ty 5.1", "Tu 5.1")),
    ],
)
def test_day(day: date, expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: dates.day(day)) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (
            TODAY,
            (
                "mandag 23. november 2026, uke 48",
                "måndag 23. november 2026, veke 48",
                "Monday 23 November 2026, week 48",
            ),
        ),
        (
            date(2027, 1, 2),
            ("lørdag 2. januar 2027, uke 53", "laurdag 2. januar 2027, veke 53", "Saturday 2 January 2027, week 53"),
        ),
    ],
)
def test_full_day(day: date, expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: dates.full_day(day)) == expected


@pytest.mark.parametrize(
    ("away", "expected"),
    [
        (-1, ("i går", "i går", "yesterday")),
        (0, ("i dag", "i dag", "today")),
        (1, ("i morgen", "i morgon", "tomorrow")),
    ],
)
def test_relative_day(away: int, expected: tuple[str, str, str]) -> None:
    day = TODAY + timedelta(days=away)
    assert in_all(lambda: dates.relative_day(day, TODAY) or "") == expected


@pytest.mark.parametrize("away", [-2, 2, 365])
def test_other_days_have_no_relative_name(away: int) -> None:
    assert dates.relative_day(TODAY + timedelta(days=away), TODAY) is None


def test_short_dates() -> None:
    assert dates.short(TODAY) == "23.11"
    assert dates.short(date(2026, 6, 1), TODAY) == "1.6"
    assert dates.short(date(2025, 6, 1), TODAY) == "2025"
    assert dates.numeric(date(2026, 6, 1), TODAY) == "1.6"
    assert dates.numeric(date(2025, 6, 1), TODAY) == "1.6.2025"
    assert dates.day_with_year(date(2026, 1, 6)) == "6.1.2026"


def test_clock_and_span_stand_on_their_own_clock() -> None:
    assert dates.clock(time(9, 5)) == "09:05"
    assert dates.clock(NOW) == "07:03"
    assert dates.span(time(9), time(12, 30)) == "09:00-12:30"


def test_moments_are_norwegian() -> None:
    assert dates.local_date(datetime(2026, 11, 22, 23, 30, tzinfo=UTC)) == TODAY
    assert dates.clock_seconds(datetime(2026, 7, 1, 6, 1, 2, tzinfo=UTC)) == "08:01:02"


@pytest.mark.parametrize(
    ("elapsed", "expected"),
    [
        (timedelta(minutes=-5), ("0 min", "0 min", "0 min")),
        (timedelta(seconds=59), ("0 min", "0 min", "0 min")),
        (timedelta(minutes=2), ("2 min", "2 min", "2 min")),
        (timedelta(minutes=59, seconds=59), ("59 min", "59 min", "59 min")),
        (timedelta(hours=1), ("1 t", "1 t", "1 h")),
        (timedelta(hours=47, minutes=59), ("47 t", "47 t", "47 h")),
        (timedelta(hours=48), ("2 d", "2 d", "2 d")),
        (timedelta(days=367, hours=23), ("367 d", "367 d", "367 d")),
    ],
)
def test_age(elapsed: timedelta, expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: dates.age(elapsed)) == expected


@pytest.mark.parametrize(
    ("moment", "expected"),
    [
        (datetime(2026, 11, 23, 7, 1, tzinfo=UTC), ("i dag 08:01", "i dag 08:01", "today 08:01")),
        (datetime(2026, 11, 22, 23, 30, tzinfo=UTC), ("i dag 00:30", "i dag 00:30", "today 00:30")),
        (datetime(2026, 11, 22, 15, 42, tzinfo=UTC), ("i går 16:42", "i går 16:42", "yesterday 16:42")),
        (datetime(2026, 11, 24, 7, 0, tzinfo=UTC), ("i morgen 08:00", "i morgon 08:00", "tomorrow 08:00")),
        (datetime(2026, 11, 20, 14, 10, tzinfo=UTC), ("fr 20.11 15:10", "fr 20.11 15:10", "Fr 20.11 15:10")),
        (datetime(2026, 10, 24, 10, 0, tzinfo=UTC), ("lø 24.10 12:00", "la 24.10 12:00", "Sa 24.10 12:00")),
        (datetime(2025, 11, 20, 14, 10, tzinfo=UTC), ("20.11.2025 15:10",) * 3),
        (datetime(9999, 12, 31, 23, 59, tzinfo=UTC), ("31.12.9999 23:59",) * 3),
        (datetime(1, 1, 1, 0, 0, tzinfo=UTC), ("1.1.1 00:43",) * 3),
    ],
)
def test_moment(moment: datetime, expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: dates.moment(moment, NOW)) == expected


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (TODAY, ("i dag", "i dag", "today")),
        (date(2026, 11, 25), ("on 25.11", "on 25.11", "We 25.11")),
        (date(2027, 8, 5), ("5.8.2027", "5.8.2027", "5.8.2027")),
    ],
)
def test_day_near(day: date, expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: dates.day_near(day, TODAY)) == expected


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ("2023-10-26", ("26.10.2023",) * 3),
        ("2023-05", ("mai 2023", "mai 2023", "May 2023")),
        ("2023-12", ("desember 2023", "desember 2023", "December 2023")),
        ("2023", ("2023",) * 3),
        ("2023-13", ("2023-13",) * 3),
        ("2023-02-30", ("2023-02-30",) * 3),
        ("våren 2023", ("våren 2023",) * 3),
    ],
)
def test_partial_date(value: str, expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: dates.partial_date(value)) == expected


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (4, ("4 dager igjen", "4 dagar igjen", "4 days left")),
        (1, ("1 dag igjen", "1 dag igjen", "1 day left")),
        (0, ("i dag", "i dag", "today")),
        (-1, ("1 d over fristen", "1 d over fristen", "overdue 1 d")),
    ],
)
def test_days_left(days: int, expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: dates.days_left(days)) == expected


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_every_month_has_a_name_of_its_own(code: str) -> None:
    language.use(code)
    assert len({dates.month_name(number) for number in range(1, 13)}) == 12
