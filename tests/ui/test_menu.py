"""Numbered menus: by digit, by cursor, left without a choice, and with choices that cannot be had."""

from __future__ import annotations

import pytest
from textual.pilot import Pilot

from tui.ui.app import SamspillApp
from tui.ui.choices import Choice
from tui.ui.screens.menu import Menu
from tui.ui.services import Services

from .conftest import opened, press, screen_text

CHOICES = (
    Choice("by name", "name"),
    Choice("by distance", "distance", "not known here", possible=False),
    Choice("by date", "date", "newest first"),
    *(Choice(f"by way {number}", f"way {number}") for number in range(4, 12)),
)

Taken = list[Choice[str] | None]


async def ask(app: SamspillApp, pilot: Pilot[None], current: str | None = None) -> Taken:
    """Put the menu on the screen; what it ends with lands in the list."""
    taken: Taken = []
    app.push_screen(Menu("Sort", CHOICES, current=current), taken.append)
    await press(pilot)
    return taken


@pytest.mark.parametrize(
    ("keys", "value"),
    [
        (("3",), "date"),
        (("enter",), "name"),
        (("j", "enter"), "date"),  # what cannot be had is passed over
        (("down", "up", "right"), "name"),
        (("G", "enter"), "way 11"),
        (("end", "home", "enter"), "name"),
        (("2", "9"), "way 9"),
    ],
)
async def test_a_choice_is_taken_by_digit_and_by_cursor(keys: tuple[str, ...], value: str, services: Services) -> None:
    async with opened(services) as (app, pilot):
        taken = await ask(app, pilot)
        await press(pilot, *keys)
        assert [one.value for one in taken if one] == [value]
        assert not isinstance(app.screen, Menu)


@pytest.mark.parametrize("key", ["escape", "backspace", "q"])
async def test_leaving_takes_nothing(key: str, services: Services) -> None:
    async with opened(services) as (app, pilot):
        taken = await ask(app, pilot)
        await press(pilot, "j", key)
        assert taken == [None]
        assert app.screen is app.main


async def test_what_is_in_effect_is_marked_and_has_the_cursor(services: Services) -> None:
    async with opened(services, size=(60, 16)) as (app, pilot):
        taken = await ask(app, pilot, current="date")
        shown = screen_text(app).splitlines()
        assert ">* 3  by date   newest first" in shown
        assert "      by distance   not known here" in shown
        assert "      by way 10" in shown
        await press(pilot, "enter")
        assert [one.value for one in taken if one] == ["date"]
