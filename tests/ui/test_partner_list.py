"""The partner list: filters, sorts, what row 3 says of them, and the cursor through all that moves the rows."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tests.server.folders import SETTINGS, running, save
from tests.storage.copies import change, load
from tests.sync.fakes import partner
from tui.domain.freshness import Collection
from tui.domain.persons import Persons
from tui.domain.query import PartnerFilter
from tui.settings import Mine, Settings
from tui.storage import narrowing, partner_rows
from tui.storage.reader import Reader
from tui.ui.app import SamspillApp
from tui.ui.card_lines import Link
from tui.ui.messages import DataChanged
from tui.ui.screens.menu import Menu
from tui.ui.services import Services
from tui.ui.state import load as load_state
from tui.ui.widgets import record_list

from .conftest import NOW, SYNCED, opened, press, rest, screen_text, sync_into

KNOWN = Settings(
    mine=Mine(municipalities=("1824", "1820")),
    filters={"kafé": PartnerFilter(text="frivillig"), "Bodø": PartnerFilter(municipalities=("1804",))},
)


def where(app: SamspillApp) -> str:
    """Row 3."""
    return screen_text(app).splitlines()[2]


def names(app: SamspillApp) -> list[str]:
    lines = screen_text(app).splitlines()
    return [line[1:35].strip() for line in lines[5:12] if line.strip()]


async def test_the_filter_menu_and_the_way_back_out(services: Services) -> None:
    async with opened(replace(services, settings=KNOWN)) as (app, pilot):
        await press(pilot, "f")
        assert isinstance(app.screen, Menu)
        shown = screen_text(app)
        assert ">* 1  every partner" in shown
        assert "   7  not reviewed" in shown
        await press(pilot, "2")
        assert " of 116 partners   filter: mine   sorted by name" in where(app)
        mine = app.main.partners.list.count if app.main else 0
        assert 0 < mine < 116
        await press(pilot, *"/nav", "enter")
        assert "/nav" in where(app)
        assert "filter: mine" in where(app)
        assert app.main is not None
        assert 0 < app.main.partners.list.count < mine
        await press(pilot, "escape")
        assert where(app) == f" {mine} of 116 partners   filter: mine   sorted by name"
        await press(pilot, "escape")
        assert where(app) == " 116 partners   sorted by name"


@pytest.mark.parametrize(
    ("keys", "words"),
    [
        ("3", "whole county"),
        ("4", "no active agreement"),
        ("5", "ends in 90 days"),
        ("6", "no contact"),
        ("8", "Bodø"),
        ("9", "kafé"),
    ],
)
async def test_every_filter_chooses_some(keys: str, words: str, services: Services) -> None:
    async with opened(replace(services, settings=KNOWN), size=(60, 16)) as (app, pilot):
        await press(pilot, "f", keys)
        assert words in where(app)
        assert app.main is not None
        assert 0 < app.main.partners.list.count < 116


async def test_at_60_columns_filter_and_order_stay_in_sight_while_one_types(services: Services) -> None:
    async with opened(services, size=(60, 16)) as (app, pilot):
        await press(pilot, "f", "4", "s", "2", "slash", *"nav")
        assert app.main is not None
        count = app.main.partners.list.count
        assert where(app).split()[1:] == [str(count), "no", "active", "agreement", "municipality"]


async def test_without_a_configuration_the_menu_says_what_mine_needs(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "f", "2")
        assert isinstance(app.screen, Menu)
        assert "mine   say which under [mine] in the configuration" in screen_text(app)


async def test_where_no_persons_are_kept_nobody_is_said_to_be_without(services: Services) -> None:
    async with opened(replace(services, settings=Settings(persons=Persons.NONE))) as (app, pilot):
        await press(pilot, "f", "6")
        assert isinstance(app.screen, Menu)
        assert "no contact   contact persons are not kept here" in screen_text(app)


async def test_a_filter_is_saved_found_again_and_removed(services: Services) -> None:
    async with opened(replace(services, settings=KNOWN)) as (app, pilot):
        await press(pilot, "F")
        assert "There is no filter to save" in screen_text(app)
        await press(pilot, "f", "2", *"/nav", "enter", "F", *"mine Nav", "enter")
        assert "filter: mine Nav" in where(app)
        assert 'The filter is saved as "mine Nav"' in screen_text(app)
        found = names(app)
        assert load_state(services.state_file).filters == {
            "mine Nav": PartnerFilter(text="nav", municipalities=("1824", "1820"))
        }
    async with opened(replace(services, settings=KNOWN)) as (app, pilot):
        await press(pilot, "f", "G", "k", "enter")
        assert "filter: mine Nav" in where(app)
        assert names(app) == found
        await press(pilot, *"/x", "enter", "F", *"kafé", "enter")
        assert 'The configuration has a filter "kafé" already' in screen_text(app)
        await press(pilot, "escape", "f", "G", "enter", "1")
        assert 'The filter "mine Nav" is removed.' in screen_text(app)
        assert where(app) == " 116 partners   sorted by name"
    assert load_state(services.state_file).filters == {}


async def test_a_link_to_a_partner_the_filter_hides_lets_go_of_it_and_back_brings_it_again(services: Services) -> None:
    async with opened(replace(services, settings=KNOWN)) as (app, pilot):
        await press(pilot, "f", "7")
        before = screen_text(app)
        assert app.main is not None
        nav = services.reader.partners("nav vefsn").window(0, 1)[0].id
        app.main.follow(Link("partners", nav))
        await rest(pilot)
        assert "116 partners   sorted by name" in app.main.partners.context()
        assert app.main.partners.list.selected_key == nav
        await press(pilot, "comma")
        assert screen_text(app) == before


@pytest.mark.parametrize(
    ("key", "words"),
    [("2", "municipality"), ("3", "latest change"), ("4", "next office hour"), ("5", "end of agreement")],
)
async def test_every_order_keeps_the_cursor_on_its_partner(key: str, words: str, services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, *"jjjj")
        assert app.main is not None
        kept = app.main.partners.list.selected_key
        await press(pilot, "s", key)
        assert f"sorted by {words}" in where(app)
        assert app.main.partners.list.selected_key == kept
        await press(pilot, "g")
        in_order = names(app)
        await press(pilot, "s", "1", "g")
        assert names(app) != in_order or key == "3"  # the sample was changed all at once


async def test_sorted_by_next_office_hour_the_first_is_soonest(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "s", "4", "g")
        line = screen_text(app).splitlines()[5]
        assert "today 08:30" in line


async def test_other_spellings_are_proposed_only_where_they_find_somebody(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "slash", *"mosjjøen")
        assert 'Nothing matches "mosjjøen" in 116 partners. Did you mean "mosjøen"?' in screen_text(app)
        await press(pilot, "escape", "slash", *"xqzw")
        assert 'Nothing matches "xqzw" in 116 partners.' in screen_text(app)
        assert "Did you mean" not in screen_text(app)


async def landed(app: SamspillApp, pilot: Pilot[None]) -> None:
    """What the app does when another instance's sync has landed."""
    app.post_message(DataChanged())
    await rest(pilot)


