"""What signs on the screen mean, for the help of the part that shows them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from ...domain.values import dataclass
from ...present.language import N_


@dataclass(frozen=True, slots=True)
class Sign:
    """A sign, or a key of a part that is no command, and what it stands for."""

    label: str
    """As it stands on the screen."""
    meaning: str
    """English source text."""


LIST = (
    Sign(">", N_("the row you are on")),
    Sign("..", N_("the text is longer than its column")),
    Sign("-", N_("not stated, or none")),
    Sign("*", N_("changed, and not seen yet")),
    Sign('"', N_("you wrote about it; the card has it")),
)
CARD = (
    Sign(">", N_("the link you are on, underlined like all")),
    Sign("+", N_("there is more below")),
    Sign("..", N_("the text is longer than its line")),
)
FILTER = (
    Sign("Enter", N_("keeps the filter and goes to the list")),
    Sign("Esc", N_("takes the filter away")),
    Sign("↑ ↓ PgUp PgDn", N_("move in the list while you type")),
    Sign("a b", N_("several words: all of them must be found")),
)
TABS = (
    Sign("[2 ...]", N_("the pane you are in")),
    Sign("6 ... 12", N_("so many changes are not seen")),
    Sign("7 ... !", N_("something could not be fetched")),
)

GOALS = (
    Sign("12/20", N_("the number now, and the one agreed")),
    Sign("-/15", N_("the number now is missing; 15 was agreed")),
    Sign("[###...]", N_("how far it has come")),
    Sign("|", N_("where the plan is today")),
    Sign("[####+]", N_("more than was agreed")),
)

CHANGES = (
    Sign(".", N_("not seen")),
    Sign("x", N_("seen, until the field changes again")),
    Sign("-", N_("not seen when a review was closed")),
    Sign("!", N_("not checked: no change means not known")),
    Sign("->", N_("not what came and went between syncs")),
)

OF_PANE: Final[Mapping[str, tuple[Sign, ...]]] = {"goals": GOALS, "changes": CHANGES}
OF_PART: Final[Mapping[str, tuple[Sign, ...]]] = {"list": LIST, "card": CARD, "filter": FILTER}
PARTS: Final[Mapping[str, str]] = {"list": N_("the list"), "card": N_("the card"), "filter": N_("the filter")}
"""What has the focus -> its name, English source text."""


def explained(pane: str, part: str) -> tuple[Sign, ...]:
    """The signs of the part that has the focus, of the pane it is in, and of the rows around it."""
    of_pane = OF_PANE.get(pane, ()) if part != "filter" else ()
    return (*OF_PART.get(part, ()), *of_pane, *TABS)
