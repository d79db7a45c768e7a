"""The first frame, shown where it can be, and moved in until Textual is there to take it over."""

from __future__ import annotations

import os
import select
from collections.abc import Callable
from threading import Thread
from typing import Any, Final

from ...present import keymap
from ...present.commands import BY_ID
from ...sync.manners import short_turns
from ..list_window import ListWindow
from ..services import Sight
from ..state import load
from ..terminal.facts import Terminal, has_room
from ..terminal.held import HeldTerminal
from ..terminal.keybytes import sent_for
from .frame import FirstFrame, Opening, Spot, opens
from .painting import painted, worn

_MOVES: Final[dict[str, Callable[[ListWindow[Any]], None]]] = {
    "row.down": lambda rows: rows.move(1),
    "row.up": lambda rows: rows.move(-1),
    "page.down": lambda rows: rows.move_page(1),
    "page.up": lambda rows: rows.move_page(-1),
    "row.first": lambda rows: rows.move_to(0),
    "row.last": lambda rows: rows.move_to(-1),
}
"""Commands that need nothing but the list."""


def show(services: Sight, held: HeldTerminal) -> Shown | None:
    """Put it on the screen; None where something else comes first, or there is no room. Raises CacheError."""
    size = held.size
    if size is None or held.before is None or not has_room(*size) or not opens(services):
        return None
    state = load(services.state_file)
    return Shown(Opening(services, state, size), held, *worn(services, state))


class Shown:
    """The first frame on a terminal."""

    def __init__(self, opening: Opening, held: HeldTerminal, facts: Terminal, look: str) -> None:
        self._opening = opening
        self._held = held
        self._facts, self._look = facts, look
        self._moves = {
            sent: move
            for command, move in _MOVES.items()
            for key in keymap.keys_in(BY_ID[command], opening.scope)
            for sent in sent_for(key)
        }
        self.moved_to: Spot | None = None
        """Where keys have led already."""
        self.frame: FirstFrame
        """What is on the screen."""
        self._show(opening.frame())

    def meanwhile(self, load_app: Callable[[], None]) -> None:
        """Have the app loaded in a thread, and answer the keys that move until it is. Raises what that raises.

        The first key that does more than move ends the answering: it and what follows wait for the app.
        """
        failed: list[BaseException] = []
        loaded, told = os.pipe()

        def run() -> None:
            try:
                load_app()
            except BaseException as error:  # noqa: BLE001 - raised below, where it is expected
                failed.append(error)
            finally:
                os.close(told)

        short_turns()
        loading = Thread(target=run, name="samspill-loading")
        loading.start()
        try:
            while self._answered(loaded):
                pass
        finally:
            loading.join()
            os.close(loaded)
        if failed:
            raise failed[0]

    def _answered(self, loaded: int) -> bool:
        """Wait for a key and answer it; False once that is for the app to do."""
        rows = self._opening.rows
        if rows is None:
            return False
        ready, _, _ = select.select([self._held.keys, loaded], [], [])
        if loaded in ready or not self._held.read():
            return False
        before = self.moved_to
        while (move := self._next()) is not None:
            move(rows)
            self.moved_to = self._opening.spot
        if self.moved_to != before:
            self._redraw()
        return not self._held.typed

    def _next(self) -> Callable[[ListWindow[Any]], None] | None:
        """The move that was typed first, taken from what was typed."""
        typed = self._held.typed
        for sent, move in self._moves.items():
            if typed.startswith(sent):
                self._held.typed = typed[len(sent) :]
                return move
        return None

    def _redraw(self) -> None:
        now = self._opening.frame()
        if self._held.size == now.size:  # else Textual draws it all, and this would be drawn over
            self._show(now)

    def _show(self, frame: FirstFrame) -> None:
        self.frame = frame
        self._held.show(painted(frame, self._facts, self._look), frame.cursor, frame.size)