@pytest.mark.parametrize("sort", ["1", "2", "3"])
@pytest.mark.parametrize("filtered", [False, True])
async def test_the_selection_survives_what_a_sync_does_around_it(
    sort: str, filtered: bool, services: Services, cache: Path
) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "s", sort, *(("slash", *"nav", "enter") if filtered else ()))
        await press(pilot, *"jjjjj")
        assert app.main is not None
        rows = app.main.partners.list
        kept = rows.selected_key
        assert kept is not None
        around = [row.id for row in (rows.row(rows.index - 1), rows.row(rows.index + 1), rows.row(0)) if row]
        moved = partner(around[1], "Åå aller sist nav")
        change(
            cache, Collection.PARTNERS, [partner("new", "Aa nav"), partner("n2", "A nav"), moved], deleted=[around[0]]
        )
        await landed(app, pilot)
        assert rows.selected_key == kept
        assert around[0] not in [row.id for row in services.reader.partners().window(0, 200)]
        # the selected one itself moves, and then goes
        change(cache, Collection.PARTNERS, [partner(kept, "Ø nav flyttet")])
        await landed(app, pilot)
        assert rows.selected_key == kept
        at = rows.index
        change(cache, Collection.PARTNERS, deleted=[kept])
        await landed(app, pilot)
        assert rows.selected_key not in {kept, None}
        assert abs(rows.index - at) <= 1


@pytest.fixture
def long(services: Services, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Services, Path]]:
    """A list of which one block is looked at at a time, and none before the test says so: as a million would be."""
    for module, name, value in (
        (partner_rows, "AT_FIRST", 1),
        (partner_rows, "AT_A_TIME", 1),
        (narrowing, "FIRST_BLOCKS", 1),
        (narrowing, "MOST_BLOCKS", 1),
        (record_list, "GROWTH_SECONDS", 3600.0),
    ):
        monkeypatch.setattr(module, name, value)
    path = tmp_path / "long" / "cache.db"
    load(path, Collection.PARTNERS, [partner(f"p{one:04}", f"Lag {one:04}") for one in range(2000)])
    reader = Reader.open(path)
    yield replace(services, reader=reader), path
    reader.close()


