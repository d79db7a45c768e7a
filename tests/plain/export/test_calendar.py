"""Office hours as a calendar file: read back by another program's rules, the same sessions come out."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from dateutil.rrule import rruleset, rrulestr
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from tui.domain.partner import Place
from tui.domain.query import HoursRow
from tui.domain.recurrence import slots
from tui.domain.schedule import (
    ByDay,
    ExceptionStatus,
    Frequency,
    HolidayPolicy,
    OfficeHours,
    Recurrence,
    ScheduleException,
    SlotState,
)
from tui.plain.export.calendar import as_ics

OSLO = ZoneInfo("Europe/Oslo")
NOW = datetime(2026, 11, 22, 8, tzinfo=UTC)
FIRST, LAST = date(2026, 11, 22), date(2027, 12, 31)
TUESDAYS = OfficeHours(
    id="h",
    source_id="s",
    service_name="Nav kontortid",
    place=Place(id="p", name="Brua møteplass", street="Kaigata 1", postal_code="9008", city="Tromsø"),
    dtstart=date(2026, 1, 6),
    recurrence=Recurrence(freq=Frequency.WEEKLY, byday=(ByDay(weekday=1),)),
    opens_at=time(10),
    closes_at=time(12),
    holiday_policy=HolidayPolicy.CLOSED,
)


def row(hours: OfficeHours) -> HoursRow:
    return HoursRow(hours=hours, host_name="Brua", provider_name="Nav")


def events(hours: OfficeHours) -> list[Any]:
    return list(Calendar.from_ical(as_ics([row(hours)], NOW)).walk("VEVENT"))


def naive(moment: datetime) -> datetime:
    return moment.astimezone(OSLO).replace(tzinfo=None)


def sessions(hours: OfficeHours) -> list[tuple[datetime, datetime]]:
    """What a calendar program makes of the file, by python-dateutil."""
    found: list[tuple[datetime, datetime]] = []
    series = [one for one in events(hours) if "RECURRENCE-ID" not in one]
    instead = {naive(one["RECURRENCE-ID"].dt): one for one in events(hours) if "RECURRENCE-ID" in one}
    for event in series:
        begins, ends = naive(event["DTSTART"].dt), naive(event["DTEND"].dt)
        if "RRULE" not in event:
            starts = [begins]
        else:
            rule = dict(event["RRULE"])
            if "UNTIL" in rule:
                rule["UNTIL"] = [naive(rule["UNTIL"][0])]
            text = ";".join(
                f"{key}={','.join(f'{one:%Y%m%dT%H%M%S}' if isinstance(one, datetime) else str(one) for one in values)}"
                for key, values in rule.items()
            )
            dates = rruleset()
            dates.rrule(rrulestr(text, dtstart=begins))  # type: ignore[arg-type]
            starts = list(
                dates.between(naive(NOW) - timedelta(days=1), naive(datetime(2028, 1, 1, tzinfo=UTC)), inc=True)
            )
        out = event.get("EXDATE", [])
        left_out = {naive(one.dt) for line in (out if isinstance(out, list) else [out]) for one in line.dts}
        starts = [one for one in starts if one not in left_out]
        for start in starts:
            other = instead.get(start)
            if other is not None:
                found.append((naive(other["DTSTART"].dt), naive(other["DTEND"].dt)))
            else:
                found.append((start, start + (ends - begins)))
    window = [one for one in found if FIRST <= one[0].date() <= LAST]
    return sorted(window)


def expected(hours: OfficeHours) -> list[tuple[datetime, datetime]]:
    held = (one for one in slots(hours, FIRST, LAST).slots if one.state not in {SlotState.CANCELLED, SlotState.CLOSED})
    return sorted((naive(one.start), naive(one.end)) for one in held)


def test_a_rule_stays_a_rule() -> None:
    (event,) = [one for one in events(TUESDAYS) if "RECURRENCE-ID" not in one]
    assert event["RRULE"].to_ical() == b"FREQ=WEEKLY;BYDAY=TU"
    assert event["SUMMARY"] == "Nav kontortid: Brua"
    assert event["LOCATION"] == "Brua møteplass, Kaigata 1, 9008 Tromsø"
    assert event["DTSTART"].params["TZID"] == "Europe/Oslo"


def test_the_zone_is_in_the_file() -> None:
    (zone,) = Calendar.from_ical(as_ics([row(TUESDAYS)], NOW)).walk("VTIMEZONE")
    assert zone["TZID"] == "Europe/Oslo"
    assert [one.name for one in zone.subcomponents].count("DAYLIGHT") >= 1


def test_reads_back_identically() -> None:
    written = as_ics([row(TUESDAYS)], NOW)
    assert Calendar.from_ical(written).to_ical() == written


def test_no_contact_is_in_it() -> None:
    from tui.domain.partner import Contact, Phone

    hours = replace(
        TUESDAYS,
        contacts=(Contact(name="Kari Eksempel", email="kari@brua.example"),),
        phones=(Phone(number="99988777"),),
    )
    assert b"Kari" not in as_ics([row(hours)], NOW)
    assert b"99988777" not in as_ics([row(hours)], NOW)


def test_exceptions_come_out_as_they_are() -> None:
    hours = replace(
        TUESDAYS,
        exceptions=(
            ScheduleException(date=date(2026, 12, 1), status=ExceptionStatus.CANCELLED, note="flyttedag"),
            ScheduleException(
                date=date(2026, 12, 8), status=ExceptionStatus.MOVED, opens_at=time(13), closes_at=time(15)
            ),
            ScheduleException(date=date(2026, 12, 10), status=ExceptionStatus.EXTRA),
            ScheduleException(
                date=date(2026, 12, 10), status=ExceptionStatus.EXTRA, opens_at=time(17), closes_at=time(18)
            ),
        ),
    )
    assert sessions(hours) == expected(hours)
    assert "2026-12-08 13:00:00" in {str(start) for start, _end in sessions(hours)}
    assert len(
        {(str(one["UID"]), str(one.get("RECURRENCE-ID", "") and one["RECURRENCE-ID"].dt)) for one in events(hours)}
    ) == len(events(hours))


def test_unconfirmed_is_tentative() -> None:
    hours = replace(TUESDAYS, holiday_policy=None, recurrence=Recurrence(freq=Frequency.DAILY))
    christmas = [one for one in events(hours) if naive(one["DTSTART"].dt).date() == date(2026, 12, 25)]
    assert [str(one["STATUS"]) for one in christmas] == ["TENTATIVE"]


def test_hours_without_dates_have_no_event() -> None:
    assert events(replace(TUESDAYS, recurrence=None, dtstart=None)) == []


def test_text_from_outside_adds_no_line() -> None:
    hours = replace(TUESDAYS, notes="x\r\nATTENDEE:mailto:a@b.example\r\nEND:VEVENT", service_name="a;b,c\\n")
    (event,) = [one for one in events(hours) if "RECURRENCE-ID" not in one]
    assert "ATTENDEE" not in event
    assert event["SUMMARY"] == "a;b,c\\n: Brua"


days = st.dates(date(2025, 1, 1), date(2027, 6, 1))
byday = st.lists(st.builds(ByDay, weekday=st.integers(0, 6)), max_size=3, unique=True).map(tuple)
ordinal = st.lists(
    st.builds(ByDay, weekday=st.integers(0, 6), ordinal=st.sampled_from([1, 2, -1])), max_size=2, unique=True
).map(tuple)
rules = st.one_of(
    st.builds(
        Recurrence,
        freq=st.just(Frequency.WEEKLY),
        interval=st.integers(1, 4),
        byday=byday,
        wkst=st.sampled_from([0, 6]),
    ),
    st.builds(
        Recurrence, freq=st.just(Frequency.DAILY), interval=st.integers(1, 9), count=st.none() | st.integers(1, 90)
    ),
    st.builds(Recurrence, freq=st.just(Frequency.MONTHLY), interval=st.integers(1, 3), byday=ordinal),
    st.builds(
        Recurrence,
        freq=st.just(Frequency.MONTHLY),
        bymonthday=st.lists(st.integers(1, 28), max_size=2, unique=True).map(tuple),
    ),
    st.builds(Recurrence, freq=st.just(Frequency.WEEKLY), byday=byday, count=st.integers(1, 200)),
    st.builds(Recurrence, freq=st.just(Frequency.WEEKLY), byday=byday, until=days),
    st.none(),
)


@settings(max_examples=150, deadline=None)
@given(
    rule=rules,
    start=days,
    valid_from=st.none() | days,
    valid_to=st.none() | days,
    policy=st.sampled_from([None, *HolidayPolicy]),
    cancelled=st.lists(days, max_size=3),
    opens=st.sampled_from([time(9), time(22)]),
)
def test_any_rule_gives_the_same_sessions(
    rule: Recurrence | None,
    start: date,
    valid_from: date | None,
    valid_to: date | None,
    policy: HolidayPolicy | None,
    cancelled: list[date],
    opens: time,
) -> None:
    hours = replace(
        TUESDAYS,
        recurrence=rule,
        dtstart=start,
        valid_from=valid_from,
        valid_to=valid_to,
        holiday_policy=policy,
        opens_at=opens,
        exceptions=tuple(ScheduleException(date=one, status=ExceptionStatus.CANCELLED) for one in cancelled),
    )
    assert sessions(hours) == expected(hours)
