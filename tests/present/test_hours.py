from __future__ import annotations

from dataclasses import replace
from datetime import date, time, timedelta

import pytest

from tests.domain.hours import MONDAY, off, weekly
from tui.domain.agenda import Nobody, Section
from tui.domain.asked_date import NotADate
from tui.domain.calendar import Calendar, Session
from tui.domain.notices import notices
from tui.domain.partner import Contact, Place
from tui.domain.query import HoursRow
from tui.domain.schedule import ExceptionStatus, HolidayPolicy
from tui.domain.staffing import Group, Side
from tui.domain.week import Band
from tui.present import dates, hours, language

from .saying import in_all

CHRISTMAS = date(2026, 12, 21)


def session(row: HoursRow, day: date = MONDAY) -> Session:
    return Calendar([row]).week(day)[0]


def every_state() -> list[Session]:
    """Open, unconfirmed, closed, cancelled, moved, by appointment and extra, in that order."""
    extra = off(CHRISTMAS + timedelta(days=5), ExceptionStatus.EXTRA)
    return [
        session(weekly("a", 0, 9, 11), CHRISTMAS),
        session(weekly("b", 4, 9, 11), CHRISTMAS),
        session(weekly("c", 4, 9, 11, holiday_policy=HolidayPolicy.CLOSED), CHRISTMAS),
        session(weekly("d", 0, 9, 11, exceptions=(off(CHRISTMAS),)), CHRISTMAS),
        session(
            weekly("e", 0, 9, 11, exceptions=(off(CHRISTMAS, ExceptionStatus.MOVED, opens_at=time(10)),)), CHRISTMAS
        ),
        session(weekly("f", 0, 9, 11, by_appointment=True), CHRISTMAS),
        Calendar([weekly("g", 0, 9, 11, exceptions=(extra,))]).week(CHRISTMAS)[1],
    ]


def test_every_state_has_a_mark_with_its_own_word() -> None:
    found = every_state()
    assert "".join(hours.mark(one.slot) for one in found) == "#?x-~@#"
    for said in zip(*in_all_legends([one.slot for one in found]), strict=True):
        assert len(set(said)) >= 2
    language.use("nb")
    words = [word for _mark, word in hours.marks_legend(one.slot for one in found)]
    assert words == ["åpent", "ikke bekreftet", "stengt", "fridag", "avlyst", "flyttet", "kun timeavtale"]
    assert len(set(words)) == len(words)


def in_all_legends(slots: list[object]) -> list[list[str]]:
    legends = []
    for code in language.LANGUAGES:
        language.use(code)
        legends.append([word for _mark, word in hours.marks_legend(slots)])  # type: ignore[arg-type]
    return legends


def test_four_marks_are_always_explained() -> None:
    language.use("nb")
    assert [mark for mark, _word in hours.marks_legend(())] == ["#", "?", "x", "!"]


def test_a_session_in_full() -> None:
    place = Place(id="p", name="Brua møteplass", street="Kaigata 1")
    row = weekly("a", 0, 13, 15, contacts=(Contact(name="Kari Nilsen"),))
    told = Session(
        HoursRow(hours=replace(row.hours, place=place), host_name="Brua", provider_name="Nav"), session(row).slot
    )
    assert in_all(lambda: hours.session_line(told, MONDAY)) == (
        "ma 23.11 13:00-15:00 Brua møteplass, Kaigata 1, Kari Nilsen",
        "må 23.11 13:00-15:00 Brua møteplass, Kaigata 1, Kari Nilsen",
        "Mo 23.11 13:00-15:00 Brua møteplass, Kaigata 1, Kari Nilsen",
    )
    assert in_all(lambda: hours.session_line(told, date(2027, 1, 4)))[0].startswith("ma 23.11.2026 ")


def test_nobody_there_says_why_and_the_usual_hours() -> None:
    (cancelled,) = [one for one in every_state() if one.row.hours.id == "d"]
    assert in_all(lambda: hours.session_told(cancelled)) == (
        "AVLYST Kafeen, ellers 09:00-11:00",
        "AVLYST Kafeen, elles 09:00-11:00",
        "CANCELLED Kafeen, otherwise 09:00-11:00",
    )


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Europe/Oslo", ""),
        ("Europe/Stockholm", ""),
        ("Europe/Helsinki", "lokal tid, UTC+2"),
        ("America/New_York", "lokal tid, UTC-5"),
        ("Asia/Kolkata", "lokal tid, UTC+5:30"),
        ("UTC", "lokal tid, UTC+0"),
    ],
)
def test_the_offset_is_told_only_where_it_differs(zone: str, said: str) -> None:
    language.use("nb")
    told = hours.session_told(session(weekly("a", 0, 9, 11, timezone_name=zone)))
    assert told == ", ".join(part for part in ("09:00-11:00 Kafeen", said) if part)


