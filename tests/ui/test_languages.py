"""The language of the screen: no English in bokmål and nynorsk anywhere, and another language at once when asked."""

from __future__ import annotations

import threading
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import pytest
from textual.pilot import Pilot

from tui.domain.errors import BadResponse, BadResponseReason, NoDemo, Offline, OfflineReason
from tui.domain.freshness import Collection
from tui.present import language
from tui.storage.reader import Reader
from tui.sync.events import CollectionDone, CollectionFailed, Event, Finished, Progress, Started, Waiting
from tui.ui.app import SamspillApp
from tui.ui.services import Services
from tui.ui.state import ScreenState, load, save

from .conftest import NOW, Changing, opened, press, rest, screen_text
from .english import english
from .reviews import closed_in_september
from .story import HOURS, happens

NORWEGIAN = [code for code in language.LANGUAGES if code != language.SOURCE]
PANES = ("1", "2", "3", "4", "5", "6", "7")
URL = "https://api.example"


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    language.use(language.SOURCE)


class Walk:
    """Goes from screen to screen and holds each against English."""

    def __init__(self, app: SamspillApp, pilot: Pilot[None], code: str) -> None:
        self.app, self.pilot, self.code = app, pilot, code
        self.seen: list[str] = []

    async def to(self, *keys: str) -> str:
        await press(self.pilot, *keys)
        return self.look()

    def look(self) -> str:
        shown = screen_text(self.app)
        assert english(shown, self.code) == [], shown
        self.seen.append(shown)
        return shown


@asynccontextmanager
async def walking(services: Services, code: str, size: tuple[int, int] = (80, 24)) -> AsyncIterator[Walk]:
    async with opened(services, size=size, lang=code) as (app, pilot):
        walk = Walk(app, pilot, code)
        walk.look()
        yield walk


@pytest.mark.parametrize("code", NORWEGIAN)
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_no_english_in_panes_cards_help_and_palette(size: tuple[int, int], code: str, services: Services) -> None:
    async with walking(replace(services, automatic=False), code, size) as walk:
        for pane in PANES:
            await walk.to(pane)
            for _page in range(4):
                await walk.to("pagedown")
            await walk.to("home", "enter")
            await walk.to("pagedown")
            await walk.to("question_mark")
            for _page in range(3):
                await walk.to("pagedown")
            await walk.to(*"zzz")
            await walk.to("escape")
            await walk.to("backspace")
        for there in ("3", "v", "g", "escape", "v", "v"):
            await walk.to(there)
        await walk.to("2", "slash", *"bruaa")
        await walk.to("f1")
        await walk.to("escape", "escape")
        await walk.to("colon")
        for _page in range(4):
            await walk.to("pagedown")
        await walk.to(*"mosj")
        await walk.to("escape")
        for keys in (("R",), ("r",), ("ctrl+c",), ("comma",) * 9, ("full_stop",) * 9, ("7", "o"), ("o",), ("c",)):
            await walk.to(*keys)
        await walk.to("backspace")
    assert len(set(walk.seen)) > 40


@pytest.mark.parametrize("code", NORWEGIAN)
@pytest.mark.parametrize("size", [(80, 24), (60, 16)], ids=["80x24", "60x16"])
async def test_no_english_about_changes(
    size: tuple[int, int], code: str, services: Services, changing: Changing
) -> None:
    happens(changing)
    changing.cut(HOURS, "[hours.mosjoen-gjeld]", "[hours.mosjoen-frokost]")
    changing.sync(NOW)
    async with walking(replace(services, automatic=False), code, size) as walk:
        await walk.to("6")
        for _row in range(9):
            await walk.to("m")
        for keys in (("u",), ("u", "u"), ("M",), ("2",), ("M", "1"), ("M",), ("n",), ("v",), ("escape",)):
            await walk.to(*keys)
        await walk.to("v", "3")
        await walk.to(*"i dag", "enter")
        for choice in "1245":
            await walk.to("v", choice)
        await walk.to("G", "i")
        await walk.to("i", "tab", "question_mark")
        await walk.to("pagedown")
        await walk.to("escape", "q", "d")
        await walk.to("4", "d")
        await walk.to("7", "d")


