"""The command table as Textual wants it: each key leads to `command(id)`, which the screen that has it carries out."""

from __future__ import annotations

from textual.binding import Binding, BindingsMap

from ..present import keymap
from ..present.commands import COMMANDS, PANES


def bindings() -> BindingsMap:
    """The keys in use now. A key may stand for several commands: what the pane has of its own goes first, then what
    holds in general; the first that means something there is done.
    """
    return BindingsMap(
        Binding(",".join(keys), f"command('{one.id}')", show=False, priority=one.first, id=one.id)
        for one in sorted(COMMANDS, key=lambda one: one.scope not in PANES)
        if (keys := keymap.keys(one))
    )
