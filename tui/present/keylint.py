"""The table `[keys]` of a configuration, read and held against the commands and the keyboard."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ..domain.errors import ConfigFault
from ..domain.values import dataclass
from . import keyboard
from .commands import BY_ID, COMMANDS, Command, takes, together
from .keyboard import Unsendable
from .keymap import Keymap

ALWAYS = "palette"
"""The command that must keep a key, because it leads to all the others."""

Where = tuple[str | int, ...]


@dataclass(frozen=True, slots=True)
class KeyFault:
    """One thing that is wrong in the table."""

    where: Where
    """Names and indexes below `[keys]`."""
    command: str
    """The id it is about, as it was written."""
    fault: ConfigFault
    found: str | None = None
    """The key."""
    expected: str | None = None
    """The nearest id, the reason against a key (source text), or the command that has the key already."""


def read(table: Mapping[str, object], *, letters: bool) -> tuple[Keymap, list[KeyFault]]:
    """The keys as far as they are right, and every fault. What is wrong stays on the keys of the command table."""
    faults: list[KeyFault] = []
    changed: dict[str, tuple[str, ...]] = {}
    places: dict[str, Where] = {}
    for where, command_id, value in _entries(table):
        if command_id not in BY_ID:
            from difflib import get_close_matches

            near = get_close_matches(command_id.casefold(), BY_ID, n=1)
            faults.append(KeyFault(where, command_id, ConfigFault.NO_COMMAND, expected=near[0] if near else None))
        elif (keys := _keys(where, command_id, value, faults)) is not None:
            changed[command_id], places[command_id] = keys, where
    for fault in _clashes(changed, places):
        faults.append(fault)
        changed.pop(fault.command, None)
    keymap = Keymap(changed, letters)
    if not keymap.keys(BY_ID[ALWAYS]):
        faults.append(KeyFault(places[ALWAYS], ALWAYS, ConfigFault.NO_KEY_LEFT, expected="Ctrl+P"))
        keymap = Keymap({key: value for key, value in changed.items() if key != ALWAYS}, letters)
    return keymap, faults


def clashes(keymap: Keymap) -> list[tuple[Command, Command, str]]:
    """Every two commands that are on one key at the same time, with that key, but for those the table means so."""
    return [
        (one, other, key)
        for at, other in enumerate(COMMANDS)
        for one in COMMANDS[:at]
        if together(one.scope, other.scope)
        for key in keymap.keys(other)
        if key in keymap.keys(one) and not takes(one, other, key) and not takes(other, one, key)
    ]


def _entries(table: Mapping[str, object], above: Where = ()) -> Iterator[tuple[Where, str, object]]:
    """`"row.down" = "n"` and `row.down = "n"` are the same, although the second makes tables of it."""
    for name, value in table.items():
        where = (*above, name)
        if isinstance(value, dict):
            yield from _entries(value, where)
        else:
            yield where, ".".join(str(part) for part in where), value


def _keys(where: Where, command_id: str, value: object, faults: list[KeyFault]) -> tuple[str, ...] | None:
    written = value if isinstance(value, list) else [value]
    if not all(isinstance(one, str) for one in written):
        faults.append(KeyFault(where, command_id, ConfigFault.WRONG_TYPE, expected='"n", ["n", "F4"]'))
        return None
    found: list[str] = []
    wrong = len(faults)
    for number, one in enumerate(written):
        try:
            found.append(_own(command_id, one) or keyboard.named(one))
        except Unsendable as refused:
            place = (*where, number) if isinstance(value, list) else where
            faults.append(KeyFault(place, command_id, ConfigFault.UNSENDABLE, found=one, expected=refused.reason))
    if len(faults) == wrong and found == ["escape"]:
        reason = keyboard.ESCAPE_ALONE
        faults.append(KeyFault(where, command_id, ConfigFault.UNSENDABLE, found="Esc", expected=reason))
    return tuple(dict.fromkeys(found)) if len(faults) == wrong else None


def _own(command_id: str, written: str) -> str | None:
    """A key the command has by itself: Ctrl+Z is refused because it suspends, but not to the command that does."""
    own = {keyboard.label(key).casefold(): key for key in BY_ID[command_id].keys}
    return own.get(written.casefold()) if len(written) > 1 else None


def _clashes(changed: Mapping[str, tuple[str, ...]], places: Mapping[str, Where]) -> list[KeyFault]:
    """Two on one key, told where the configuration says so; of two lines the later one."""
    order = list(places)
    found: dict[str, KeyFault] = {}
    for one, other, key in clashes(Keymap(changed)):
        by_line = sorted((one.id, other.id), key=lambda name: order.index(name) if name in order else -1)
        first, blamed = by_line
        if blamed in places:
            taken = KeyFault(places[blamed], blamed, ConfigFault.TAKEN, found=keyboard.label(key), expected=first)
            found.setdefault(blamed, taken)
    return list(found.values())
