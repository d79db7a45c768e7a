"""Goals and agreements of one's own partners alone."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tui.domain.agreement import Agreement
from tui.domain.query import GoalRow
from tui.settings import Mine, Settings
from tui.ui.app import SamspillApp
from tui.ui.panes.goals import Goals
from tui.ui.services import Services

from .conftest import opened, press, screen_text

VEFSN = Settings(mine=Mine(municipalities=("1824",)))


def titles(services: Services, *, mine: bool) -> set[str]:
    """Agreements with a partner in Vefsn, or all, as the copy has them."""
    reader = services.reader
    agreements = reader.agreements()
    codes = reader.municipalities({key.organization_id or "" for one in agreements for key in one.parties})
    return {
        one.title for one in agreements
        if not mine or any(codes.get(party.organization_id or "") == "1824" for party in one.parties)
    }  # fmt: skip


def listed(app: SamspillApp) -> set[str]:
    """Titles in the agreements pane."""
    assert app.main is not None
    return {one.title for one in app.main.panes["agreements"].list.every() if isinstance(one, Agreement)}


async def test_f_leaves_what_is_mine_in_both_panes_and_is_remembered(services: Services) -> None:
    ours = replace(services, settings=VEFSN)
    everybody, mine = titles(services, mine=False), titles(services, mine=True)
    assert 0 < len(mine) < len(everybody)
    async with opened(ours, pane="goals") as (app, pilot):
        assert app.main is not None
        assert listed(app) == set()  # not read before it is shown
        await press(pilot, "f")
        goals = app.main.pane
        assert isinstance(goals, Goals)
        assert {one.agreement.title for one in goals.list.every() if isinstance(one, GoalRow)} <= mine
        shown = screen_text(app)
        assert "only mine" in shown
        assert f"of {len(everybody)} reviewed" in shown  # the review is of all of them
        await press(pilot, "v")
        assert "only mine" in screen_text(app)
        await press(pilot, "5")
        assert listed(app) == mine
        assert f"{len(mine)} of {len(everybody)} agreements   only mine" in screen_text(app)
        await press(pilot, "Q")
    async with opened(ours, pane=None) as (app, pilot):
        assert listed(app) == mine
        await press(pilot, "Q")
    async with opened(replace(services, settings=Settings()), pane=None) as (app, _pilot):
        assert listed(app) == everybody  # the configuration no longer says what is mine


@pytest.mark.parametrize("pane", ["goals", "agreements"])
async def test_a_link_to_another_partners_record_shows_everybodys(pane: str, services: Services) -> None:
    other = next(one for one in services.reader.agreements() if one.title not in titles(services, mine=True))
    key = other.goals[0].id if pane == "goals" else other.id
    async with opened(replace(services, settings=VEFSN), pane=pane) as (app, pilot):
        assert app.main is not None
        await press(pilot, "f")
        assert "only mine" in screen_text(app)
        assert app.main.pane.find(key)
        await press(pilot)
        assert app.main.pane.selected_key == key
        assert not app.main.desk.mine


@pytest.mark.parametrize("pane", ["4", "5"])
async def test_nothing_mine_and_nothing_said_are_different_sentences(pane: str, services: Services) -> None:
    nowhere = replace(services, settings=Settings(mine=Mine(partners=("nobody",))))
    async with opened(nowhere, lang="nb") as (app, pilot):
        await press(pilot, pane, "f")
        assert "Ingen avtaler er med dine partnere." in screen_text(app)
        assert "f viser alle." in screen_text(app)
    async with opened(replace(services, settings=Settings()), lang="nb") as (app, pilot):
        await press(pilot, pane, "f")
        assert "[mine]" in screen_text(app)
