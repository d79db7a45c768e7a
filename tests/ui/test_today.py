"""The start screen: what it opens on, where its rows lead, and what a minute or a night changes."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.terminal import Terminal
from tui.domain.identity import agreement_subject, partner_subject
from tui.settings import Mine, Settings
from tui.ui.app import SamspillApp
from tui.ui.panes.widgets import TodayPane
from tui.ui.services import Services
from tui.ui.state import load

from .conftest import NOW, opened, press, rest, screen_text
from .test_terminal import home_with, left_in, over_ssh


class Clock:
    def __init__(self, now: datetime = NOW) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now


def today(app: SamspillApp) -> TodayPane:
    assert app.main is not None
    pane = app.main.panes["today"]
    assert isinstance(pane, TodayPane)
    return pane


async def to_row(app: SamspillApp, pilot: Pilot[None], words: str) -> None:
    for _step in range(40):
        if any(words in line for line in screen_text(app).splitlines() if line.startswith(">")):
            return
        await press(pilot, "j")
    raise AssertionError(f"no row with {words}:\n{screen_text(app)}")


async def test_it_is_what_the_app_opens_on_the_first_time_and_again_after_midnight(services: Services) -> None:
    async with opened(services, pane=None) as (app, pilot):
        assert app.main is not None
        assert app.main.current == "today"
        await press(pilot, "4", "Q")
    assert load(services.state_file).pane == "goals"
    async with opened(services, pane=None) as (app, pilot):
        assert app.main is not None
        assert app.main.current == "goals"
        await press(pilot, "Q")
    tomorrow = replace(services, clock=lambda: NOW + timedelta(days=1))
    async with opened(tomorrow, pane=None) as (app, _pilot):
        assert app.main is not None
        assert app.main.current == "today"


async def test_its_heading_is_the_day_and_week(services: Services) -> None:
    async with opened(services, lang="nb", pane=None) as (app, _pilot):
        shown = screen_text(app)
        assert "Mandag 23. november 2026, uke 48" in shown
        assert "NESTE OM 27 MIN" in shown
        assert "[1 I dag]" in shown


@pytest.mark.parametrize(
    ("words", "pane"), [("08:30", "hours"), ("praksisplasser", "goals"), ("meeting", "agreements")]
)
async def test_a_row_leads_to_its_record_and_back_leads_to_the_row(words: str, pane: str, services: Services) -> None:
    async with opened(services, pane=None) as (app, pilot):
        assert app.main is not None
        await to_row(app, pilot, words)
        before = today(app).list.selected_key
        await press(pilot, "enter")
        assert app.main.current == pane
        await press(pilot, "backspace")
        assert app.main.current == "today"
        assert today(app).list.selected_key == before


async def test_what_was_written_elsewhere_is_there_when_one_comes_back(services: Services) -> None:
    reader, book = services.reader, services.book
    row = reader.partners("mosj").window(0, 1)[0]
    partner, agreement = reader.partner(row.id), reader.agreements("mosj")[0]
    assert partner is not None
    async with opened(services, pane=None) as (app, pilot):
        assert "TO RAISE" not in screen_text(app)
        await press(pilot, "2")
        book.raise_point(partner_subject(partner), "hvorfor falt tirsdag bort?")
        book.ask(agreement_subject(agreement), "er rapporten kommet?")
        await press(pilot, "1")
        shown = screen_text(app)
        assert "TO RAISE (1)" in shown
        assert "hvorfor falt tirsdag bort?" in shown
        assert "TO CHECK WHEN ONLINE (1)" in shown
        await to_row(app, pilot, "hvorfor falt")
        await press(pilot, "enter")
        assert app.main is not None
        assert (app.main.current, app.main.pane.list.selected_key) == ("partners", row.id)
        await press(pilot, "1")
        await to_row(app, pilot, "rapporten")
        await press(pilot, "enter")
        assert (app.main.current, app.main.pane.list.selected_key) == ("agreements", agreement.id)


async def test_one_can_write_on_what_a_row_is_about(services: Services) -> None:
    async with opened(services, pane=None) as (app, pilot):
        kinds = []
        for words in ("08:30", "OVERDUE 23 d", "meeting"):
            await to_row(app, pilot, words)
            subject = today(app).subject()
            assert subject is not None
            kinds.append(subject.ref.kind.value)
    assert kinds == ["hours", "goal", "agreement"]


async def test_a_minute_changes_the_words_and_midnight_the_day(services: Services) -> None:
    clock = Clock()
    async with opened(replace(services, clock=clock), pane=None) as (app, pilot):
        await press(pilot, "j")
        selected = today(app).list.selected_key
        clock.now += timedelta(minutes=1)
        app._minute()
        await rest(pilot)
        assert "NEXT, IN 26 MIN" in screen_text(app)
        assert today(app).list.selected_key == selected
        clock.now = NOW.replace(hour=23, minute=1)
        app._minute()
        await rest(pilot)
        assert "Tuesday 24 November 2026, week 48" in screen_text(app)


async def test_a_minute_in_which_nothing_is_said_differently_draws_nothing(services: Services) -> None:
    async with opened(services, pane=None) as (app, pilot):
        drawn: list[object] = []
        today(app).list.refresh = lambda *regions, **_more: drawn.extend(regions)  # type: ignore[method-assign,assignment]
        app._minute()
        await rest(pilot)
        assert drawn == []


async def test_only_mine_where_the_configuration_says_whose(services: Services) -> None:
    mine = replace(services, settings=Settings(mine=Mine(municipalities=("1824",))))
    async with opened(mine, pane=None) as (app, pilot):
        some = screen_text(app)
        assert "only mine" in some
        await press(pilot, "v")
        every = screen_text(app)
        assert "everybody's" in every
        assert today(app).list.count > 0
        assert some != every
    async with opened(services, pane="today") as (app, pilot):
        await press(pilot, "v")
        assert "under [mine]" in screen_text(app)


async def test_the_filter_narrows_it(services: Services) -> None:
    async with opened(services, pane=None) as (app, pilot):
        await press(pilot, *"/praksispl")
        assert "DEADLINES" in screen_text(app)
        assert "NEXT" not in screen_text(app)
        await press(pilot, *"xyz")
        assert "Nothing matches" in screen_text(app)
        await press(pilot, "escape")
        assert "NEXT" in screen_text(app)


async def test_the_card_of_the_row_stands_beside_from_100_columns(services: Services) -> None:
    async with opened(services, size=(120, 40), pane=None) as (app, pilot):
        await to_row(app, pilot, "OVERDUE 23 d")
        assert "Status" in screen_text(app)
        await press(pilot, "tab")
        assert app.main is not None
        assert app.main.pane.card.has_focus
    async with opened(services, pane="today") as (app, pilot):
        await to_row(app, pilot, "OVERDUE 23 d")
        assert "Status" not in screen_text(app)
        await press(pilot, "tab")
        assert "Status" in screen_text(app)
        await press(pilot, "backspace")
        assert "DEADLINES" in screen_text(app)


async def test_a_small_screen_keeps_time_and_name(services: Services) -> None:
    async with opened(services, size=(60, 16), pane=None) as (app, _pilot):
        row = next(line for line in screen_text(app).splitlines() if line.startswith(">"))
        assert row.startswith(">08:30-10:30    Stiftelsen")


def test_it_opens_and_moves_within_the_budgets_of_the_wire(synced: Path, tmp_path: Path) -> None:
    home = home_with(synced, tmp_path / "home")
    left_in(home, "demo", "today")
    with Terminal(["--profile", "demo", "--offline"], env=over_ssh(home)) as terminal:
        terminal.expect("DEADLINES")
        terminal.settle()
        assert len(terminal.sent) <= 14_000
        terminal.press("jj")
        assert 0 < terminal.first_burst("j") <= 300
        terminal.settle()
        before = len(terminal.sent)
        terminal.read(10)
        assert len(terminal.sent) == before


@pytest.mark.parametrize(("size", "there"), [((120, 40), True), ((120, 30), False), ((100, 24), False)])
async def test_the_agenda_of_two_days_stands_over_the_card_where_there_is_room(
    size: tuple[int, int], there: bool, services: Services
) -> None:
    async with opened(services, size=size, pane=None) as (app, pilot):
        assert ("TOMORROW" in screen_text(app)) == there
        await pilot.resize_terminal(120, 40)
        await rest(pilot)
        shown = [line[72:] for line in screen_text(app).splitlines()]
        assert "| TODAY  Mo 23.11" in shown
        assert "| TOMORROW  Tu 24.11" in shown
        await press(pilot, "tab", "enter")
        assert app.main is not None
        assert app.main.current == "hours"
        assert app.main.pane.list.selected_key.endswith("|2026-11-23")  # type: ignore[union-attr]
