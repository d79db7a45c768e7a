"""The application: the terminal it runs in, how it starts and ends, and what every screen can ask of it."""

from __future__ import annotations

import asyncio
import gc
import signal
import threading
from dataclasses import replace
from typing import Any, ClassVar

from rich.console import RenderableType
from rich.segment import Segment
from textual import events
from textual._compositor import CompositorUpdate
from textual.color import Color
from textual.driver import Driver
from textual.filter import LineFilter
from textual.geometry import Offset
from textual.screen import Screen
from textual.theme import Theme
from textual.widget import AwaitMount
from textual.widgets import Input

from ..present import keymap
from ..present import terminal as terminal_words
from ..present.commands import PANES, Command, Scope
from ..present.language import _
from ..present.terminal import TerminalFacts
from . import live_language, strips
from .card_lines import Link
from .choices import Choice
from .copying import CopyingApp
from .first.frame import opens
from .first.start import Shown
from .goto import Finder
from .screens.choose import ChooseCommand
from .screens.main import MainScreen
from .screens.setup import SetupScreen
from .screens.small import SmallScreen
from .services import Services
from .state import ScreenState, load, save
from .terminal import colours
from .terminal.facts import has_room
from .terminal.held import HeldTerminal
from .terminal.known_screen import KnownScreen
from .widgets.canvas import Canvas
from .widgets.signs import PARTS, explained


def theme(look: str) -> Theme:
    """What Textual draws itself, in the colours of a look: the ground, and the line one types in."""
    ground, ink_colour = colours.GROUNDS.get(look, ("ansi_default", "ansi_default"))
    return Theme(
        name=look,
        ansi=True,
        primary=ink_colour,
        foreground=ink_colour,
        background=ground,
        surface=ground,
        panel=ground,
        boost=ground,
        variables={"ansi-background": "ansi_black", "ansi-foreground": "ansi_white"},
    )


