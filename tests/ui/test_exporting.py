"""Files to take along: what every view offers, what is in them, and that one goes on meanwhile."""

from __future__ import annotations

import csv
import io
import json
import stat
import threading
from dataclasses import replace
from pathlib import Path

import pytest
from icalendar import Calendar
from textual.pilot import Pilot

from tui.domain.identity import partner_subject
from tui.domain.query import PartnerQuery, PartnerSort
from tui.plain.export.choice import Export
from tui.ui.app import SamspillApp
from tui.ui.panes.widgets import every
from tui.ui.screens.address import AddressScreen
from tui.ui.services import Services

from .conftest import Changing, opened, press, rest, screen_text
from .story import happens

FETCHED = "2026-11-22T15:42:00+00:00"


async def taken(app: SamspillApp, pilot: Pilot[None], number: str) -> Path:
    """Take a line of the export menu and wait for the file; the screen with its path is left again."""
    await press(pilot, "e", number)
    while not isinstance(app.screen, AddressScreen):
        await pilot.pause(0.01)
    await rest(pilot)
    shown = "".join(line.rstrip() for line in screen_text(app).splitlines()[3:])
    await press(pilot, "q")
    return Path(shown)


def table(path: Path) -> list[list[str]]:
    return list(csv.reader(io.StringIO(path.read_text(encoding="utf-8-sig")), delimiter=";"))


async def test_partners_as_they_are_filtered_and_sorted(services: Services, tmp_path: Path) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, *"/nav", "enter", "s", "2")
        path = await taken(app, pilot, "1")
        assert app.main is not None
        shown = [row.name for row in every(services.reader.partners(
            PartnerQuery(text="nav", sort=PartnerSort.MUNICIPALITY)))]  # fmt: skip
        assert f"Written: {path}"[:60] in screen_text(app)
    assert path == tmp_path / "taken" / "samspill-partners-2026-11-23.csv"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    heading, *rows = table(path)
    assert heading[:2] == ["Id", "Name"]
    assert [row[1] for row in rows] == shown
    assert len(shown) > 3


async def test_nothing_is_ever_overwritten(services: Services) -> None:
    async with opened(services) as (app, pilot):
        first, second = await taken(app, pilot, "1"), await taken(app, pilot, "1")
    assert (first.name, second.name) == ("samspill-partners-2026-11-23.csv", "samspill-partners-2026-11-23-2.csv")
    assert first.read_bytes() == second.read_bytes()


@pytest.mark.parametrize(("pane", "name", "least"), [
    ("1", "today", 8), ("2", "partners", 100), ("3", "office-hours", 20), ("4", "goals", 20), ("5", "agreements", 10),
])  # fmt: skip
async def test_every_pane_offers_its_rows_for_programs_and_says_how_old_they_are(
    pane: str, name: str, least: int, services: Services
) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, pane)
        found = json.loads((await taken(app, pilot, "2")).read_bytes())
    assert (found["name"], found["fetched_at"], found["made_at"][:16]) == (name, FETCHED, "2026-11-23T07:03")
    assert len(found["rows"]) >= least


async def test_the_filter_of_goals_and_agreements_holds_for_their_files(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "4", *"/fauske", "enter")
        goals = table(await taken(app, pilot, "1"))
        await press(pilot, "5", *"/fauske", "enter")
        agreements = table(await taken(app, pilot, "1"))
    assert {row[2] for row in goals[1:]} == {row[1] for row in agreements[1:]}
    assert len(agreements) == 2


async def test_office_hours_become_a_calendar_that_says_how_old_it_is(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "3")
        calendar = Calendar.from_ical((await taken(app, pilot, "3")).read_bytes())
    assert calendar["X-SAMSPILL-FETCHED"] == "20261122T154200Z"
    assert len(calendar.walk("VEVENT")) > 5