def test_warnings() -> None:
    rows = [
        weekly("a", 3, 9, 11),
        weekly("b", 3, 9, 11, exceptions=(off(date(2026, 12, 24)),)),
        weekly("c", 4, 9, 11, holiday_policy=HolidayPolicy.CLOSED),
        weekly("d", 5, 9, 11),
        weekly("e", 1, 9, 11, valid_to=date(2026, 12, 15), place="Brua"),
    ]
    said = in_all(lambda: "\n".join(hours.notice(one, MONDAY) for one in notices(Calendar(rows), MONDAY)))
    assert tuple(one.splitlines() for one in said) == (
        [
            "Brua: kontortiden slutter, siste gyldige dag ti 15.12",
            "2 kontortider faller på julaften (1 ikke avlyst)",
            "1 kontortid faller på 1. juledag (offentlig fridag, avlyst eller stengt i kilden)",
            "1 kontortid faller på 2. juledag (offentlig fridag, ikke avlyst i kilden)",
        ],
        [
            "Brua: kontortida sluttar, siste gyldige dag ty 15.12",
            "2 kontortider fell på julaftan (1 ikkje avlyst)",
            "1 kontortid fell på 1. juledag (offentleg fridag, avlyst eller stengt i kjelda)",
            "1 kontortid fell på 2. juledag (offentleg fridag, ikkje avlyst i kjelda)",
        ],
        [
            "Brua: the office hours end, last valid day Tu 15.12",
            "2 office hours fall on Christmas Eve (1 not cancelled)",
            "1 office hour falls on Christmas Day (public holiday, cancelled or closed in the source)",
            "1 office hour falls on Boxing Day (public holiday, not cancelled in the source)",
        ],
    )


def test_days_and_gaps_have_a_year_where_it_is_another() -> None:
    gap = Nobody(date(2026, 12, 30), date(2027, 1, 5))
    assert in_all(lambda: hours.nobody(gap, MONDAY))[0] == "on 30.12 - ti 5.1.2027"
    assert in_all(lambda: hours.day_heading(date(2027, 1, 5), MONDAY))[0] == "TIRSDAG  ti 5.1.2027"
    assert in_all(lambda: hours.day_heading(MONDAY, MONDAY)) == (
        "I DAG  ma 23.11",
        "I DAG  må 23.11",
        "TODAY  Mo 23.11",
    )
    assert in_all(lambda: dates.week_title(date(2026, 12, 28), date(2027, 1, 3)))[0] == (
        "Uke 53   28. desember 2026 - 3. januar 2027"
    )
    assert in_all(lambda: dates.week_title(MONDAY, date(2026, 11, 29)))[1] == "Veke 48   23.-29. november 2026"


def test_what_a_week_lacks() -> None:
    assert in_all(lambda: hours.empty_days((1, 4, 5, 6))) == (
        "Dager uten kontortid denne uken: ti, fr, lø, sø",
        "Dagar utan kontortid denne veka: ty, fr, la, sø",
        "Days without office hours this week: Tu, Fr, Sa, Su",
    )
    assert in_all(lambda: hours.empty_days(()))[0] == ""
    assert in_all(lambda: hours.empty_days(range(7)))[1] == "Inga kontortid denne veka."
    gone = session(weekly("a", 0, 10, 12, exceptions=(off(MONDAY),)))
    assert in_all(lambda: hours.dropped([gone, session(weekly("b", 0, 9, 11))]))[0] == (
        "Bortfalt denne uken: ma 10:00-12:00 Kafeen"
    )
    assert in_all(lambda: hours.dropped([]))[0] == ""


@pytest.mark.parametrize(
    ("minutes", "said"), [(0, "-"), (60, "1 t"), (90, "1,5 t"), (605, "10,1 t"), (2, "-"), (6, "0,1 t")]
)
def test_hours_staffed(minutes: int, said: str) -> None:
    language.use("nb")
    assert hours.staffed(timedelta(minutes=minutes)) == said


@pytest.mark.parametrize("fault", NotADate)
def test_a_wrong_date_is_one_sentence_with_the_text(fault: NotADate) -> None:
    said = in_all(lambda: hours.not_a_date(fault, "tull"))
    assert len(set(said)) == 3
    assert all("tull" in one and one.endswith(".") and "{" not in one for one in said)


def test_small_words() -> None:
    group = Group(Side.HOST, "1", "Brua")
    assert in_all(lambda: hours.only(group)) == ("vert: Brua", "vert: Brua", "host: Brua")
    assert hours.band(Band(23, 23)) == "23:00-24:00"
    assert len({one for each in Section for one in in_all(lambda each=each: hours.section(each))}) == 6  # type: ignore[misc]
    assert in_all(lambda: hours.special_day(date(2026, 12, 24)))[1] == "julaftan"
    assert in_all(lambda: hours.special_day(date(2026, 12, 25)))[0] == "1. juledag (offentlig fridag)"
    assert hours.special_day(MONDAY) == ""
