"""The keys in use as lines of text, and as a document for programs."""

from __future__ import annotations

from collections.abc import Iterator

from ..present import keyboard
from ..present.commands import COMMANDS, Command, Scope
from ..present.keymap import Keymap
from ..present.language import _

COLUMN = 22


def lines(keymap: Keymap) -> Iterator[str]:
    """One line per command under the heading of where it means something; a star marks those that were rebound."""
    ids = max(len(command.id) for command in COMMANDS) + 2
    for scope in Scope:
        here = [command for command in COMMANDS if command.scope is scope]
        if here:
            yield _(scope.value)
        for command in here:
            mark = "*" if command.id in keymap.changed else " "
            yield f"{mark} {_keys(keymap, command):<{COLUMN}}{command.id:<{ids}}{_(command.title)}"
        if here:
            yield ""
    yield _("Rebind them in the table [keys] of the configuration, by the name in the middle. * marks what is rebound.")
    if not keymap.letters:
        yield _("Keys that are letters, digits or signs are switched off (letter_keys).")


def document(keymap: Keymap, faults: list[dict[str, object]]) -> dict[str, object]:
    """The same for a program; titles in the language in use, keys as the configuration may name them."""
    return {
        "letter_keys": keymap.letters,
        "commands": [
            {
                "id": one.id,
                "scope": one.scope.name.lower(),
                "title": _(one.title),
                "keys": [keyboard.label(key) for key in keymap.keys(one)],
                "default_keys": [keyboard.label(key) for key in one.keys],
            }
            for one in COMMANDS
        ],
        "faults": faults,
    }


def _keys(keymap: Keymap, command: Command) -> str:
    return " ".join(keyboard.label(key) for key in keymap.keys(command)) or "-"