@pytest.mark.parametrize("code", NORWEGIAN)
@pytest.mark.parametrize("size", [(80, 24), (120, 40)], ids=["80x24", "120x40"])
async def test_no_english_in_a_review(size: tuple[int, int], code: str, services: Services) -> None:
    async with walking(replace(services, automatic=False), code, size) as walk:
        for keys in (("4",), ("m",), ("m",), ("v",), ("v",), ("v",), ("L",), ("H",), ("H",), ("L",)):
            await walk.to(*keys)
        for command in ("review.compare", "review.close"):
            await walk.app.run_action(f"command('{command}')", default_namespace=walk.app.main)
            await walk.to("escape")
        await walk.app.run_action("command('review.close')", default_namespace=walk.app.main)
        await walk.to("enter")
        for keys in (("enter",), ("q",), ("5",), ("enter",), ("u",), ("u",), ("u",), ("u",)):
            await walk.to(*keys)
    closed_in_september(services)
    async with walking(replace(services, automatic=False), code, size) as walk:
        for keys in (("4", *"jjjj"), ("enter",), ("q",), ("5",), ("j", "enter")):
            await walk.to(*keys)
        await walk.app.run_action("command('review.compare')", default_namespace=walk.app.main)
        walk.look()


class Failing:
    """A sync that tells everything that can happen, then how it ended."""

    def __init__(self, *events: Event) -> None:
        self.events = events

    def __call__(
        self,
        on_event: Callable[[Event], None],
        cancelled: threading.Event,  # noqa: ARG002 - as the protocol has it
        only: Collection | None = None,  # noqa: ARG002
        *,
        full: bool = False,  # noqa: ARG002
    ) -> Finished:
        for event in self.events:
            on_event(event)
        return self.events[-1] if isinstance(self.events[-1], Finished) else Finished(outcomes=())


OFFLINE = Offline(url=URL, reason=OfflineReason.NAME)
OUTCOMES = (
    CollectionDone(collection=Collection.HOURS, read=9, added=1, changed=2, removed=3, rejected=1, seconds=0.4),
    CollectionFailed(collection=Collection.PARTNERS, error=OFFLINE),
    CollectionFailed(
        collection=Collection.AGREEMENTS, error=BadResponse(url=URL, reason=BadResponseReason.SHAPE, where="x[0]")
    ),
)
EVENTS: tuple[Event, ...] = (
    Started(collections=tuple(Collection)),
    Progress(collection=Collection.HOURS, done=3, total=9),
    Waiting(collection=Collection.HOURS, until=NOW, attempt=2),
    *OUTCOMES,
    Finished(outcomes=OUTCOMES),
)


@pytest.mark.parametrize("code", NORWEGIAN)
async def test_no_english_about_a_sync(code: str, services: Services) -> None:
    failing = replace(services, offline=False, automatic=False, sync=Failing(*EVENTS))
    async with walking(failing, code) as walk:
        await walk.to("R")
        while walk.app.heard < len(EVENTS):
            await walk.pilot.pause(0.01)
        await rest(walk.pilot)
        walk.look()
        await walk.to("7")
        await walk.to("enter")
        assert "api.example" in await walk.to("pagedown")


@pytest.mark.parametrize("code", NORWEGIAN)
async def test_no_english_the_first_time_and_in_an_empty_copy(code: str, tmp_path: Path, services: Services) -> None:
    def no_demo() -> Services:
        raise NoDemo(installed=False)

    empty = replace(services, url=None, reader=Reader.open(tmp_path / "nothing.db"), start_demo=no_demo)
    async with opened(empty, lang=code) as (app, pilot):
        walk = Walk(app, pilot, code)
        walk.look()
        await walk.to("1")
        await walk.to("escape", "2")
    async with opened(replace(empty, url=URL), lang=code) as (app, pilot):
        walk = Walk(app, pilot, code)
        for pane in PANES:
            await walk.to(pane)
    empty.reader.close()


async def test_the_walk_can_fail(services: Services) -> None:
    async with opened(services, lang="en") as (app, pilot):
        for pane in PANES:
            await press(pilot, pane)
            for code in NORWEGIAN:
                assert english(screen_text(app), code), pane
        await press(pilot, "question_mark")
        assert "Agreements" in english(screen_text(app), "nb")