async def test_the_day_is_taken_along_as_it_is_in_view(services: Services) -> None:
    reader, book = services.reader, services.book
    partner = reader.partner(reader.partners("bymisjon mosj").window(0, 1)[0].id)
    assert partner is not None
    for number in range(12):  # more than the list shows
        book.raise_point(partner_subject(partner), f"sak {number}, [/] =1+1")
    async with opened(services, lang="nb", pane="today") as (app, pilot):
        rows = table(await taken(app, pilot, "1"))
        calendar = Calendar.from_ical((await taken(app, pilot, "3")).read_bytes())
        text = (await taken(app, pilot, "4")).read_text(encoding="utf-8")
        page = (await taken(app, pilot, "5")).read_text(encoding="utf-8")
        await press(pilot, *"/fauske", "enter")
        fewer = table(await taken(app, pilot, "1"))
    assert rows[0] == ["Del av dagen", "Dato", "Når", "Hvem", "Hva", "Tilstand", "Hentet hit"]
    parts = [row[0] for row in rows[1:]]
    assert parts.count("raise") == 12
    assert {"next", "later", "due", "raise"} <= set(parts)
    assert next(row for row in rows if row[0] == "next")[1:3] == ["23.11.2026", "08:30-10:30"]
    assert len(calendar.walk("VEVENT")) >= parts.count("next") + parts.count("later")
    for told in (text, page):
        assert "Mandag 23. november 2026, uke 48" in told
        assert "FRISTER" in told
        assert told.count("sak 1") == 3
    assert "- [ ] Stiftelsen Kirkens Bymisjon" in text
    assert 1 < len(fewer) < len(rows)
    assert all("auske" in " ".join(row) for row in fewer[1:])


async def test_minutes_hold_points_and_goals_and_notes_only_where_they_are_chosen(services: Services) -> None:
    reader, book = services.reader, services.book
    row = reader.partners("bymisjon mosj").window(0, 1)[0]
    partner = reader.partner(row.id)
    assert partner is not None
    book.raise_point(partner_subject(partner), "kontortid tirsdag")
    book.raise_point(partner_subject(partner), "ny kontakt")
    book.tick(book.points(row.id)[0], "flyttet til onsdag")
    book.note(partner_subject(partner), "hemmelig hjertesukk")
    async with opened(services, lang="nb") as (app, pilot):
        assert app.main is not None
        assert app.main.pane.find(row.id)
        await rest(pilot)
        files = [(await taken(app, pilot, number)) for number in "3456"]
    assert [path.suffix for path in files] == [".md", ".html", ".md", ".html"]
    plain, page, noted, noted_page = (path.read_text(encoding="utf-8") for path in files)
    for text in (plain, page, noted, noted_page):
        assert "Opplysningene er fra i går 16:42." in text
        assert "flyttet til onsdag" in text
        assert "400 samtaler" in text
    assert "- [x] kontortid tirsdag: flyttet til onsdag" in plain
    assert "- [ ] ny kontakt" in plain
    assert "Mandag 23. november 2026, uke 48" in plain
    assert ["hjertesukk" in text for text in (plain, page, noted, noted_page)] == [False, False, True, True]


async def test_a_folder_that_cannot_be_written_is_one_sentence(services: Services, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    async with opened(replace(services, export_folder=lambda: tmp_path / "file")) as (app, pilot):
        await press(pilot, "e", "1")
        assert app.main is not None
        while "Writing" in app.main.message:
            await pilot.pause(0.01)
        assert "could not be written" in app.main.message


async def test_where_there_is_nothing_that_is_said(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "7", "e")
        assert "nothing here to make a file of" in screen_text(app)


async def test_keys_go_on_while_a_file_is_made_and_nobody_is_taken_away(services: Services) -> None:
    going = threading.Event()

    def slow() -> bytes:
        assert going.wait(30)
        return b"x"

    async with opened(services) as (app, pilot):
        assert app.main is not None
        app.main.pane.exports = lambda: [Export("slow", "slow", "txt", slow)]  # type: ignore[method-assign]
        await press(pilot, "e", "1", "j", "j")
        assert app.main.pane.list.index == 2
        await press(pilot, "question_mark")
        help_screen = app.screen
        going.set()
        while "Written" not in app.main.message:
            await pilot.pause(0.01)
        assert app.screen is help_screen
    assert (services.export_folder() / "slow.txt").read_bytes() == b"x"


async def test_changes_in_view_become_a_file(services: Services, changing: Changing) -> None:
    happens(changing)
    async with opened(services) as (app, pilot):
        await press(pilot, "6")
        assert app.main is not None
        count = len(services.book.changes())
        found = table(await taken(app, pilot, "1"))
    assert len(found) == count + 1
    assert count > 3
