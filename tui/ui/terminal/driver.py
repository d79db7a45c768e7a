"""Textual's driver for a terminal at the far end of a slow line.

It sends no mode nobody asked for, leaves the cursor visible, forgives bytes that are not UTF-8, tells Escape from a
sequence, and ends in order when the line goes.
"""

from __future__ import annotations

import asyncio
import os
import select
import signal
import sys
import termios
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from threading import Thread
from typing import TYPE_CHECKING, Any, Final

from textual import events
from textual._xterm_parser import XTermParser
from textual.drivers.linux_driver import LinuxDriver
from textual.geometry import Size

from ...raw import ALTERNATE_SCREEN, NORMAL_SCREEN, PLAIN_TEXT, SHOW_CURSOR, make_raw
from ...sync.manners import TURNS, short_turns
from .ascii import Drawable
from .facts import Terminal
from .held import HeldTerminal
from .keystream import Answer, Escape, Keys, KeyStream, Piece
from .writer import Writer

if TYPE_CHECKING:
    from textual.app import App

QUIET: Final = 0.1
"""Seconds after which what was typed belongs to nothing that follows; a shorter time breaks arrows on a poor line."""
KITTY_KEYS, KITTY_KEYS_OFF = "\x1b[>25u", "\x1b[<u"
POINTER_SHAPE = "\x1b]22;"
QUESTIONS: Final = "\x1b[>c\x1b[6n"
"""Who are you, and where is the cursor: terminals answer in order, so the second answer ends the waiting."""