@pytest.mark.parametrize(
    ("shown", "found"),
    [
        ("Search for commands...", "Search for commands"),
        ("Press ctrl+q", "Press"),
        ("Vent the litt", "the"),
        ("3 of 214 partners", "partners"),
        ("Mosjøen   not agreed", "not agreed"),
    ],
)
@pytest.mark.parametrize("code", NORWEGIAN)
def test_english_is_found_among_norwegian(shown: str, found: str, code: str) -> None:
    assert found in english(shown, code)


# -- changing it -----------------------------------------------------------------------------------------------


async def speak(pilot: Pilot[None], number: str) -> None:
    """By way of the menu, which is on no key of its own."""
    await pilot.app.run_action("app.language")
    await press(pilot, number)


@pytest.mark.parametrize("keys", [(), ("enter",), ("slash", *"a", "enter")], ids=["list", "card", "filtered"])
@pytest.mark.parametrize("pane", PANES)
async def test_another_language_changes_every_word_on_the_screen_at_once(
    pane: str, keys: tuple[str, ...], services: Services
) -> None:
    async with opened(services, lang="nn") as (app, pilot):
        await press(pilot, pane, *keys)
        await speak(pilot, "3")
        changed = screen_text(app)
        assert "Samspill now speaks English." in changed
    services.state_file.unlink(missing_ok=True)
    async with opened(services, lang="en") as (app, pilot):
        await press(pilot, pane, *keys)
        assert without_message(screen_text(app)) == without_message(changed)


def without_message(shown: str) -> list[str]:
    lines = shown.splitlines()
    return lines[:-2] + lines[-1:]


@pytest.mark.parametrize("code", NORWEGIAN)
async def test_a_change_leaves_no_english_in_panes_shown_before(code: str, services: Services) -> None:
    failing = replace(services, offline=False, automatic=False, sync=Failing(*EVENTS))
    async with opened(failing, lang="en") as (app, pilot):
        await press(pilot, "R")
        while app.heard < len(EVENTS):
            await pilot.pause(0.01)
        for pane in PANES:
            await press(pilot, pane, "j", "enter", "backspace")
        await speak(pilot, "1" if code == "nb" else "2")
        walk = Walk(app, pilot, code)
        for pane in PANES:
            await walk.to(pane)
            await walk.to("enter")
            await walk.to("backspace")
        await walk.to("question_mark")


async def test_the_palette_finds_it_in_every_language(services: Services) -> None:
    for code, word in (("nb", "språk"), ("nn", "sprak"), ("en", "language")):
        async with opened(services, lang=code) as (app, pilot):
            await press(pilot, "colon", *word, "enter")
            shown = screen_text(app)
            assert all(name in shown for name in ("bokmål", "nynorsk", "English"))
            await press(pilot, "escape")


async def test_the_choice_is_remembered_until_the_configuration_says_something_else(services: Services) -> None:
    async with opened(services, lang="nb") as (_app, pilot):
        await speak(pilot, "2")
        await pilot.press("Q")
    assert load(services.state_file) == replace(load(services.state_file), language="nn", language_instead_of="nb")
    async with opened(services, lang="nb") as (app, pilot):
        assert language.current() == "nn"
        assert "Avtalar" in screen_text(app)
        await pilot.press("Q")
    async with opened(services, lang="en") as (app, pilot):
        assert "Agreements" in screen_text(app)
        await pilot.press("Q")
    async with opened(services, lang="nb") as (app, _pilot):
        assert "Avtaler" in screen_text(app)  # English was the last word


async def test_a_language_asked_for_on_the_command_line_goes_before_the_remembered_one(services: Services) -> None:
    save(services.state_file, ScreenState(language="nn", language_instead_of="nb"))
    async with opened(replace(services, language_asked=True), lang="nb") as (app, _pilot):
        assert "Avtaler" in screen_text(app)


async def test_a_remembered_language_nobody_speaks_is_passed_over(services: Services) -> None:
    save(services.state_file, ScreenState(language="tlh", language_instead_of="nb"))
    async with opened(services, lang="nb") as (app, _pilot):
        assert "Avtaler" in screen_text(app)
