from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from tui.domain.agreement import Agreement, Goal, Indicator, LifecycleStatus, Period
from tui.domain.errors import ServerFailed
from tui.domain.freshness import Collection, CollectionState
from tui.domain.partner import Place
from tui.domain.query import HoursRow
from tui.domain.schedule import ByDay, ExceptionStatus, Frequency, OfficeHours, Recurrence, ScheduleException
from tui.plain.status import DAYS, MOST, Status, document, lines, read_status
from tui.present import language
from tui.storage.reader import Reader

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
"""Monday, 10:30 in Norway."""


def copy(age: timedelta | None = timedelta(minutes=2), rows: int = 7) -> tuple[CollectionState, ...]:
    completed = None if age is None else NOW - age
    return tuple(
        CollectionState(collection=one, rows=rows, completed_at=completed, attempted_at=completed, error=None)
        for one in Collection
    )


def weekly(key: str, weekday: int, opens: int, host: str, **given: object) -> HoursRow:
    hours = OfficeHours(
        id=key,
        source_id=key,
        place=Place(id="p", name="Kafeen"),
        recurrence=Recurrence(freq=Frequency.WEEKLY, byday=(ByDay(weekday=weekday),)),
        opens_at=time(opens),
        closes_at=time(opens + 2),
        **given,  # type: ignore[arg-type]
    )
    return HoursRow(hours=hours, host_name=host, provider_name="Nav")


def goal(key: str, due: date | None, **given: object) -> Goal:
    return Goal(id=key, agreement_id="a", title=f"Mål {key}", due_date=due, **given)  # type: ignore[arg-type]


def status(**given: object) -> Status:
    facts = {
        "version": "0.1.0",
        "profile": "nord",
        "url": "https://x.example",
        "states": copy(),
        "file": Path("/c/nord/cache.db"),
        "size": 3_140_000,
        "now": NOW,
        **given,
    }
    return Status(**facts)  # type: ignore[arg-type]


@pytest.fixture(autouse=True)
def bokmål() -> None:
    language.use("nb")


def test_what_the_copy_holds() -> None:
    assert lines(status()) == [
        "Samspill 0.1.0, profil nord: https://x.example",
        "Kontortid           7  hentet i dag 10:28, for 2 min siden: ferdig",
        "Partnere            7  hentet i dag 10:28, for 2 min siden: ferdig",
        "Avtaler             7  hentet i dag 10:28, for 2 min siden: ferdig",
        "Lokal kopi: /c/nord/cache.db (3,1 MB på denne maskinen)",
    ]


def test_a_copy_never_fetched_and_no_source() -> None:
    assert lines(status(states=copy(None), url=None, size=0)) == [
        "Samspill 0.1.0, profil nord: ingen kilde er satt opp",
        "Kontortid     aldri hentet",
        "Partnere      aldri hentet",
        "Avtaler       aldri hentet",
        "Lokal kopi: /c/nord/cache.db (0 B på denne maskinen)",
    ]


def test_the_last_error_is_a_sentence() -> None:
    hours, partners, agreements = copy(timedelta(days=3))
    failed = replace(agreements, attempted_at=NOW, error=ServerFailed("https://x.example", status=503))
    shown = lines(status(states=(hours, partners, failed)))
    assert shown[1] == "Kontortid           7  hentet fr 20.11 10:30, for 3 d siden: gammel, hent på nytt"
    assert shown[3] == "Avtaler             7  hentet fr 20.11 10:30, for 3 d siden: feilet 10:30"
    assert shown[4] == (
        "  Avtaler: https://x.example feilet (503). Prøv igjen senere; den lokale kopien kan leses som før."
    )
    assert status(states=(hours, partners, failed)).failed
    assert not status().failed


def test_office_hours_today_and_the_next_seven_days() -> None:
    away = ScheduleException(date=date(2026, 11, 25), status=ExceptionStatus.CANCELLED, note="flyttedag")
    rows = (
        weekly("ended", 0, 8, "Ferdig i dag"),
        weekly("going", 0, 9, "Nordlys"),
        weekly("away", 2, 10, "Kysthjelpen", exceptions=(away,)),
        weekly("next", 0, 13, "Kafeen", by_appointment=True),
    )
    assert lines(status(hours=rows))[5:] == [
        "Kontortid i dag og de neste 7 dagene:",
        "  i dag     09:00-11:00  Nordlys, Kafeen",
        "  i dag     13:00-15:00  Kafeen, kun timeavtale",
        "  on 25.11  AVLYST       Kysthjelpen, Kafeen, flyttedag, ellers 10:00-12:00",
        "  ma 30.11  08:00-10:00  Ferdig i dag, Kafeen",
        "  ma 30.11  09:00-11:00  Nordlys, Kafeen",
        "  ma 30.11  13:00-15:00  Kafeen, kun timeavtale",
    ]


