from __future__ import annotations

from datetime import date, time

import pytest

from tui.domain.schedule import ByDay, Frequency, HolidayPolicy, OfficeHours, Recurrence
from tui.present.rule import listed
from tui.present.schedule import rule

from .saying import in_all

MO, TU, WE, TH, FR, SA, SU = range(7)
SINCE = date(2026, 1, 6)
"""A Tuesday."""


def every(
    freq: Frequency, *days: int | tuple[int, int], interval: int = 1, monthdays: tuple[int, ...] = ()
) -> Recurrence:
    """Days are weekdays, or (which one in the month, weekday)."""
    byday = tuple(ByDay(weekday=one) if isinstance(one, int) else ByDay(ordinal=one[0], weekday=one[1]) for one in days)
    return Recurrence(freq=freq, interval=interval, byday=byday, bymonthday=monthdays)


def hours(recurrence: Recurrence | None, **given: object) -> OfficeHours:
    facts = {"id": "1", "source_id": "1", "opens_at": time(10), "closes_at": time(12), **given}
    return OfficeHours(recurrence=recurrence, **facts)  # type: ignore[arg-type]


D, W, M, Y = Frequency.DAILY, Frequency.WEEKLY, Frequency.MONTHLY, Frequency.YEARLY


@pytest.mark.parametrize(
    ("recurrence", "expected"),
    [
        (every(W, TU), ("hver tirsdag", "kvar tysdag", "every Tuesday")),
        (every(W, SA), ("hver lørdag", "kvar laurdag", "every Saturday")),
        (every(W, WE, MO), ("hver mandag og onsdag", "kvar måndag og onsdag", "every Monday and Wednesday")),
        (
            every(W, MO, WE, FR),
            ("hver mandag, onsdag og fredag", "kvar måndag, onsdag og fredag", "every Monday, Wednesday and Friday"),
        ),
        (every(W, MO, TU, WE, TH, FR), ("mandag til fredag", "måndag til fredag", "Monday to Friday")),
        (every(W, MO, TU, WE, TH, FR, SA, SU), ("hver dag", "kvar dag", "every day")),
        (every(W, WE, interval=2), ("annenhver onsdag", "annakvar onsdag", "every second Wednesday")),
        (
            every(W, MO, WE, interval=2),
            (
                "mandag og onsdag annenhver uke",
                "måndag og onsdag annakvar veke",
                "Monday and Wednesday every second week",
            ),
        ),
        (every(W, TU, interval=3), ("tirsdag hver 3. uke", "tysdag kvar 3. veke", "Tuesday every 3 weeks")),
        (every(W), ("hver uke", "kvar veke", "every week")),
        (every(W, interval=2), ("annenhver uke", "annakvar veke", "every second week")),
        (every(M, (1, TU)), ("første tirsdag i måneden", "første tysdag i månaden", "the first Tuesday of the month")),
        (every(M, (-1, FR)), ("siste fredag i måneden", "siste fredag i månaden", "the last Friday of the month")),
        (
            every(M, (-2, FR)),
            ("nest siste fredag i måneden", "nest siste fredag i månaden", "the second to last Friday of the month"),
        ),
        (
            every(M, (1, TU), (3, TU)),
            (
                "første og tredje tirsdag i måneden",
                "første og tredje tysdag i månaden",
                "the first and third Tuesday of the month",
            ),
        ),
        (
            every(M, (1, MO), (-1, FR)),
            (
                "første mandag og siste fredag i måneden",
                "første måndag og siste fredag i månaden",
                "the first Monday and last Friday of the month",
            ),
        ),
        (
            every(M, (2, TU), interval=2),
            (
                "andre tirsdag annenhver måned",
                "andre tysdag annakvar månad",
                "the second Tuesday every second month",
            ),
        ),
        (
            every(M, (4, TH), interval=3),
            ("fjerde torsdag hver 3. måned", "fjerde torsdag kvar 3. månad", "the fourth Thursday every 3 months"),
        ),
        (every(M, TU), ("hver tirsdag", "kvar tysdag", "every Tuesday")),
        (
            every(M, TU, interval=2),
            ("hver tirsdag, annenhver måned", "kvar tysdag, annakvar månad", "every Tuesday, every second month"),
        ),
        (
            every(M, monthdays=(15, 1)),
            ("den 1. og 15. i måneden", "den 1. og 15. i månaden", "the 1st and 15th of the month"),
        ),
        (every(M, monthdays=(-1,)), ("siste dag i måneden", "siste dag i månaden", "the last day of the month")),
        (
            every(M, monthdays=(-3,)),
            ("3. siste dag i måneden", "3. siste dag i månaden", "the 3rd to last day of the month"),
        ),
        (
            every(M, FR, monthdays=(13,)),
            (
                "den 13. i måneden, bare fredag",
                "den 13. i månaden, berre fredag",
                "the 13th of the month, only Friday",
            ),
        ),
        (every(M), ("hver måned", "kvar månad", "every month")),
        (every(D), ("hver dag", "kvar dag", "every day")),
        (every(D, interval=2), ("annenhver dag", "annakvar dag", "every second day")),
        (every(D, interval=10), ("hver 10. dag", "kvar 10. dag", "every 10 days")),
        (
            every(D, MO, interval=2),
            ("annenhver dag, bare mandag", "annakvar dag, berre måndag", "every second day, only Monday"),
        ),
        (every(Y), ("hvert år", "kvart år", "every year")),
        (every(Y, (1, MO)), ("hvert år, første mandag", "kvart år, første måndag", "every year, the first Monday")),
    ],
)
def test_days(recurrence: Recurrence, expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: rule(hours(recurrence))) == tuple(f"{words} 10:00-12:00" for words in expected)


