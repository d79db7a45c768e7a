"""The fixed rows around a pane: who and how old, the tabs, and the keys."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from typing import Any, Final

from ...domain.freshness import CollectionState, Connection
from ...present import banner as banner_words
from ...present import changes as change_words
from ...present import dates
from ...present.commands import COMMANDS, PANES, Command, Scope
from ...present.keymap import hint_label
from ...present.language import N_, _
from ..ink import Role, Span, cut, plain, sides
from ..panes.listing import Listing
from ..services import Sight
from ..state import ScreenState

NUMBERS = {"today": 1, "partners": 2, "hours": 3, "goals": 4, "agreements": 5, "changes": 6, "sync": 7}
"""Final pane numbers."""
TITLE_LENGTHS: Final = (99, 9, 7, 5, 3)
"""Letters that the titles of the other panes keep where they do not all fit."""
UNFILTERED: Final = ("changes", "sync")
"""Panes in which nothing can be typed to filter."""
REVIEWED: Final = ("goals", "agreements")
"""Panes of what is gone through in a review."""
TITLES: Final = {
    "today": N_("Today"),
    "partners": N_("Partners"),
    "hours": N_("Office hours"),
    "goals": N_("Goals"),
    "agreements": N_("Agreements"),
    "changes": N_("Changes"),
    "sync": N_("Sync"),
}
"""Pane -> its title, English source text, in the order of the tabs."""


def opens_on(state: ScreenState, now: datetime) -> str:
    """Where one was; the first time, and the first time on another day, what that holds."""
    left_today = state.day == dates.local_date(now).isoformat()
    return state.pane if state.pane in NUMBERS and left_today else "today"


def at_start(services: Sight) -> Connection:
    """What is known of the way to the source before anything was asked of it."""
    if services.offline:
        return Connection.HELD
    return Connection.NONE if services.url is None else Connection.UNTRIED


def profile(services: Sight) -> str:
    """The name of the profile, and whether what is fetched stays."""
    return services.profile if services.kept else f"{services.profile} ({_('not kept')})"


def rule(width: int) -> Sequence[Span]:
    return plain("-" * width)


def banner(
    profile: str, connection: Connection, states: tuple[CollectionState, ...], now: datetime, detail: str, width: int
) -> Sequence[Span]:
    """Row 1: whose data, and how old they are."""
    words = banner_words.banner(connection, states, now, detail)
    alarm = connection in {Connection.OFFLINE, Connection.HELD}
    name = ((" SAMSPILL", Role.STRONG), (f"    {profile}", Role.PLAIN))
    left = max(width - 2 - len(words), 0)
    spans = sides(name, "", left) if left else ()
    return (*spans, (" ", Role.PLAIN), (words, Role.STRONG if alarm else Role.PLAIN))


def notes(services: Sight) -> Mapping[str, str]:
    """What the tabs say besides titles: how many changes were not seen, and whether something could not be fetched."""
    failed = any(state.error is not None for state in services.reader.states())
    unseen = sum(one.open for one in services.book.unreviewed())
    return {"changes": change_words.number_of(unseen) if unseen else "", "sync": "!" if failed else ""}


def tabs(current: str, noted: Mapping[str, str], width: int) -> Sequence[Span]:
    """Row 2: the panes, each with its note; where they do not fit, the titles of the others are cut."""
    spans: list[Span] = []
    for most in TITLE_LENGTHS:
        spans = [_tab(name, most, noted.get(name, ""), here=name == current) for name in TITLES]
        if sum(len(words) for words, _role in spans) <= width:
            break
    return spans


def _tab(name: str, most: int, note: str, *, here: bool) -> Span:
    title = _(TITLES[name])
    shown = title if here or len(title) <= most else f"{title[: most - 1]}."
    words = " ".join(part for part in (str(NUMBERS[name]), shown, note) if part)
    return (f"[{words}]", Role.STRONG) if here else (f" {words} ", Role.PLAIN)


def where(listing: Listing[Any], width: int, *, typing: bool = False) -> Sequence[Span]:
    """Row 3: what is listed. `typing`: the filter stands before it already."""
    kept = f" /{listing.filter_text}   " if listing.filter_text and not typing else " "
    listing.room = width - len(kept)
    return plain(cut(kept + listing.context(), width))


def message(said: str, listing: Listing[Any], width: int) -> Sequence[Span]:
    """The last row but one: what was said last, else what the signs of the list mean."""
    return plain(cut(f" {said or listing.explains()}", width))


def offers(command: Command, current: str, *, filtered: bool, ordered: bool) -> bool:
    """Does this command do anything in the pane on screen?"""
    match command.scope:
        case Scope.FILTERED:
            return filtered
        case Scope.SORTED:
            return ordered
        case Scope.REVIEWED:
            return current in REVIEWED
        case Scope.RECORDS:
            return current != "sync"
        case _:
            return PANES.get(command.scope, current) == current


def own_scope(current: str) -> Scope:
    """The scope of the commands that belong to this pane alone, else of every list."""
    return next((scope for scope, pane in PANES.items() if pane == current), Scope.LISTS)


def keys(offered: Callable[[Command], bool], own: Scope) -> Sequence[Span]:
    """The last row: what can be done here, in a pane with that scope of its own."""
    spans: list[Span] = []
    for command in COMMANDS:
        if command.hint and offered(command) and (label := hint_label(command, own)):
            spans += [("  " if spans else " ", Role.PLAIN), (label, Role.STRONG), (f" {_(command.hint)}", Role.PLAIN)]
    return spans