class Colourless(LineFilter):
    """Keeps bold, underline and reverse; no colour is sent, not even the default one."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:  # noqa: ARG002 - Textual's signature
        return [Segment(text, style and style.without_color, control) for text, style, control in segments]


class SamspillApp(CopyingApp):
    """Reads from the local copy always, and never keeps a key waiting for the network."""

    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False
    ALLOW_SELECT: ClassVar[bool] = False
    TITLE = "Samspill"

    def __init__(self, services: Services, held: HeldTerminal | None = None, first: Shown | None = None) -> None:
        """`first`: what is on the screen of the `held` terminal."""
        self._cursor = Offset(0, 0)
        self.held_terminal = held
        self._known = KnownScreen()
        super().__init__(services)
        for look in (*colours.LOOKS, colours.MONO):
            self.register_theme(theme(look))
        self.state = load(services.state_file)
        if not self.terminal.colours:
            self._filters = [Colourless()]
        self._wear(colours.choose(self.terminal, services.settings.ui.theme, self._remembered_look()))
        if first is not None:
            width, _height = first.frame.size
            self._known.drawn(first.frame.size, (strips.strip(line, width) for line in first.frame.lines))
        self._moved_to = first.moved_to if first is not None else None

    # -- the terminal ----------------------------------------------------------------------------------------

    def get_driver_class(self) -> type[Driver]:
        from .terminal.driver import TerminalDriver

        return TerminalDriver

    @property  # Textual keeps a plain attribute that each widget has to remember to set
    def cursor_position(self) -> Offset:
        """Where the terminal's cursor stands: on the selected row, or where one types. Asked at every paint."""
        focused = self.screen.focused if self._screen_stacks[self._current_mode] else None
        if isinstance(focused, Canvas):
            line = focused.cursor_line
            x, y = focused.content_region.offset
            return Offset(x, y + min(line, max(focused.size.height - 1, 0)))
        typing = getattr(focused, "cursor_screen_offset", None)  # Input and TextArea have it, and share no class
        return typing if isinstance(typing, Offset) else self._cursor

    @cursor_position.setter
    def cursor_position(self, offset: Offset) -> None:
        self._cursor = offset

    def terminal_facts(self) -> TerminalFacts:
        driver = self.driver
        return TerminalFacts(
            size=(self.size.width, self.size.height),
            term=self.terminal.term,
            colours=self.terminal.colours,
            encoding=self.terminal.encoding,
            mouse=driver.mouse if driver else False,
            copy_route=self.copy_route,
            theme=self.theme,
            bytes_sent=driver.sent if driver else 0,
            round_trip=self._round_trip,
        )

    def _wear(self, look: str) -> None:
        strips.use(look)
        self.theme = look

    def _remembered_look(self) -> str | None:
        return self.state.themes.get(self.terminal.name)

    def action_theme(self) -> None:
        """The next look, at once, and again the next time on this kind of terminal."""
        look = colours.following(self.terminal, self.theme)
        self._wear(look)
        self.state = replace(self.state, themes={**self.state.themes, self.terminal.name: look})
        self._save()
        if (main := self.main) is not None:
            main.say(terminal_words.look(look))

    def on_resize(self, event: events.Resize) -> None:
        small = isinstance(self.screen, SmallScreen)
        fits = has_room(*event.size)
        if not fits and not small:
            self.push_screen(SmallScreen())
        elif fits and small:
            self.pop_screen()

    def _display(self, screen: Screen[object], renderable: Any) -> None:
        if isinstance(renderable, CompositorUpdate) and self._driver and not (self.is_headless or self._batch_count):
            renderable = self._known.needed(renderable)
        super()._display(screen, renderable)

    async def on_event(self, event: events.Event) -> None:
        """A command is carried out before the next key is looked at: it may change what that one means."""
        if not (isinstance(event, events.Key) and not event.is_forwarded and await self._carried_out(event.key)):
            await super().on_event(event)

    async def _carried_out(self, key: str) -> bool:
        if isinstance(self.focused, Input):
            main = self.main  # a filter that ends gives the next key back to the list
            return main is not None and self.screen is main and main.filter_ends(key)
        return await self._check_bindings(key, priority=True) or await self._check_bindings(key)

    # -- start and end ---------------------------------------------------------------------------------------

    async def on_mount(self) -> None:
        self._end_on_signals()
        self.app_resume_signal.subscribe(self, lambda _app: self._repaint_all())
        if not opens(self.services):
            shown = self.push_screen(SetupScreen(self.services), self._set_up)
        else:
            shown = self._open(self.services)
        await shown
        if (driver := self.driver) is not None:
            driver.listen()  # keys that were typed before the screen was there find it complete
            gc.freeze()  # what has been loaded stays, and need not be looked through again
            gc.enable()

    def _repaint_all(self) -> None:
        self.screen_lost()
        self.refresh(layout=True)

    def screen_lost(self) -> None:
        """The terminal may show anything now: it had another size, or belonged to another program."""
        self._known.forget()

    def _end_on_signals(self) -> None:
        """A closed connection or a kill ends the app in order: Textual itself would leave the terminal as it is."""
        loop = asyncio.get_running_loop()
        for number in ("SIGHUP", "SIGTERM"):
            if hasattr(signal, number) and threading.current_thread() is threading.main_thread():
                loop.add_signal_handler(getattr(signal, number), self.exit)

    def _set_up(self, services: Services | None) -> None:
        if services is not None:
            self._open(services)

    def _open(self, services: Services) -> AwaitMount:
        if services is not self.services:
            self.state = load(services.state_file)
        keymap.use(services.settings.keys)
        live_language.resume(services, self.state)
        moved_to, self._moved_to = self._moved_to, None
        screen = MainScreen(services, self.state, moved_to)
        self.follow(services)
        screen.connection = self._connection
        screen.sync_pane.terminal = self.terminal_facts
        return self.push_screen(screen)

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """Stop the sync where it is and remember the place; nothing else needs saving."""
        self._sync.stop()
        self._save()
        super().exit(result, return_code, message)

    def on_worth_keeping(self) -> None:
        self._save()

    def _save(self) -> None:
        if (main := self.main) is not None:
            place: ScreenState = main.remembered()
            save(self.services.state_file, replace(place, themes=self.state.themes))

    def _fatal_error(self) -> None:
        """Textual would print the local variables of a crash, contacts and all; `wiring` says it in a sentence."""
        self._close_messages_no_wait()

    # -- actions (see present/commands.py) -------------------------------------------------------------------

    def action_language(self) -> None:
        self.push_screen(live_language.menu(), self._speak)

    def _speak(self, choice: Choice[str] | None) -> None:
        if choice is not None and (main := self.main) is not None:
            live_language.speak(choice.value, main)

    def action_palette(self) -> None:
        self._choose(ChooseCommand(_("All commands"), lambda command: True, finder=Finder(self.services.reader)))

    def action_help(self) -> None:
        if (main := self.main) is not None:
            title = _("Help: {pane}, {part}").format(pane=_(main.pane.TITLE), part=_(PARTS[main.part]))
            scope = Scope.FILTERED if main.part == "filter" else main.scope
            signs = explained(main.current, main.part)
            self._choose(ChooseCommand(title, main.offers, first=scope, signs=signs))

    def _choose(self, screen: ChooseCommand) -> None:
        if self.main is not None and self.screen is self.main:
            self.push_screen(screen, self._chosen)

    async def _chosen(self, chosen: Command | Link | None) -> None:
        main = self.main
        if main is None or chosen is None:
            return
        if isinstance(chosen, Link):
            main.follow(chosen)
        else:
            if not main.offers(chosen) and chosen.scope in PANES:
                main.action_pane(PANES[chosen.scope])  # where it means something
            await main.action_command(chosen.id)