@pytest.mark.parametrize(
    ("recurrence", "expected"),
    [
        (every(W), ("hver tirsdag", "kvar tysdag", "every Tuesday")),
        (every(M), ("den 6. i måneden", "den 6. i månaden", "the 6th of the month")),
        (every(Y), ("hvert år 6. januar", "kvart år 6. januar", "every year on 6 January")),
        (every(Y, interval=2), ("annethvert år 6. januar", "annakvart år 6. januar", "every second year on 6 January")),
        (every(Y, interval=4), ("hvert 4. år 6. januar", "kvart 4. år 6. januar", "every 4 years on 6 January")),
    ],
)
def test_a_rule_without_days_takes_those_of_its_start(recurrence: Recurrence, expected: tuple[str, str, str]) -> None:
    nb, nn, en = in_all(lambda: rule(hours(recurrence, dtstart=SINCE)))
    assert nb == f"{expected[0]} 10:00-12:00, fra 6.1.2026"
    assert nn == f"{expected[1]} 10:00-12:00, frå 6.1.2026"
    assert en == f"{expected[2]} 10:00-12:00, from 6.1.2026"


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            {"dtstart": SINCE, "valid_from": date(2026, 8, 1), "valid_to": date(2027, 6, 30)},
            (
                "hver tirsdag 10:00-12:00, fra 1.8.2026 til 30.6.2027",
                "kvar tysdag 10:00-12:00, frå 1.8.2026 til 30.6.2027",
                "every Tuesday 10:00-12:00, from 1.8.2026 to 30.6.2027",
            ),
        ),
        (
            {"valid_to": date(2027, 6, 30)},
            (
                "hver tirsdag 10:00-12:00, til 30.6.2027",
                "kvar tysdag 10:00-12:00, til 30.6.2027",
                "every Tuesday 10:00-12:00, until 30.6.2027",
            ),
        ),
        (
            {"by_appointment": True, "holiday_policy": HolidayPolicy.CLOSED},
            (
                "hver tirsdag 10:00-12:00, stengt på helligdager, kun timeavtale",
                "kvar tysdag 10:00-12:00, stengt på heilagdagar, berre timeavtale",
                "every Tuesday 10:00-12:00, closed on public holidays, by appointment only",
            ),
        ),
        (
            {"holiday_policy": HolidayPolicy.OPEN, "timezone_name": "Europe/London"},
            (
                "hver tirsdag 10:00-12:00, også på helligdager, tidssone Europe/London",
                "kvar tysdag 10:00-12:00, også på heilagdagar, tidssone Europe/London",
                "every Tuesday 10:00-12:00, also on public holidays, time zone Europe/London",
            ),
        ),
        ({"closes_at": None}, ("hver tirsdag fra 10:00", "kvar tysdag frå 10:00", "every Tuesday from 10:00")),
        ({"opens_at": None}, ("hver tirsdag til 12:00", "kvar tysdag til 12:00", "every Tuesday until 12:00")),
        ({"opens_at": None, "closes_at": None}, ("hver tirsdag", "kvar tysdag", "every Tuesday")),
        (
            {"unreadable": ("byday: XX",)},
            (
                "en regel som ikke var til å forstå (byday: XX)",
                "ein regel som ikkje var til å forstå (byday: XX)",
                "a rule that could not be understood (byday: XX)",
            ),
        ),
    ],
)
def test_what_else_a_rule_says(given: dict[str, object], expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: rule(hours(every(W, TU), **given))) == expected


@pytest.mark.parametrize(
    ("count", "expected"),
    [(1, ("1 gang", "1 gong", "1 time")), (10, ("10 ganger", "10 gonger", "10 times"))],
)
def test_how_many_times(count: int, expected: tuple[str, str, str]) -> None:
    counted = Recurrence(freq=D, count=count)
    assert tuple(said.split(", ")[1] for said in in_all(lambda: rule(hours(counted)))) == expected


def test_the_earlier_end_counts() -> None:
    ends = Recurrence(freq=W, byday=(ByDay(weekday=TU),), until=date(2026, 12, 15))
    assert (
        in_all(lambda: rule(hours(ends, valid_to=date(2027, 6, 30))))[0] == "hver tirsdag 10:00-12:00, til 15.12.2026"
    )


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (
            {"dtstart": SINCE},
            ("tirsdag 6.1.2026 10:00-12:00", "tysdag 6.1.2026 10:00-12:00", "Tuesday 6.1.2026 10:00-12:00"),
        ),
        ({"description": "Etter avtale"}, ("Etter avtale",) * 3),
        ({"notes": "Ring først"}, ("Ring først",) * 3),
        ({}, ("ingen faste dager er oppgitt", "ingen faste dagar er oppgitt", "no fixed days stated")),
    ],
)
def test_without_a_rule(given: dict[str, object], expected: tuple[str, str, str]) -> None:
    assert in_all(lambda: rule(hours(None, **given))) == expected


@pytest.mark.parametrize(
    ("words", "expected"), [([], ""), (["a"], "a"), (["a", "b"], "a og b"), (["a", "b", "c"], "a, b og c")]
)
def test_listed(words: list[str], expected: str) -> None:
    assert in_all(lambda: listed(words))[0] == expected


@pytest.mark.parametrize(
    ("number", "ordinal"),
    [(1, "1st"), (2, "2nd"), (3, "3rd"), (4, "4th"), (11, "11th"), (13, "13th"), (22, "22nd"), (31, "31st")],
)
def test_english_ordinals(number: int, ordinal: str) -> None:
    assert in_all(lambda: rule(hours(every(M, monthdays=(number,)))))[2] == f"the {ordinal} of the month 10:00-12:00"
