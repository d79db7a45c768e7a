"""`samspill hours`: the words of the screen, and the same facts for programs."""

from __future__ import annotations

import csv
import io
import json
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest

from tests.domain.hours import MONDAY, off, weekly
from tui.domain.freshness import Collection, CollectionState
from tui.domain.query import HoursRow
from tui.plain.hours import COLUMNS, Stretch, document, lines, stretch, table
from tui.present import language
from tui.storage.reader import Reader

NOW = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)
FETCHED = CollectionState(
    collection=Collection.HOURS, rows=3, completed_at=NOW - timedelta(minutes=2), attempted_at=NOW, error=None
)
ROWS = (
    weekly("a", 0, 9, 11),
    weekly("b", 1, 10, 12, exceptions=(off(date(2026, 11, 24), note="flyttedag"),)),
    weekly("c", 3, 12, 15, place="Brua", by_appointment=True),
    HoursRow(hours=replace(weekly("d", 0, 9, 11).hours, recurrence=None), host_name=None, provider_name=None),
)


def week(rows: tuple[HoursRow, ...] = ROWS, monday: date = MONDAY, state: CollectionState = FETCHED) -> Stretch:
    return Stretch(rows=rows, state=state, first=monday, last=monday + timedelta(days=6), now=NOW)


@pytest.fixture(autouse=True)
def bokmål() -> None:
    language.use("nb")


def test_a_week_as_text() -> None:
    assert list(lines(week())) == [
        "Uke 48   23.-29. november 2026   (hentet i dag 10:28, for 2 min siden: ferdig)",
        "I DAG  ma 23.11",
        "  09:00-11:00 Kafeen",
        "I MORGEN  ti 24.11",
        "  AVLYST Kafeen, flyttedag, ellers 10:00-12:00",
        "  on 25.11   ingen kontortid",
        "TORSDAG  to 26.11",
        "  12:00-15:00 Brua, kun timeavtale",
        "  fr 27.11 - sø 29.11   ingen kontortid",
        "VARSLER neste 35 dager",
        "  to 24.12   1 kontortid faller på julaften (ikke avlyst i kilden)",
        "UTEN FASTE DATOER",
        "  Kafeen: Kilden beskriver kontortiden bare med ord.",
        "Bemannet per uke   Uke 48   23.-29. november 2026",
        "  Brua: 3 t, i snitt 3 t over 4 uker",
        "  Kafeen: 2 t, i snitt 3,5 t over 4 uker",
        "  Alle steder til sammen: 5 t, i snitt 6,5 t over 4 uker",
    ]


def test_another_year_is_said_and_other_weeks_have_no_warnings() -> None:
    told = list(lines(week(ROWS[:1], date(2026, 12, 28))))
    assert told[0].startswith("Uke 53   28. desember 2026 - 3. januar 2027")
    assert told[3] == "  ti 29.12 - sø 3.1.2027   ingen kontortid"
    assert not any("VARSLER" in line for line in told)


def test_nothing_fetched_is_one_sentence() -> None:
    never = CollectionState(collection=Collection.HOURS, rows=0, completed_at=None, attempted_at=None, error=None)
    assert list(lines(week((), state=never))) == ["Ingen kontortid er hentet ennå."]


def test_for_programs_it_is_the_same_in_every_language() -> None:
    documents = []
    for code in language.LANGUAGES:
        language.use(code)
        documents.append((json.dumps(document(week())), table(week())))
    assert len(set(documents)) == 1
    found = document(week())
    assert [(one["start"], one["state"], one["by_appointment"]) for one in found["office_hours"]] == [
        ("2026-11-23T09:00+01:00", "open", False),
        ("2026-11-24T10:00+01:00", "cancelled", False),
        ("2026-11-26T12:00+01:00", "open", True),
    ]
    assert found["without_dates"] == [{"hours_id": "d", "source_id": "d", "reason": "no_rule"}]
    assert found["staffed"]["place"][-1] == {
        "id": None,
        "name": None,
        "hours": 5.0,
        "average_hours": 6.5,
        "by_appointment_hours": 3.0,
        "unconfirmed_hours": 0.0,
    }
    assert [one["name"] for one in found["staffed"]["provider"]] == ["Nav"]


def test_a_spreadsheet_gets_text_and_no_formula() -> None:
    row = weekly("a", 0, 9, 11, place='=cmd|"x";y', exceptions=(off(MONDAY, note="-1+1"),))
    found = list(csv.DictReader(io.StringIO(table(week((row,)))), delimiter=";"))
    assert tuple(found[0]) == COLUMNS
    assert (found[0]["place"], found[0]["note"], found[0]["by_appointment"]) == ('\'=cmd|"x";y', "'-1+1", "false")


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        (None, date(2026, 11, 23)),
        ("48", MONDAY),
        (" 2 ", date(2027, 1, 11)),
        ("24.12", date(2026, 12, 21)),
        ("2026-12-24", date(2026, 12, 21)),
        ("uke 50", date(2026, 12, 7)),
    ],
)
def test_which_days_are_asked_for(asked: str | None, first: date, tmp_path: Path) -> None:
    reader = Reader.open(tmp_path / "none.db")
    found = stretch(reader, asked, NOW)
    assert isinstance(found, Stretch)
    assert (found.first, found.last) == (first, first + timedelta(days=6))
    assert stretch(reader, "99", NOW) == "Uken «99» finnes ikke: et år har 52 eller 53 uker."
    assert str(stretch(reader, "tull", NOW)).startswith("«tull» er ikke en dato.")
    reader.close()
