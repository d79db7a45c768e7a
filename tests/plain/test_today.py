"""The day as lines: one sentence a fact, and nothing that has to be seen to be understood."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path

import pytest

from tests.storage.book.shelf import BRUA, NAV, Shelf, language_cafe, partner_of
from tests.sync.fakes import hours
from tui.domain.agreement import Goal
from tui.domain.freshness import Collection
from tui.domain.identity import partner_subject
from tui.domain.partner import Place
from tui.domain.review import RecordRef
from tui.domain.schedule import ByDay, ExceptionStatus, Frequency, Recurrence, ScheduleException
from tui.domain.today import Today
from tui.plain.today import document, lines
from tui.present import language
from tui.storage.day import DayReader
from tui.storage.reader import Reader

TODAY = date(2026, 11, 23)
MORNING = datetime(2026, 11, 23, 8, 3, tzinfo=UTC)
"""Monday, 09:03 in Norway; the copy was fetched at nine."""
WEEKLY = Recurrence(freq=Frequency.WEEKLY, byday=(ByDay(weekday=0),))


@pytest.fixture(autouse=True)
def bokmal() -> Iterator[None]:
    language.use("nb")
    yield
    language.use(language.SOURCE)


@pytest.fixture
def shelf(tmp_path: Path) -> Shelf:
    shelf = Shelf(tmp_path)
    goals = (Goal(id="g", agreement_id="a", title="Halvårsrapport", due_date=TODAY - timedelta(days=1)),)
    place = Place(id="p", name="Huset", street="Strandgata 32", municipality_code="5501")
    cancelled = (ScheduleException(date=TODAY, status=ExceptionStatus.CANCELLED, note="flyttedag"),)
    shelf.load(Collection.PARTNERS, BRUA, NAV)
    shelf.load(
        Collection.HOURS,
        hours("h", service_name="Kontortid", host_id="brua", place=place, recurrence=WEEKLY, dtstart=date(2026, 1, 5),
              opens_at=time(10), closes_at=time(12)),
        hours("k", service_name="Kafé", host_id="nav", recurrence=WEEKLY, dtstart=date(2026, 1, 5),
              opens_at=time(12), closes_at=time(14), exceptions=cancelled),
    )  # fmt: skip
    shelf.load(Collection.AGREEMENTS, language_cafe(goals=goals))
    return shelf


def day(shelf: Shelf, now: datetime = MORNING, **mine: tuple[str, ...]) -> Today:
    with closing(Reader.open(shelf.copy)) as reader, shelf.book() as book:
        return DayReader(reader, book).read(now, now.date(), **mine)


def test_the_day_is_read_out_in_full_sentences(shelf: Shelf) -> None:
    with shelf.book() as book:
        number = book.raise_point(partner_subject(partner_of(BRUA)), "kontortid tirsdag falt bort - hvorfor?")
        book.ask(partner_subject(partner_of(NAV)), "stengt bare i dag?")
        assert number
    assert lines(day(shelf)) == [
        "I dag, mandag 23. november 2026, uke 48. Data fra i dag 09.00.",
        "Neste: 10.00 til 12.00, Brua møteplass, Kontortid, Strandgata 32. Om 57 min.",
        "Avlyst: Nav, flyttedag, ellers 12:00-14:00, Kafé.",
        "Frist: Språkkafé, mål 1, Halvårsrapport, FORFALT 1 d.",
        "Ta opp: Brua møteplass, kontortid tirsdag falt bort - hvorfor?",
        "Sjekk når du er på nett: Nav, stengt bare i dag?",
        "Slutt.",
    ]


def test_what_goes_on_and_what_comes_on_another_day(shelf: Shelf) -> None:
    assert lines(day(shelf, MORNING.replace(hour=9, minute=30)))[1].startswith("Nå: 10.00 til 12.00, Brua")
    evening = lines(day(shelf, MORNING.replace(hour=18)))
    assert evening[1] == "Ma 30.11: 10.00 til 12.00, Brua møteplass, Kontortid, Strandgata 32."
    assert "Nav" in evening[2]


def test_changes_are_counted_since_the_last_review(shelf: Shelf) -> None:
    shelf.carry()
    shelf.change(Collection.AGREEMENTS, language_cafe(title="Språkkafeen"))
    assert "Ikke gjennomgått: 4 endringer hos 2 partnere: mål 3, avtaler 1." in lines(day(shelf))
    with shelf.book() as book:
        book.close_review("T2", [])
    assert not any("ndring" in line for line in lines(day(shelf)))
    shelf.change(Collection.AGREEMENTS, language_cafe(title="Språkkafé"))
    assert "Siden gjennomgangen din i dag 09.00: 1 endring hos 2 partnere: avtaler 1." in lines(day(shelf))


def test_mine_leaves_out_what_is_not(shelf: Shelf) -> None:
    shelf.carry()
    shelf.change(Collection.AGREEMENTS, language_cafe(title="Språkkafeen"))
    mine = lines(day(shelf, partners=("nav",)))
    assert not any("Kontortid" in line for line in mine)
    assert any("Avlyst: Nav" in line for line in mine)
    assert any("1 av dem mine" in line for line in mine)
    by_place = lines(day(shelf, municipalities=("55",)))
    assert any("Brua møteplass" in line for line in by_place)
    assert not any("Avlyst" in line for line in by_place)


def test_an_empty_copy_says_so(tmp_path: Path) -> None:
    assert lines(day(Shelf(tmp_path))) == [
        "I dag, mandag 23. november 2026, uke 48. Aldri hentet: Kontortid, Partnere, Avtaler.",
        "Ingenting er hentet ennå.",
        "R  hent alt nå",
        "Slutt.",
    ]


def test_a_day_with_nothing_says_that(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for one in Collection:
        shelf.load(one)
    assert lines(day(shelf))[1].startswith("Ingenting i dag:")


def test_the_document_has_the_same_facts_in_every_language(shelf: Shelf) -> None:
    found = document(day(shelf))
    language.use("en")
    assert document(day(shelf)) == found
    assert json.loads(json.dumps(found)) == found
    assert found["date"] == "2026-11-23"
    (following,) = found["office_hours"]["next"]
    assert (following["host"], following["start"]) == ("Brua møteplass", "2026-11-23T10:00:00+01:00")
    (due,) = found["deadlines"]
    assert (due["goal_id"], due["days_left"]) == ("g", -1)


def test_the_rules_are_worked_out_once_a_day_and_again_for_another_copy(shelf: Shelf) -> None:
    with closing(Reader.open(shelf.copy)) as reader, shelf.book() as book:
        days = DayReader(reader, book)
        first = days.read(MORNING, TODAY).sessions.next
        later = days.read(MORNING + timedelta(minutes=1), TODAY).sessions.next
        assert first[0] is later[0]
        shelf.load(Collection.HOURS, hours("n", host_id="nav", dtstart=TODAY, opens_at=time(9, 30), closes_at=time(12)))
        other = days.read(MORNING, TODAY).sessions.next
        assert [one.row.hours.source_id for one in (*first, *other)] == ["h", "n"]


def test_a_day_worked_out_ahead_is_only_put_together(shelf: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    expected = day(shelf)
    with closing(Reader.open(shelf.copy)) as reader, shelf.book() as book:
        days = DayReader(reader, book)
        assert list(days.ahead(TODAY))
        assert list(days.ahead(TODAY)) == []
        monkeypatch.setattr("tui.domain.today.slots", None)
        assert days.read(MORNING, TODAY) == expected
        assert days.read(MORNING + timedelta(hours=12), TODAY).sessions.coming


def test_a_point_about_a_record_leads_to_it(shelf: Shelf) -> None:
    from tui.present import today as words

    about = replace(partner_subject(partner_of(BRUA)), ref=RecordRef.agreement("a"), title="Språkkafé")
    with shelf.book() as book:
        book.raise_point(partner_subject(partner_of(BRUA)), "tall for oktober", about)
        book.raise_point(partner_subject(partner_of(NAV)), "ny kontakt")
    rows = [row for group in words.groups(day(shelf)) for row in group.rows if group.key == "raise"]
    assert [words.record_of(row) for row in rows] == [RecordRef.agreement("a"), RecordRef.partner("nav")]
