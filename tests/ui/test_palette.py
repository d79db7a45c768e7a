"""The palette leads to every command and to every record by name; the help explains what is before it."""

from __future__ import annotations

import pytest
from rich.cells import cell_len

from tui.present import language
from tui.present.commands import COMMANDS
from tui.ui.goto import AT_ONCE, Finder
from tui.ui.services import Services
from tui.ui.widgets import signs
from tui.ui.widgets.signs import Sign

from .conftest import opened, press, screen_text


def marked(shown: str) -> str:
    (line,) = (line for line in shown.splitlines() if line.startswith(">"))
    return line


# -- commands --------------------------------------------------------------------------------------------------


async def test_every_command_is_in_the_palette_with_its_keys(services: Services) -> None:
    async with opened(services, size=(80, 100)) as (app, pilot):
        await press(pilot, "colon")
        shown = screen_text(app)
        assert [one.id for one in COMMANDS if one.title not in shown] == []
        assert "R F5 " in shown


@pytest.mark.parametrize(("typed", "command"), [("sprak", "Språk på skjermen"), ("SPRÅK", "Språk på skjermen")])
async def test_a_command_is_found_however_it_is_typed(typed: str, command: str, services: Services) -> None:
    async with opened(services, lang="nb") as (app, pilot):
        await press(pilot, "colon", *typed)
        assert command in marked(screen_text(app))


@pytest.mark.parametrize("typed", ["language", "språk"])
@pytest.mark.parametrize("lang", language.LANGUAGES)
async def test_the_way_to_another_language_is_found_by_its_word_in_any(
    lang: str, typed: str, services: Services
) -> None:
    async with opened(services, lang=lang) as (app, pilot):
        await press(pilot, "colon", *typed)
        assert language._("Language of the screen") in marked(screen_text(app))


async def test_a_command_of_another_pane_is_done_there(services: Services) -> None:
    async with opened(services) as (app, pilot):
        assert app.main is not None
        await press(pilot, "colon", *"previous week", "enter")
        assert app.main.current == "hours"
        await press(pilot, "comma")
        assert app.main.current == "partners"


# -- records ---------------------------------------------------------------------------------------------------

RECORDS = [
    ("nordland bymisjon", "Partner", "partners"),
    ("kirkens bymisjons moteplass", "Place", "hours"),
    ("møteplassen i mosj", "Agreement", "agreements"),
    ("400 samtaler", "Goal", "goals"),
]


@pytest.mark.parametrize(("typed", "kind", "pane"), RECORDS, ids=[one[1] for one in RECORDS])
async def test_a_record_is_found_by_name_and_history_leads_back(
    typed: str, kind: str, pane: str, services: Services
) -> None:
    async with opened(services) as (app, pilot):
        assert app.main is not None
        await press(pilot, "7", "colon", *typed)
        shown = screen_text(app)
        assert "Go to" in shown
        line = marked(shown)
        assert f" {kind} " in line
        name = line[21:].split("  ")[0].split("..")[0].strip()
        assert name
        await press(pilot, "enter")
        assert app.main.current == pane
        await press(pilot, "comma")
        assert app.main.current == "sync"


async def test_enter_does_not_wait_for_the_search(services: Services) -> None:
    async with opened(services) as (app, pilot):
        assert app.main is not None
        await press(pilot, "7", "colon")
        for key in (*"400 samtaler", "enter"):
            await pilot.press(key)
        await press(pilot)
        assert app.main.current == "goals"


async def test_nothing_found_is_said(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "colon", *"bruaaa")
        assert 'Nothing matches "bruaaa".' in screen_text(app)
        await press(pilot, "enter")
        assert app.main is app.screen


def test_a_finder_takes_names_in_by_portions_and_shows_a_few_of_each_kind(services: Services) -> None:
    finder = Finder(services.reader)
    assert finder.find("a") == []
    assert finder.find(" -- ") == []
    portions = 0
    while finder.read_on():
        portions += 1
    names = sum(1 + len(one.goals) for one in services.reader.agreements())
    assert portions <= (names + len(services.reader.hours())) // AT_ONCE
    found = finder.find("kommune")
    kinds = [one.kind for one in found]
    assert kinds == sorted(kinds, key=["Partner", "Place", "Agreement", "Goal"].index)
    assert kinds.count("Partner") == 6
    assert len(found) <= 18


# -- help ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("keys", "title", "said"),
    [
        (("4",), "Help: Goals, the list", "-/15"),
        (("4", "j", "enter"), "Help: Goals, the card", "there is more below"),
        (("2",), "Help: Partners, the list", "the row you are on"),
        (("2", "slash", "a"), "Help: Partners, the filter", "takes the filter away"),
    ],
)
async def test_help_is_about_what_has_the_focus(
    keys: tuple[str, ...], title: str, said: str, services: Services
) -> None:
    async with opened(services, size=(80, 60)) as (app, pilot):
        await press(pilot, *keys)
        await press(pilot, "f1")
        shown = screen_text(app)
        assert title in shown.splitlines()[0]
        assert said in shown
        assert shown.index("What the signs here mean") < shown.index("Everywhere")


async def test_a_sign_is_found_and_is_nothing_to_do(services: Services) -> None:
    async with opened(services) as (app, pilot):
        await press(pilot, "4", "question_mark", *"missing")
        assert "the number now is missing; 15 was agreed" in screen_text(app)
        await press(pilot, "enter")
        assert app.main is app.screen


async def test_help_does_what_is_chosen(services: Services) -> None:
    async with opened(services) as (app, pilot):
        assert app.main is not None
        await press(pilot, "question_mark", *"last row", "enter")
        assert app.main.pane.list.index == 115


ALL_SIGNS: list[Sign] = [
    *signs.TABS, *(one for part in signs.OF_PART.values() for one in part),
    *(one for pane in signs.OF_PANE.values() for one in pane),
]  # fmt: skip


@pytest.mark.parametrize("code", language.LANGUAGES)
def test_every_line_of_help_and_palette_fits_into_60_columns(code: str) -> None:
    language.use(code)
    room = 60 - 1 - 19
    texts = [language._(one.title) for one in COMMANDS] + [language._(one.meaning) for one in ALL_SIGNS]
    language.use(language.SOURCE)
    assert [text for text in texts if cell_len(text) > room] == []
    assert [one.label for one in ALL_SIGNS if cell_len(one.label) > 17] == []
