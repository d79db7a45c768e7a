"""Ways to look and to get somewhere: zoom, where a record comes from, the way on row 3, sorting and deviations."""

from __future__ import annotations

import re
import sqlite3
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from tui.api.endpoints import record_address
from tui.ui.app import SamspillApp
from tui.ui.services import Services

from .conftest import NOW, opened, press, rest, screen_text

SIZES = ((80, 24), (120, 40), (60, 16))
FULL = "20 praksisplasser fylt"


def lines(app: SamspillApp) -> list[str]:
    return screen_text(app).splitlines()


def seen(app: SamspillApp) -> tuple[bool, bool]:
    """Whether list and card are on the screen."""
    assert app.main is not None
    pane = app.main.pane
    return pane.list_part.display, pane.card.display


# -- zoom ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES[:2])
@pytest.mark.parametrize("pane", "23457")
async def test_z_gives_the_focused_part_the_pane_and_takes_it_back(
    pane: str, size: tuple[int, int], services: Services
) -> None:
    async with opened(services, size=size) as (app, pilot):
        await press(pilot, pane, "z")
        assert seen(app) == (True, False)
        await press(pilot, "z")
        assert seen(app) == (True, True)
        await press(pilot, "tab", "z")
        assert seen(app) == (False, True)
        await press(pilot, "z")
        assert seen(app) == (True, True)


async def test_z_is_remembered_and_the_other_part_is_one_key_away(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "4", "j", "z", "2", "4")
        assert seen(app) == (True, False)
        await press(pilot, "tab")
        assert seen(app) == (False, True)
        await press(pilot, "tab", "enter")
        assert seen(app) == (False, True)
        await press(pilot, "q")
        assert seen(app) == (True, False)
        await press(pilot, "comma")
        await press(pilot, "full_stop")
        assert seen(app) == (True, False)


async def test_where_only_one_part_fits_z_says_so(services: Services) -> None:
    async with opened(services, size=(60, 16)) as (app, pilot):
        await press(pilot, "4", "z")
        assert "Only one part fits here" in screen_text(app)
        assert seen(app) == (True, False)


async def test_z_on_an_opened_card_gives_half_of_it_back(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "5", "enter", "z")
        assert seen(app) == (True, True)
        assert app.main is not None
        assert app.main.pane.card.has_focus


# -- where it comes from -------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", SIZES)
@pytest.mark.parametrize(
    ("keys", "collection"),
    [("2", "Partners"), ("3j", "Office hours"), ("4j", "Agreements"), ("5", "Agreements")],
)
async def test_every_record_says_where_it_comes_from(
    keys: str, collection: str, size: tuple[int, int], services: Services
) -> None:
    services = replace(services, address_of=lambda one, key: record_address("https://api.example", one, key))
    async with opened(services, size=size) as (app, pilot):
        await press(pilot, *keys)
        before = screen_text(app)
        await press(pilot, "i")
        shown = screen_text(app)
        assert "WHERE THIS COMES FROM" in shown
        assert re.search(rf"Collection +{collection}", shown)
        assert re.search(r"Last checked +yesterday 16:42 \(15 h\)", shown)
        await press(pilot, "G")
        assert "https://api.example/" in screen_text(app)
        await press(pilot, "i")
        assert screen_text(app) == before
        await press(pilot, "i", "q")
        assert screen_text(app) == before


async def test_i_on_an_open_card_comes_back_to_the_card(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "5", "enter")
        before = screen_text(app)
        await press(pilot, "i", "i")
        assert screen_text(app) == before


async def test_where_there_is_no_record_i_says_so(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "7", "i")
        assert "There is no record here" in screen_text(app)


async def test_going_elsewhere_closes_it(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "5")
        before = screen_text(app)
        await press(pilot, "i", "2", "5")
        assert screen_text(app) == before
        await press(pilot, "i", "2", "comma")
        assert screen_text(app) == before


# -- the way ---------------------------------------------------------------------------------------------------


