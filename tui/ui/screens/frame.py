"""The fixed rows around a pane: who and how old, the tabs, and the keys."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime

from ...domain.freshness import CollectionState, Connection
from ...present import banner as banner_words
from ...present.commands import COMMANDS, Command, Scope
from ...present.keymap import hint_label
from ...present.language import _
from ..ink import Role, Span, sides

NUMBERS = {"partners": 2, "hours": 3, "goals": 4, "agreements": 5, "sync": 7}
"""Final pane numbers; 1 and 6 belong to the review panes."""


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


def tabs(panes: Iterable[tuple[str, str]], current: str, failed: bool) -> Sequence[Span]:
    """Row 2: names and English titles of the panes; Sync says when something could not be fetched."""
    spans: list[Span] = []
    for name, title in panes:
        words = f"{NUMBERS[name]} {_(title)}" + (" !" if name == "sync" and failed else "")
        here = name == current
        spans.append((f"[{words}]" if here else f" {words} ", Role.STRONG if here else Role.PLAIN))
    return spans


def keys(offered: Callable[[Command], bool], own: Scope) -> Sequence[Span]:
    """The last row: what can be done here, in a pane with that scope of its own."""
    spans: list[Span] = []
    for command in COMMANDS:
        if command.hint and offered(command) and (label := hint_label(command, own)):
            spans += [("  " if spans else " ", Role.PLAIN), (label, Role.STRONG), (f" {_(command.hint)}", Role.PLAIN)]
    return spans
