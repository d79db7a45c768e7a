"""The app as it hands things out: what is copied, by which way, and what a link leads to."""

from __future__ import annotations

import asyncio
import signal
import sys
import termios
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING

from ..present import copying as words
from ..present.copying import Part
from ..present.language import _
from .choices import Choice
from .following import FollowingApp
from .messages import ToCopy
from .screens.address import AddressScreen
from .screens.menu import Menu
from .services import Services
from .state import make_private
from .terminal import clipboard, links
from .terminal.facts import terminal

if TYPE_CHECKING:
    from .terminal.driver import TerminalDriver

ANSWER_SECONDS = 2.0
"""How long a terminal may take to say who it is; one that says nothing is taken for the least capable."""
CARD_WIDTH = 72
"""Columns of a card that is copied whole: fits a mail."""


class CopyingApp(FollowingApp):
    """Copies by the surest way there is, and opens an address only where somebody would see it."""

    def __init__(self, services: Services) -> None:
        stream = sys.__stdout__
        self.terminal = terminal(services.environ, (stream and stream.encoding) or "utf-8", sys.platform)
        super().__init__(services)
        self._tmux: bool | None = None
        self._identity: str | None = None
        """How the terminal answered; None: not asked, or no answer."""
        self._asked_terminal = False
        self._round_trip: timedelta | None = None

    @property
    def driver(self) -> TerminalDriver | None:
        """The terminal's, where there is one."""
        from .terminal.driver import TerminalDriver

        return self._driver if isinstance(self._driver, TerminalDriver) else None

    @property
    def copy_route(self) -> clipboard.Route:
        """How it would be copied now, as far as the terminal is known."""
        return clipboard.route(
            self.terminal, self.services.settings.ui.copy, self._identity, tmux=self._tmux is not False
        )

    def _say(self, sentence: str) -> None:
        if (main := self.main) is not None:
            main.say(sentence)

    # -- asking the terminal ---------------------------------------------------------------------------------

    async def ask_terminal(self) -> timedelta | None:
        """Who it is, and how long it took to say so; None where it does not answer."""
        driver = self.driver
        if driver is None:
            return None
        loop = asyncio.get_running_loop()
        answer: asyncio.Future[tuple[str, timedelta]] = loop.create_future()

        def take(identity: str, elapsed: timedelta) -> None:
            if not answer.done():
                answer.set_result((identity, elapsed))

        self._asked_terminal = True

        def heard(identity: str, elapsed: timedelta) -> None:
            """Called in the input thread."""
            loop.call_soon_threadsafe(take, identity, elapsed)

        driver.ask(heard)
        try:
            self._identity, self._round_trip = await asyncio.wait_for(answer, ANSWER_SECONDS)
        except TimeoutError:
            self._identity = self._round_trip = None
        return self._round_trip

    def action_measure(self) -> None:
        self.run_worker(self._measure(), group="terminal")

    async def _measure(self) -> None:
        found = await self.ask_terminal()
        self._say(words.answered(found))
        if (main := self.main) is not None:
            main.sync_pane.words_changed()

    # -- copying ---------------------------------------------------------------------------------------------

    def action_copy(self) -> None:
        """One thing of the record, chosen by number."""
        main = self.main
        if main is None or self.screen is not main:
            return
        parts = main.pane.parts()
        if not parts:
            self._say(words.nothing_to_copy())
            return
        choices = [Choice(words.label(part), part, part.owner) for part in parts]
        self.push_screen(Menu(_("Copy"), choices), self._part_chosen)

    def _part_chosen(self, choice: Choice[Part] | None) -> None:
        if choice is not None:
            self.copy_text(choice.value.value, choice.value.value)

    def action_copy_card(self) -> None:
        main = self.main
        if main is None or self.screen is not main:
            return
        lines = main.pane.card_text(CARD_WIDTH)
        if lines:
            self.copy_text("\n".join(lines), words.whole_card())
        else:
            self._say(words.nothing_to_copy())

    def on_to_copy(self, message: ToCopy) -> None:
        self.copy_text(message.text, message.text)

    def copy_text(self, text: str, what: str) -> None:
        """`what` names it in the sentence that follows."""
        self.run_worker(self._copy(text, what), group="terminal")

    async def _copy(self, text: str, what: str) -> None:
        configured = self.services.settings.ui.copy
        if self.terminal.tmux and self._tmux is None:
            self._tmux = await asyncio.to_thread(clipboard.tmux_ready)
        if configured == "auto" and not self.terminal.multiplexed and not self._asked_terminal:
            await self.ask_terminal()
        route = self.copy_route
        if route == "file" or self.driver is None:
            self._to_file(text, what)
        elif await self._sent(text, route):
            self._say(words.sent(what, route))
        else:
            await self._page(text)
            self._say(words.shown(what))

    async def _sent(self, text: str, route: clipboard.Route) -> bool:
        if route == "tmux":
            return await asyncio.to_thread(clipboard.to_tmux, text)
        return route in {"osc52", "screen-dcs"} and self._to_terminal(text, through_screen=route == "screen-dcs")

    def _to_terminal(self, text: str, *, through_screen: bool) -> bool:
        sequence = clipboard.osc52(text, through_screen=through_screen)
        if sequence is None or self.driver is None:
            return False
        self.driver.write(sequence)
        return True

    def _to_file(self, text: str, what: str) -> None:
        file = self.services.state_file.with_name("clipboard.txt")
        try:
            make_private(file.parent)
            clipboard.to_file(text, file)
        except OSError:
            self._say(words.unwritten(file))
        else:
            self._say(words.written(what, file))

    async def _page(self, text: str) -> None:
        """The text alone on the normal screen, until Enter (or Ctrl+C). The app lives on behind it, unseen."""
        driver = self.driver
        if driver is None:
            return
        loop, entered = asyncio.get_running_loop(), asyncio.Event()
        with self.suspend():
            driver.print(clipboard.page(text.splitlines(), words.go_back()))
            loop.add_reader(driver.fileno, entered.set)
            loop.add_signal_handler(signal.SIGINT, entered.set)
            try:
                await entered.wait()
                with suppress(termios.error):  # the line is gone
                    termios.tcflush(driver.fileno, termios.TCIFLUSH)
            finally:
                loop.remove_reader(driver.fileno)
                loop.remove_signal_handler(signal.SIGINT)

    # -- links -----------------------------------------------------------------------------------------------

    def action_links(self) -> None:
        """Web, mail and phone of the record."""
        main = self.main
        if main is None or self.screen is not main:
            return
        parts = [part for part in main.pane.parts() if part.url]
        if not parts:
            self._say(words.nothing_to_follow())
        elif len(parts) == 1:
            self.follow_address(parts[0].url)
        else:
            choices = [Choice(words.label(part), part, part.owner) for part in parts]
            self.push_screen(Menu(_("Links, mail and phone"), choices), self._link_chosen)

    def _link_chosen(self, choice: Choice[Part] | None) -> None:
        if choice is not None:
            self.follow_address(choice.value.url)

    def follow_address(self, address: str) -> None:
        """Opened on a desktop; anywhere else shown, to be opened by hand."""
        checked = links.safe(address)
        program = links.opener(self.terminal, sys.platform)
        if checked and program and links.hand_over(program, checked):
            self._say(words.opened(checked))
            return
        shown = checked or address
        remark = _("Open this where you have a browser or a phone") if checked else words.refused()

        def left(copy: bool | None) -> None:
            if copy:
                self.copy_text(shown, shown)

        self.push_screen(AddressScreen(shown, remark), left)
