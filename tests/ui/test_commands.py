"""The command table on the screen: its keys as they were rebound, wherever they are bound or mentioned."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

import pytest
from textual.binding import Binding

from tui.present import keymap
from tui.present.commands import COMMANDS
from tui.present.keymap import Keymap
from tui.settings import Settings
from tui.ui.bindings import bindings
from tui.ui.services import Services

from .conftest import opened, press, screen_text


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    keymap.use(Keymap())


def on(services: Services, letters: bool = True, **changed: tuple[str, ...]) -> Services:
    named = {name.replace("_", "."): keys for name, keys in changed.items()}
    return replace(services, settings=Settings(keys=Keymap(named, letters)))


def test_bindings_are_made_from_the_table() -> None:
    made: dict[str, list[str]] = {}
    for key, binding in bindings():
        assert isinstance(binding, Binding)
        assert binding.id
        made.setdefault(binding.id, []).append(key)
    assert {name: set(keys) for name, keys in made.items()} == {one.id: set(one.keys) for one in COMMANDS if one.keys}


async def test_a_rebound_key_works_and_the_old_one_does_not(services: Services) -> None:
    async with opened(on(services, pane_goals=("f4",), row_down=("w",), row_up=("x",))) as (app, pilot):
        assert app.main is not None
        before = app.main.pane.list.index
        await press(pilot, "j", "down")
        assert app.main.pane.list.index == before
        await press(pilot, "w", "w", "x")
        assert app.main.pane.list.index == before + 1
        await press(pilot, "4")
        assert app.main.current == "partners"
        await press(pilot, "f4")
        assert app.main.current == "goals"


async def test_one_key_means_what_the_pane_says(services: Services) -> None:
    async with opened(on(services, today=("c",))) as (app, pilot):
        assert app.main is not None
        await press(pilot, "3", "j", "j", "c")
        assert app.main.pane.list.index == 1
        await press(pilot, "7", "c")
        assert "Nothing is being fetched." in screen_text(app)


async def test_a_command_of_another_pane_does_nothing(services: Services) -> None:
    async with opened(services) as (app, pilot):
        before = screen_text(app)
        await press(pilot, "c", "t")
        assert screen_text(app) == before


async def test_key_row_help_palette_and_messages_name_the_rebound_keys(services: Services) -> None:
    async with opened(on(services, sync_offline=("x",), sync_all=("f8",), help=("f3",))) as (app, pilot):
        shown = screen_text(app).splitlines()[-1]
        assert "F8 fetch" in shown
        assert "F3 help" in shown
        await press(pilot, "f8")
        assert "x in Sync lets it use the network again." in screen_text(app)
        await press(pilot, "f3", *"fetch everything")
        assert "F8 " in screen_text(app)
        await press(pilot, "escape", "colon", *"network")
        assert " x " in screen_text(app)


async def test_without_letters_nothing_is_done_by_typing(services: Services) -> None:
    async with opened(on(services, letters=False)) as (app, pilot):
        assert app.main is not None
        before = screen_text(app)
        assert "↓ move" in before.splitlines()[-1]
        await press(pilot, *"3jGqQRrt,.:?/")
        assert screen_text(app) == before
        await press(pilot, "ctrl+p", *"office hours", "enter")
        assert app.main.current == "hours"
        await press(pilot, "ctrl+f", *"mosj", "enter")
        assert app.main.pane.filter_text == "mosj"
        await press(pilot, "escape", "escape", "backspace")
        assert "F10 quits." in screen_text(app)