class TerminalDriver(LinuxDriver):
    """One terminal, for as long as the app runs."""

    def __init__(
        self, app: App[Any], *, debug: bool = False, mouse: bool = True, size: tuple[int, int] | None = None
    ) -> None:
        super().__init__(app, debug=debug, mouse=mouse, size=size)
        self.terminal: Terminal = app.terminal  # type: ignore[attr-defined] # SamspillApp has one
        plain = self.terminal.encoding == "utf-8" and not self.terminal.console
        table = None if plain else Drawable(self.terminal.encoding, console=self.terminal.console)
        self._out = Writer(sys.__stdout__.fileno() if sys.__stdout__ else 1, self.terminal.encoding, table)
        self._held: HeldTerminal | None = app.held_terminal  # type: ignore[attr-defined]
        """Until it is taken over."""
        self._typed = b""
        """Read by whoever held the terminal before, and left for the app."""
        self._listening = False
        self._stream = KeyStream()
        self._asked_at = 0.0
        self._identity = ""
        self._answered: Callable[[str, timedelta], None] | None = None

    # -- out -------------------------------------------------------------------------------------------------

    @property
    def mouse(self) -> bool:
        """Is it asked to report the mouse?"""
        return self._mouse

    @property
    def sent(self) -> int:
        """Bytes written to the terminal so far."""
        return self._out.sent

    def write(self, data: str) -> None:
        """To the terminal; while suspended, nowhere. The shape of a mouse pointer concerns those who use one."""
        if self._mouse or not data.startswith(POINTER_SHAPE):
            self._out.write(data)

    def print(self, text: str) -> None:
        """While the app has let go of the terminal: plain text, encoded for it."""
        self._out.print(text)

    def start_application_mode(self) -> None:
        """Take the terminal; nothing where the program is in the background and may not have it."""
        if not self._may_write():
            return
        self._out.start()
        self._loop = asyncio.get_running_loop()
        signal.signal(signal.SIGWINCH, self._resized)
        self._resized()
        if not self._take_over():
            self.attrs_before = make_raw(self.fileno)
            self.write(ALTERNATE_SCREEN + SHOW_CURSOR)
        self._enable_mouse_support()
        if self.terminal.kitty:
            self.write(KITTY_KEYS)
        self._request_terminal_sync_mode_support()
        self._query_in_band_window_resize()
        self._enable_bracketed_paste()
        self._disable_line_wrap()
        if self._listening:
            self._listen()
        if self._must_signal_resume:
            self._must_signal_resume = False
            self.send_message(self.SignalResume())

    def stop_application_mode(self) -> None:
        """Give the terminal back as it was."""
        self._disable_bracketed_paste()
        self._disable_in_band_window_resize()
        self._enable_line_wrap()
        self.disable_input()
        if self.attrs_before is not None:
            with suppress(termios.error):  # the line is gone
                termios.tcsetattr(self.fileno, termios.TCSANOW, self.attrs_before)
        if self.terminal.kitty:
            self.write(KITTY_KEYS_OFF)
        self.write(PLAIN_TEXT + NORMAL_SCREEN + SHOW_CURSOR)

    def close(self) -> None:
        self._out.stop()

    def _may_write(self) -> bool:
        """After `bg` the kernel stops whoever touches the terminal: find out with a change that changes nothing."""

        def stop_again(*_: object) -> None:
            os.kill(os.getpid(), signal.SIGSTOP)

        signal.signal(signal.SIGTTOU, stop_again)
        signal.signal(signal.SIGTTIN, stop_again)
        try:
            termios.tcsetattr(self.fileno, termios.TCSANOW, termios.tcgetattr(self.fileno))
        except termios.error:
            return False
        finally:
            signal.signal(signal.SIGTTOU, signal.SIG_DFL)
            signal.signal(signal.SIGTTIN, signal.SIG_DFL)
        return True

    def _take_over(self) -> bool:
        """The terminal from whoever held it until now; True where its screen is there already."""
        held, self._held = self._held, None
        if held is None or held.before is None:
            return False
        self.attrs_before = held.before
        self._out.sent += held.sent
        self._typed = held.typed
        if not held.drawn:
            self.write(ALTERNATE_SCREEN + SHOW_CURSOR)
        held.hand_over()
        return True

    def _resized(self, *signalled: object) -> None:
        if signalled:  # a terminal moves what it shows, also where it has the old size again
            self._app.call_later(self._app.screen_lost)  # type: ignore[attr-defined]
        if not self._in_band_window_resize:
            size = Size(*self._get_terminal_size())
            self.send_message(events.Resize(size, size))

    def _enable_mouse_support(self) -> None:
        """Buttons and drags (1002), not every motion (1003): a mouse that only passes over is no reason to send."""
        if self._mouse:
            self.write("\x1b[?1000h\x1b[?1002h\x1b[?1006h")

    def _disable_mouse_support(self) -> None:
        if self._mouse:
            self.write("\x1b[?1006l\x1b[?1002l\x1b[?1000l")

    def _query_in_band_window_resize(self) -> None:
        if self.terminal.resize_reports:
            super()._query_in_band_window_resize()

    def _request_terminal_sync_mode_support(self) -> None:
        if self.terminal.asks_for_sync:
            super()._request_terminal_sync_mode_support()

    def ask(self, answered: Callable[[str, timedelta], None]) -> None:
        """Ask who it is and how long an answer takes; `answered` is called in the input thread, or never."""
        self._answered, self._identity = answered, ""
        self._stream.asked = True
        self._asked_at = time.monotonic()
        self.write(QUESTIONS)

    # -- in --------------------------------------------------------------------------------------------------

    def listen(self) -> None:
        """From here on keys reach the app, beginning with those that were typed before it was there."""
        if not self._listening:
            self._listening = True
            short_turns()
            self._listen()

    def _listen(self) -> None:
        self._key_thread = Thread(target=self._run_input_thread, name="samspill-input")
        self._key_thread.start()

    def _run_input_thread(self) -> None:
        """An app that hears nothing ends; what went wrong goes to the log like any other crash of a thread."""
        code = 1
        try:
            self.run_input_thread()
            code = 0
        finally:
            if not self.exit_event.is_set():
                self._app.call_later(self._app.exit, None, code)

    def run_input_thread(self) -> None:
        """Until the app ends or the line does."""
        parser = XTermParser(self._debug)
        self._heard(self._typed, parser)
        while not self.exit_event.is_set():
            ready, _, _ = select.select([self.fileno], [], [], QUIET)
            try:
                data = os.read(self.fileno, 4096) if ready else None
            except OSError:  # a pty whose other end is closed
                data = b""
            if data == b"":
                return
            self._heard(data, parser)

    def _heard(self, data: bytes | None, parser: XTermParser) -> None:
        """What was typed; None: nothing for a while."""
        if data:
            TURNS.key_came()
        for piece in self._stream.rest() if data is None else self._stream.feed(data):
            self._take(piece, parser)
        for event in parser.tick():
            self.process_message(event)

    def _take(self, piece: Piece, parser: XTermParser) -> None:
        match piece:
            case Keys(text):
                for event in parser.feed(text):
                    self.process_message(event)
            case Escape():
                self.process_message(events.Key("escape", "\x1b"))
            case Answer(text) if text.endswith("c"):
                self._identity = text
            case Answer():
                self._stream.asked = False
                if self._answered is not None:
                    self._answered(self._identity, timedelta(seconds=time.monotonic() - self._asked_at))
