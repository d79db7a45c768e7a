"""Nothing is shown longer than it may be kept, and it is said before and after."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

from tests.ui.conftest import NOW, SYNCED, opened, press, rest, screen_text
from tui.domain.persons import Persons
from tui.settings import Settings
from tui.storage.retention import enforce
from tui.ui.app import SamspillApp
from tui.ui.services import Services


def card(app: SamspillApp) -> str:
    """The screen as running text."""
    return " ".join(screen_text(app).split())


async def test_persons_go_while_the_app_is_open(services: Services, cache: Path) -> None:
    clock = [NOW]
    held = replace(
        services,
        clock=lambda: clock[0],
        expire=lambda: enforce(cache, persons=Persons.FULL, now=clock[0]),
    )
    async with opened(held, size=(120, 40)) as (app, pilot):
        await press(pilot, "7")
        assert "erased" not in card(app)
        clock[0] = SYNCED + timedelta(days=13)
        app._minute()
        await rest(pilot)
        assert "Contact persons are erased from this machine" in card(app)
        clock[0] = SYNCED + timedelta(days=14)
        app._minute()
        await rest(pilot)
        assert card(app).count("Contact persons were erased here") == 2  # how it is, and what happened
        await press(pilot, "2")
        while "not kept here, see Sync" not in card(app):
            before = screen_text(app)
            await press(pilot, "j")
            assert screen_text(app) != before, "no partner without an address of its own"


async def test_what_is_left_out_by_choice_is_said(services: Services) -> None:
    async with opened(replace(services, settings=Settings(persons=Persons.NAMES)), size=(120, 40)) as (app, pilot):
        await press(pilot, "7")
        assert "Of contact persons only names and titles are kept here" in card(app)
