"""The language of the screen, changed while the app runs, and remembered.

A choice made in the app holds from then on, until the configuration or the environment says something else than it did
when the choice was made; a language asked for on the command line goes before it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, TypedDict

from ..present import language
from ..present.language import LANGUAGES, _
from .choices import Choice
from .services import Sight
from .state import ScreenState

if TYPE_CHECKING:
    from .screens.main import MainScreen
    from .screens.menu import Menu

OWN_NAMES: Final = {"nb": "bokmål", "nn": "nynorsk", "en": "English"}
"""Each in itself, so that it is found by whoever cannot read the others."""


class Remembered(TypedDict):
    language: str | None
    language_instead_of: str | None


def resume(services: Sight, state: ScreenState) -> None:
    """Speak as the last time, if that still holds."""
    held = state.language in LANGUAGES and state.language_instead_of == services.language
    chosen = state.language if held and not services.language_asked else None
    language.use(chosen or services.language)


def remembered(services: Sight) -> Remembered:
    """What the state file is to keep."""
    now = language.current()
    other = now != services.language
    return {"language": now if other else None, "language_instead_of": services.language if other else None}


def menu() -> Menu[str]:
    from .screens.menu import Menu

    choices = [Choice(OWN_NAMES[code], code) for code in LANGUAGES]
    return Menu(_("Language of the screen"), choices, current=language.current())


def speak(code: str, main: MainScreen) -> None:
    """Every word on the screen, at once."""
    language.use(code)
    main.say_everything_anew()
    main.say(_("Samspill now speaks {language}.").format(language=OWN_NAMES[code]))
