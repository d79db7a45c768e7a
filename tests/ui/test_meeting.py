"""A meeting shows one partner and nothing of the others, whatever is pressed; one key leaves it."""

from __future__ import annotations

import os
import signal
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.terminal import Terminal
from tui.domain.identity import partner_subject
from tui.present.commands import COMMANDS
from tui.present.keyboard import label
from tui.ui.app import SamspillApp
from tui.ui.panes.widgets import every
from tui.ui.screens.meeting import MeetingScreen
from tui.ui.services import Services

from .conftest import opened, press, rest, screen_text
from .english import english
from .test_terminal import home_with, left_in, over_ssh

SECRET = "hemmelig hjertesukk"
OTHERS_POINT = "noe om en helt annen"
OWN_POINT = "kontortid tirsdag falt bort"


async def meet(app: SamspillApp, pilot: Pilot[None], text: str = "bymisjon mosj") -> str:
    """Start a meeting with the first partner found; its id."""
    assert app.main is not None
    await press(pilot, "2")
    row = app.services.reader.partners(text).window(0, 1)[0]
    assert app.main.pane.find(row.id)
    await rest(pilot)
    await press(pilot, "f2")
    assert isinstance(app.screen, MeetingScreen)
    await rest(pilot)
    return row.id


def written(services: Services) -> None:
    reader, book = services.reader, services.book
    own = reader.partner(reader.partners("bymisjon mosj").window(0, 1)[0].id)
    other = reader.partner(reader.partners("agder").window(0, 1)[0].id)
    assert own is not None
    assert other is not None
    book.note(partner_subject(own), SECRET)
    book.note(partner_subject(other), SECRET)
    book.raise_point(partner_subject(own), OWN_POINT)
    book.raise_point(partner_subject(other), OTHERS_POINT)
    book.ask(partner_subject(other), OTHERS_POINT)


def forbidden(services: Services, partner_id: str) -> list[str]:
    """Names of all other partners, as far as what is agreed with this one does not have them in its own titles."""
    reader = services.reader
    partner = reader.partner(partner_id)
    assert partner is not None
    agreements, hours = reader.agreements(organization_id=partner_id), reader.hours(partner_id)
    own = [partner.name, partner.alternate_name or "", partner.description or ""]
    own += [one.title for one in agreements] + [goal.title for one in agreements for goal in one.goals]
    own += [f"{one.hours.service_name} {one.hours.place}" for one in hours] + [str(one) for one in partner.places]
    names = [row.name for row in every(reader.partners()) if row.id != partner_id]
    kept = [name for name in names if not any(name in text for text in own)]
    assert len(kept) > 90
    return [*kept, SECRET, OTHERS_POINT, "116", "151"]


@pytest.mark.parametrize(
    ("size", "sections"), [((80, 24), "16"), ((120, 40), "35"), ((60, 16), "24")], ids=["80x24", "120x40", "60x16"]
)
async def test_no_key_shows_anything_of_another_partner(
    size: tuple[int, int], sections: str, services: Services
) -> None:
    written(services)
    keys = list(dict.fromkeys(key for one in COMMANDS for key in one.keys))
    keys = [key for key in keys if key not in {"f2", "X", "ctrl+z"}] + [*"abdhlnumNMHLCx0", "space", "delete", "f3"]
    async with opened(services, size=size) as (app, pilot):
        names = forbidden(services, await meet(app, pilot))
        for section in sections:
            for key in (section, *keys):
                await press(pilot, key)
                shown = screen_text(app)
                assert [name for name in names if name in shown] == [], (section, key, shown)
                assert app.title == "Samspill"
                if not isinstance(app.screen, MeetingScreen):  # a menu, a question: out of it again
                    await press(pilot, "escape")
                assert isinstance(app.screen, MeetingScreen), key