async def grown(app: SamspillApp, pilot: Pilot[None], most: int = 100) -> None:
    """Find more rows, by so many steps at most."""
    assert app.main is not None
    for _ in range(most):
        if not app.main.partners.list.growing:
            break
        app.main.partners.list.grow()
    await rest(pilot)


async def test_a_count_that_is_not_final_says_so(long: tuple[Services, Path]) -> None:
    async with opened(long[0]) as (app, pilot):
        await press(pilot, "slash", *"lag", "enter")
        assert "512+ of 2000 partners" in where(app)
        await grown(app, pilot, 1)
        await press(pilot, "j")
        await grown(app, pilot)
        assert "2000 of 2000 partners" in where(app)
        await press(pilot, "s", "3")
        assert "sorting ..." in where(app)
        await grown(app, pilot)
        assert "sorted by latest change" in where(app)


async def test_the_end_is_reached_once_it_is_known(long: tuple[Services, Path]) -> None:
    async with opened(long[0]) as (app, pilot):
        await press(pilot, "slash", *"lag", "enter", "G")
        assert ">Lag 0511" in screen_text(app)
        await grown(app, pilot, 1)
        assert ">Lag 0511" in screen_text(app)
        await grown(app, pilot)
        assert ">Lag 1999" in screen_text(app)
        await press(pilot, "s", "3", "G", "k")
        here = app.main.partners.list.index if app.main else None
        await grown(app, pilot)
        assert app.main is not None
        assert app.main.partners.list.index == here  # whoever moves on does not want the end any more


async def test_what_is_found_late_fills_an_empty_list(long: tuple[Services, Path]) -> None:
    async with opened(long[0]) as (app, pilot):
        await press(pilot, "slash", *"1999", "enter")
        assert names(app) == []
        assert "Nothing matches" not in screen_text(app)
        await grown(app, pilot)
        assert names(app) == ["Lag 1999"]
        assert "Lag 1999" in screen_text(app).splitlines()[13]  # the card has followed
        await press(pilot, "escape", "slash", *"nobody", "enter")
        assert "Nothing matches" not in screen_text(app)
        await grown(app, pilot)
        assert 'Nothing matches "nobody" in 2000 partners.' in screen_text(app)


async def test_a_sync_leaves_the_old_rows_until_the_selected_one_is_found(long: tuple[Services, Path]) -> None:
    async with opened(long[0]) as (app, pilot):
        await press(pilot, "slash", *"lag", "enter")
        await grown(app, pilot)
        await press(pilot, "G", "k")
        assert ">Lag 1998" in screen_text(app)
        change(long[1], Collection.PARTNERS, [partner("new", "Lag 0000 a")], deleted=["p1997"])
        await landed(app, pilot)
        assert ">Lag 1998" in screen_text(app)
        await grown(app, pilot)
        assert ">Lag 1998" in screen_text(app)
        assert "2000 of 2000 partners" in where(app)
        assert "Lag 1997" not in screen_text(app)


def folder_of(names_by_key: dict[str, str]) -> str:
    return "".join(f'[partner.{key}]\nname = "{name}"\n\n' for key, name in names_by_key.items())


@pytest.mark.parametrize("text", ["", "lag"])
async def test_a_sync_over_the_wire_leaves_the_cursor_where_it_is(
    text: str, services: Services, tmp_path: Path
) -> None:
    folder = tmp_path / "folder"
    folder.mkdir()
    (folder / "samspill.toml").write_text(SETTINGS, encoding="utf-8")
    partners = {f"lag{number:02}": f"Lag {number:02}" for number in range(40)}
    save(folder, folder_of(partners))
    cache = tmp_path / "wire" / "cache.db"
    with running(folder) as served:
        assert sync_into(cache, served.url, SYNCED).whole
        reader = Reader.open(cache)
        async with opened(replace(services, reader=reader)) as (app, pilot):
            assert app.main is not None
            await press(pilot, *(("slash", *text, "enter") if text else ()), *"jjjjjjjj")
            rows = app.main.partners.list
            kept = rows.selected_key
            assert (rows.index, ">Lag 08" in screen_text(app)) == (8, True)
            del partners["lag03"], partners["lag09"]  # one above, and the one below
            partners |= {"new1": "Aa lag", "new2": "Lag 02 a", "new3": "Lag 07 b"}
            partners |= {"lag30": "Lag 00 a", "lag01": "Ås lag"}  # from below to above, and the other way
            save(folder, folder_of(partners))
            assert sync_into(cache, served.url, NOW).whole
            await landed(app, pilot)
            assert rows.selected_key == kept
            shown = screen_text(app)
            assert ">Lag 08" in shown
            assert "Lag 09" not in shown
            assert "Lag 07 b" in shown
            assert (rows.index, rows.count) == (9, 41)
        reader.close()