async def test_row_3_names_the_way_and_the_way_back_is_the_same(services: Services) -> None:
    async with opened(services, size=(120, 40)) as (app, pilot):
        await press(pilot, "5", "enter")
        assert lines(app)[2].startswith(" Agreements > Agder")
        assert lines(app)[2].rstrip().endswith("1 of 13")
        await press(pilot, "G", "g", "enter")
        row = lines(app)[2]
        assert row.startswith(" Agreements > Agder")
        assert row.count(" > ") == 2
        await press(pilot, "comma")
        assert lines(app)[2].startswith(" Agreements > Agder")
        assert seen(app) == (False, True)


async def test_pane_changes_between_links_do_not_lengthen_the_way(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "5", "enter", "enter")  # to a party
        assert app.main is not None
        lengths = [len(app.main.history.trail)]
        for key in ("3", "comma", "full_stop"):
            await press(pilot, key)
            lengths.append(len(app.main.history.trail))
        assert lengths == [1, 0, 1, 0]


async def test_a_party_that_was_not_fetched_says_so_and_how_to_get_it(services: Services, cache: Path) -> None:
    with sqlite3.connect(cache) as connection:
        connection.execute("DELETE FROM record WHERE collection = 'partners'")
        connection.execute("DELETE FROM partner_block")
        connection.execute("DELETE FROM partner")
    connection.close()
    async with opened(services) as (app, pilot):
        await press(pilot, "5", "enter")
        assert "(not in the local copy)" in screen_text(app)
        await press(pilot, "enter")
        assert "That record is not in the local copy. R fetches everything." in screen_text(app)
        assert lines(app)[2].startswith(" Agreements > Agder")


# -- goals -----------------------------------------------------------------------------------------------------


async def test_v_leaves_only_what_deviates_and_a_link_to_another_goal_shows_all(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "4", "v")
        shown = screen_text(app)
        assert "7 of 39 goals" in shown
        assert "on track" not in shown
        assert "Mangfold" not in shown
        await press(pilot, "v")
        assert "39 goals" in lines(app)[2]
        await press(pilot, "v", "5", "enter", "G", "g")
        assert app.main is not None
        app.main.panes["goals"].find("no such goal")
        assert "39 goals" in app.main.panes["goals"].context()


@pytest.mark.parametrize(
    ("choice", "first"),
    [
        ("1", ">Agder"),
        ("2", " OVERDUE (2)"),
        ("3", " June 2026 (2)"),
        ("4", " Agder fylkeskommune, Frivillighet Norge (2)"),
    ],
)
async def test_s_lines_the_goals_up(choice: str, first: str, services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "4", "s", choice, "g")
        assert lines(app)[6].startswith(first)
        await press(pilot, "3", "s")
        assert app.screen is app.main  # no menu where there is one order only


async def test_the_narrow_list_keeps_the_numbers_and_the_word(services: Services) -> None:
    async with opened(services, size=(60, 16)) as (app, pilot):
        await press(pilot, "4", *"jjj")
        assert any(re.search(r"14/20 +62% OVERDUE$", line.rstrip()) for line in lines(app))
        assert "[" not in lines(app)[6]


async def test_the_status_row_explains_the_signs(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "4")
        assert lines(app)[-2].startswith(" | plan today")
        await press(pilot, "5")
        assert lines(app)[-2].startswith(" ! runs out within 90 days")


async def test_a_new_day_is_taken_in_by_itself(services: Services) -> None:
    days = [0]
    services = replace(services, clock=lambda: NOW + timedelta(days=days[0]))
    async with opened(services) as (app, pilot):
        await press(pilot, "4", "v", "s", "2")
        assert app.main is not None
        before = app.main.pane.context()
        days[0] = 90  # the goal due 29.1.2027 is late now
        app.main.pane.words_changed()
        await rest(pilot)
        assert app.main.pane.context() != before
        assert any(line.startswith(" OVERDUE (3)") for line in lines(app))
