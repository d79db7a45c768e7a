"""What every pane looks like, at two sizes and in three languages, as text one can read in a diff.

To accept what the screens show now: delete `tests/ui/screens` and run this file with SAMSPILL_ACCEPT=1.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tui.present.language import LANGUAGES
from tui.ui.services import Services

from .conftest import Changing, opened, press, screen_text
from .reviews import closed_in_september
from .story import happens

SCREENS = Path(__file__).parent / "screens"
SIZES = ((80, 24), (120, 40))

VIEWS = {
    "today": ("1",),
    "partners": ("2", "slash", *"mosj", "enter"),
    "partner": ("2", "slash", *"mosj", "enter", "enter"),
    "hours": ("3",),
    "week": ("3", "v", "g", *("2", "4", "full_stop", "1", "2"), "enter"),
    "staffing": ("3", "v", "v"),
    "goals": ("4", *"jjjj"),
    "agreements": ("5", *"jjjjjjj"),
    "agreement": ("5", *"jjjjjjj", "enter"),
    "sync": ("7",),
    "help": ("3", "question_mark"),
    "noted": ("2", "slash", *"mosj", "enter", "a", *"ring", "ctrl+x", "w", *"stengt", "enter", "enter", "G"),
    "writing": ("2", "slash", *"mosj", "enter", "a", *"ring", "enter", *"igjen"),
    "points": ("2", "slash", *"mosj", "enter", "b", *"tall", "enter", "B"),
    "review": ("4", *"jjjj", "m"),
    "nothing-found": ("2", "slash", *"bruaa"),
}
"""Name -> the keys that lead there."""
AFTER_A_SYNC = {
    "changes": ("6", "j", "j", "m"),
    "changes-since": ("6", "v"),
    "changes-of-one": ("5", "slash", *"mosjø", "enter", "d"),
}
"""The same, once a sync has brought something."""
REVIEWED = {"review"}
"""Those that are looked at after a review was closed."""


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
@pytest.mark.parametrize("view", VIEWS)
async def test_screen(view: str, size: tuple[int, int], lang: str, services: Services) -> None:
    if view in REVIEWED:
        closed_in_september(services)
    async with opened(services, size=size, lang=lang) as (app, pilot):
        await press(pilot, *VIEWS[view])
        shown = screen_text(app)
    hold(shown, view, size, lang)


@pytest.mark.parametrize("lang", LANGUAGES)
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]}x{size[1]}")
async def test_screens_after_a_sync(size: tuple[int, int], lang: str, services: Services, changing: Changing) -> None:
    happens(changing)
    for view, keys in AFTER_A_SYNC.items():
        async with opened(services, size=size, lang=lang) as (app, pilot):
            await press(pilot, *keys)
            shown = screen_text(app)
        hold(shown, view, size, lang)


def hold(shown: str, view: str, size: tuple[int, int], lang: str) -> None:
    """Against the screen that was accepted."""
    expected = SCREENS / f"{view}-{size[0]}x{size[1]}-{lang}.txt"
    if os.environ.get("SAMSPILL_ACCEPT"):
        SCREENS.mkdir(exist_ok=True)
        expected.write_text(shown, encoding="utf-8")
    assert shown == expected.read_text(encoding="utf-8")


def test_every_kept_screen_is_of_a_view() -> None:
    views = (*VIEWS, *AFTER_A_SYNC)
    known = {f"{view}-{width}x{height}-{lang}.txt" for view in views for width, height in SIZES for lang in LANGUAGES}
    assert {path.name for path in SCREENS.iterdir()} == known