def test_many_sessions_are_cut_and_counted() -> None:
    rows = tuple(weekly(f"{number:02}", 1, 9, f"Vert {number:02}") for number in range(MOST + 3))
    shown = lines(status(hours=rows))[6:]
    assert len(shown) == MOST + 1
    assert shown[-1] == "  og 3 til"


def test_no_sessions_is_said_only_where_there_are_office_hours() -> None:
    later = weekly("later", 1, 9, "Senere", valid_from=date(2027, 1, 1))
    assert lines(status(hours=(later,)))[5:] == [f"Ingen kontortid i dag eller de neste {DAYS} dagene."]
    assert len(lines(status())) == 5


def test_goals_past_their_due_date_longest_overdue_first() -> None:
    counted = Indicator(id="i", title="Antall", periods=(Period(target=20, actual=12.5),))
    agreement = Agreement(
        id="a",
        title="A-097",
        goals=(
            goal("1", date(2026, 11, 22)),
            goal("2", date(2026, 6, 30), indicators=(counted,)),
            goal("3", date(2026, 6, 30), lifecycle_status=LifecycleStatus.COMPLETED),
            goal("4", date(2026, 12, 31)),
            goal("5", None),
        ),
    )
    assert lines(status(agreements=(agreement,)))[5:] == [
        "Mål som har gått over fristen:",
        "  146 d over fristen: Mål 2 (A-097), 12,5/20",
        "  1 d over fristen: Mål 1 (A-097)",
    ]


def test_many_overdue_goals_are_cut_and_counted() -> None:
    late = tuple(goal(str(number), date(2026, 11, 1)) for number in range(MOST + 1))
    shown = lines(status(agreements=(Agreement(id="a", title="A", goals=late),)))
    assert shown[-1] == "  og 1 til"


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_the_document_names_nothing_by_language(code: str) -> None:
    hours, partners, agreements = copy()
    failed = replace(hours, error=ServerFailed("https://x.example", status=503))
    late = Agreement(id="a", title="A-097", goals=(goal("1", date(2026, 11, 22)),))
    given = status(states=(failed, partners, agreements), hours=(weekly("h", 1, 9, "Nordlys"),), agreements=(late,))
    language.use(code)
    told = document(given)
    assert told["cache"] == {"file": "/c/nord/cache.db", "bytes": 3_140_000}
    assert told["collections"]["partners"] == {
        "rows": 7,
        "completed_at": "2026-11-23T09:28:00+00:00",
        "age_seconds": 120,
        "attempted_at": "2026-11-23T09:28:00+00:00",
        "rejected": 0,
        "offered": True,
        "error": None,
    }
    assert told["collections"]["hours"]["error"]["kind"] == "ServerFailed"
    assert told["office_hours"] == [
        {
            "hours_id": "h",
            "source_id": "h",
            "start": "2026-11-24T09:00:00+01:00",
            "end": "2026-11-24T11:00:00+01:00",
            "state": "open",
            "by_appointment": False,
            "host": "Nordlys",
            "provider": "Nav",
            "place": "Kafeen",
        }
    ]
    assert told["overdue_goals"] == [
        {
            "id": "1",
            "title": "Mål 1",
            "agreement_id": "a",
            "agreement": "A-097",
            "due_date": "2026-11-22",
            "days_left": -1,
            "actual": None,
            "target": None,
        }
    ]


def test_a_missing_file_is_a_copy_never_fetched(tmp_path: Path) -> None:
    file = tmp_path / "cache.db"
    reader = Reader.open(file)
    try:
        found = read_status(reader, version="0.1.0", profile="nord", url=None, file=file, now=NOW)
    finally:
        reader.close()
    assert [state.completed_at for state in found.states] == [None, None, None]
    assert (found.hours, found.agreements, found.size) == ((), (), 0)
    assert document(found)["office_hours"] == []
