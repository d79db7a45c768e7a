"""Office hours to put into calendars: some by hand, and any at all."""

from __future__ import annotations

from datetime import date, time

from hypothesis import strategies as st

from tui.domain.partner import Place
from tui.domain.query import HoursRow
from tui.domain.schedule import (
    ByDay,
    ExceptionStatus,
    Frequency,
    HolidayPolicy,
    OfficeHours,
    Recurrence,
    ScheduleException,
)

MONDAY = date(2026, 11, 23)


def weekly(
    key: str, weekday: int, opens: int | time, closes: int | time, *, place: str = "Kafeen", **given: object
) -> HoursRow:
    """Every week on one day (0 is Monday), at a place and a host of that name, offered by Nav."""
    facts: dict[str, object] = {
        "recurrence": Recurrence(freq=Frequency.WEEKLY, byday=(ByDay(weekday=weekday),)),
        "opens_at": opens if isinstance(opens, time) else time(opens),
        "closes_at": closes if isinstance(closes, time) else time(closes),
        "place": Place(id=place, name=place),
        "host_id": f"v-{place}",
        "provider_id": "nav",
        **given,
    }
    hours = OfficeHours(id=key, source_id=key, **facts)  # type: ignore[arg-type]
    return HoursRow(hours=hours, host_name=f"Vert {place}", provider_name="Nav")


def off(day: date, status: ExceptionStatus = ExceptionStatus.CANCELLED, **given: object) -> ScheduleException:
    return ScheduleException(date=day, status=status, **given)  # type: ignore[arg-type]


@st.composite
def any_hours(draw: st.DrawFn) -> list[HoursRow]:
    """Up to a dozen rules: any weekday and time, past midnight too, in several zones, some cancelled."""
    rows = []
    for number in range(draw(st.integers(0, 12))):
        times = st.times().map(lambda one: one.replace(microsecond=0, tzinfo=None))
        rows.append(
            weekly(
                f"h{number}",
                draw(st.integers(0, 6)),
                draw(times),
                draw(times),
                place=draw(st.sampled_from(["Kafeen", "Ørnes", "Åsgård frivilligsentral", "1"])),
                timezone_name=draw(st.sampled_from(["Europe/Oslo", "America/New_York", "Pacific/Auckland"])),
                by_appointment=draw(st.booleans()),
                holiday_policy=draw(st.sampled_from([None, *HolidayPolicy])),
                exceptions=tuple(off(day) for day in draw(st.lists(st.dates(MONDAY, date(2027, 1, 10)), max_size=2))),
            )
        )
    return rows