async def test_what_a_sync_says_meanwhile_is_not_seen(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await meet(app, pilot)
        before = screen_text(app)
        assert app.main is not None
        app.main.say("Agder fylkeskommune is new")
        app.main.syncing = "Agder"
        app._refresh()
        app._minute()
        await rest(pilot)
        assert screen_text(app) == before


async def test_the_sections_hold_what_is_this_partners(services: Services) -> None:
    written(services)
    async with opened(services, lang="nb") as (app, pilot):
        await meet(app, pilot)
        shown = screen_text(app)
        assert shown.splitlines()[0].startswith(" MØTE: Stiftelsen Kirkens Bymisjon Nordland")
        assert "notater skjult   F2 avslutter" in shown.splitlines()[0]
        for key, words in (("2", "Åpen frokost"), ("3", "arbeidspraksis"), ("4", "Møteplassen i Mosjøen"),
                           ("5", "daglig leder"), ("6", OWN_POINT)):  # fmt: skip
            await press(pilot, key)
            assert words in screen_text(app)
            assert "   " not in screen_text(app).splitlines()[3]  # room around what is read
        await press(pilot, "3", "i")
        assert "Id i kilden" in screen_text(app)
        await press(pilot, "q")
        assert "arbeidspraksis" in screen_text(app)


async def test_a_point_is_ticked_with_what_came_of_it(services: Services) -> None:
    written(services)
    async with opened(services) as (app, pilot):
        partner = await meet(app, pilot)
        await press(pilot, "6", "enter", *"onsdag", "enter")
        shown = screen_text(app)
        assert f"[x] {OWN_POINT}" in shown
        assert "onsdag" in shown
        (point,) = services.book.points(partner, done=True)
        assert point.outcome == "onsdag"
        await press(pilot, "enter", "escape")
        assert services.book.points(partner, done=True) == (point,)


async def test_one_key_leaves_and_asks_nothing_and_others_do_not(services: Services) -> None:
    async with opened(services) as (app, pilot):
        assert app.main is not None
        partner = await meet(app, pilot)
        await press(pilot, *("q", "escape", "backspace") * 3)
        assert "F2 ends the meeting." in screen_text(app)
        await press(pilot, "f2")
        assert app.screen is app.main
        assert app.main.pane.selected_key == partner


async def test_where_a_record_concerns_several_one_is_chosen(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "5", *"/fauske", "enter", "f2")
        assert "Meeting with whom?" in screen_text(app)
        await press(pilot, "2")
        assert isinstance(app.screen, MeetingScreen)
        await press(pilot, "f2", "7", "f2")
        assert "Choose a partner first" in screen_text(app)


async def test_minutes_are_offered_without_the_notes(services: Services) -> None:
    written(services)
    async with opened(services) as (app, pilot):
        await meet(app, pilot)
        await press(pilot, "e")
        shown = screen_text(app)
        assert "minutes (Markdown)" in shown
        assert "notes" not in shown


@pytest.mark.parametrize("code", ["nb", "nn"])
async def test_no_english_in_a_meeting(code: str, services: Services) -> None:
    written(services)
    async with opened(services, lang=code) as (app, pilot):
        await meet(app, pilot)
        for keys in (*"123456", ("enter",), ("escape",), ("q",), ("3", "i"), ("i",), ("e",), ("escape",)):
            await press(pilot, *keys)
            assert english(screen_text(app), code) == []


def test_a_program_killed_in_a_meeting_opens_as_always(synced: Path, tmp_path: Path) -> None:
    home = home_with(synced, tmp_path / "home")
    left_in(home, "demo", "partners")
    with Terminal(["--profile", "demo", "--offline"], env=over_ssh(home)) as terminal:
        terminal.expect("Agder")
        terminal.settle()
        terminal.type(b"\x1bOQ")
        terminal.expect("MEETING: Agder")
        os.kill(terminal.pid, signal.SIGKILL)
        assert terminal.wait() != 0
    with Terminal(["--profile", "demo", "--offline"], env=over_ssh(home)) as terminal:
        terminal.expect("Alstahaug")
        assert "MEETING" not in terminal.text


def test_the_key_is_one_that_every_terminal_sends() -> None:
    assert label("f2") == "F2"
