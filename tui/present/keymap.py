"""Which keys the commands are on: the table's own, unless the configuration says otherwise."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field

from ..domain.values import dataclass
from . import keyboard
from .commands import BY_ID, COMMANDS, Command, Scope, takes
from .language import _


@dataclass(frozen=True, slots=True)
class Keymap:
    """What the configuration says about keys, already checked (see `keylint`)."""

    changed: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Id of a command -> its keys instead of the table's; none: it is reached through the palette alone."""
    letters: bool = True
    """False: letters, digits and signs are no commands, for those who dictate (WCAG 2.1, 2.1.4)."""

    def keys(self, command: Command) -> tuple[str, ...]:
        """The keys the command is on, the one shown first."""
        keys = self.changed.get(command.id, command.keys)
        return keys if self.letters else tuple(key for key in keys if not keyboard.is_sign(key))


_in_use = Keymap()


def use(keymap: Keymap) -> None:
    """From now on the app is on these keys and says so wherever it mentions one."""
    global _in_use
    _in_use = keymap


def current() -> Keymap:
    return _in_use


def keys(command: Command) -> tuple[str, ...]:
    """The keys the command is on now."""
    return _in_use.keys(command)


def keys_in(command: Command, own: Scope | None) -> tuple[str, ...]:
    """Of these, those that lead to it in a pane with that scope of its own: some of its commands take general keys."""
    taken = {key for one in COMMANDS if one.scope is own for key in keys(one) if takes(one, command, key)}
    return tuple(key for key in keys(command) if key not in taken)


def keys_label(command: Command, own: Scope | None = None) -> str:
    """All of its keys (in such a pane) as printed: `Ctrl+P :`."""
    return " ".join(keyboard.label(key) for key in keys_in(command, own))


def hint_label(command: Command, own: Scope | None = None) -> str:
    """What the key row prints for a command: `j/k`, `F1`, nothing where it is on no key."""
    now = keys_in(command, own)
    if command.hint_keys and now == command.keys:
        return command.hint_keys
    return keyboard.label(now[0]) if now else ""


def how(*command_ids: str) -> str:
    """What to press, inside a sentence: the key of the first of these commands that has one.

    Where none has any it is the way through the palette: `Ctrl+P Hent alt`.
    """
    commands = [BY_ID[one] for one in command_ids]
    found = next((now[0] for one in commands if (now := keys(one))), None)
    if found is not None:
        return keyboard.label(found)
    return f"{keyboard.label(keys(BY_ID['palette'])[0])} {_(commands[0].title)}"
