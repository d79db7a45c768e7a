"""The application: owns the sync thread and the clock, and hands what they tell to the screen."""

from __future__ import annotations

import asyncio
import signal
import threading
from datetime import datetime
from typing import ClassVar

from rich.console import RenderableType
from textual.app import App
from textual.theme import Theme

from ..domain.errors import Busy, SamspillError
from ..domain.freshness import Collection, Connection
from ..present import errors
from ..present import sync as sync_words
from ..present.language import _
from ..sync.events import CollectionDone, CollectionFailed, Event, Finished, Progress, Started, Waiting
from .commands import Command, Scope
from .countdown import Countdown
from .messages import DataChanged, SyncHappened
from .screens.choose import ChooseCommand
from .screens.main import MainScreen
from .screens.setup import SetupScreen
from .services import Services
from .state import load, save
from .sync_thread import SyncThread, connection_after, due, failures

WATCH_SECONDS = 2.0
"""How often to ask SQLite whether another instance wrote; costs microseconds and no bytes on the wire."""
MINUTE = 30.0
"""Ages are shown in minutes: looking twice a minute keeps them honest."""

TERMINAL_THEME = Theme(
    name="samspill",
    ansi=True,
    primary="ansi_default",
    foreground="ansi_default",
    background="ansi_default",
    surface="ansi_default",
    panel="ansi_default",
    boost="ansi_default",
    variables={"ansi-background": "ansi_black", "ansi-foreground": "ansi_white"},
)
"""The terminal's own colours: legible wherever the user's shell is, and a third of the bytes."""


class SamspillApp(App[None]):
    """Reads from the local copy always; syncs in a thread that only posts messages."""

    ENABLE_COMMAND_PALETTE: ClassVar[bool] = False
    ALLOW_SELECT: ClassVar[bool] = False
    TITLE = "Samspill"

    def __init__(self, services: Services) -> None:
        super().__init__()
        self.register_theme(TERMINAL_THEME)
        self.theme = "samspill"
        self.services = services
        self.heard = 0
        """Sync events taken in so far."""
        self.held = services.offline
        """Kept offline on request, for as long as the app runs."""
        self._sync = SyncThread(self._tell, self._impossible)
        self._started_at: datetime | None = None
        self._data_version: int | None = None
        self._landed: object = None
        """What the last look at the bookkeeping saw of finished syncs."""
        self._elsewhere = False
        """Another instance was syncing when we wanted to."""
        self._countdown = Countdown(self, self._show_pause)
        """While a sync pauses between two attempts."""
        self._connection = Connection.UNTRIED
        self._asked = False
        """Did a person ask for the sync that runs? Then its outcome is told even where nothing changed."""

    # -- start and end ---------------------------------------------------------------------------------------

    def on_mount(self) -> None:
        self._end_on_signals()
        if self.services.url is None and not self._has_copy():
            self.push_screen(SetupScreen(self.services), self._set_up)
        else:
            self._open(self.services)

    def _end_on_signals(self) -> None:
        """A closed connection or a kill ends the app in order: Textual itself would leave the terminal as it is."""
        loop = asyncio.get_running_loop()
        for number in ("SIGHUP", "SIGTERM"):
            if hasattr(signal, number) and threading.current_thread() is threading.main_thread():
                loop.add_signal_handler(getattr(signal, number), self.exit)

    def _has_copy(self) -> bool:
        return any(not state.never_fetched for state in self.services.reader.states())

    def _set_up(self, services: Services | None) -> None:
        if services is not None:
            self._open(services)

    def _open(self, services: Services) -> None:
        self.services = services
        self.held = services.offline
        if self.held:
            self._connection = Connection.HELD
        elif services.url is None:
            self._connection = Connection.NONE
        screen = MainScreen(services, load(services.state_file))
        screen.connection = self._connection
        self.push_screen(screen)
        self._data_version = services.reader.data_version()
        self._landed = self._landings()
        self.set_interval(WATCH_SECONDS, self._watch_copy)
        self.set_interval(MINUTE, self._minute)
        self.call_after_refresh(self._sync_by_itself)

    @property
    def main(self) -> MainScreen | None:
        return next((one for one in self.screen_stack if isinstance(one, MainScreen)), None)

    def exit(self, result: None = None, return_code: int = 0, message: RenderableType | None = None) -> None:
        """Stop the sync where it is and remember the place; nothing else needs saving."""
        self._sync.stop()
        if (main := self.main) is not None:
            save(self.services.state_file, main.remembered())
        super().exit(result, return_code, message)

    def _fatal_error(self) -> None:
        """Textual would print the local variables of a crash, contacts and all; `wiring` says it in a sentence."""
        self._close_messages_no_wait()

    def on_unmount(self) -> None:
        self._sync.join(2)

    # -- sync ------------------------------------------------------------------------------------------------

    def _sync_by_itself(self) -> None:
        main = self.main
        if main is None or not self.services.automatic or not self._due():
            return
        if self.held:
            self._started_at = self.services.clock()
            main.sync_pane.note(_("Nothing is fetched by itself while Samspill is kept offline."))
        else:
            self.start_sync()

    def _due(self) -> bool:
        services = self.services
        if services.url is None or self._sync.running:
            return False
        return due(services.reader.states(), services.clock(), services.hold_off, self._started_at)

    def start_sync(self, only: Collection | None = None, *, asked: bool = False) -> None:
        """Start the sync thread for everything, or `only` one collection. `asked` by a person: say so at once."""
        main = self.main
        if main is None:
            return
        if self.services.url is None:
            main.say(_("There is no address to fetch from."))
        elif self.held:
            main.say(_("Samspill is kept offline. o in Sync lets it use the network again."))
        elif self._sync.running:
            main.action_pane("sync")
        else:
            self._asked, self._elsewhere = asked, False
            self._started_at = self.services.clock()
            self._sync.start(self.services.sync, only)
            if asked:
                main.say(_("Fetching ..."))

    def _tell(self, event: Event) -> None:
        """Called in the thread."""
        self.post_message(SyncHappened(event))

    def _impossible(self, error: SamspillError) -> None:
        """Called in the thread."""
        self.call_later(self._sync_impossible, error)

    def _sync_impossible(self, error: SamspillError) -> None:
        self._sync.ended()
        self._countdown.stop()
        if self._connection is Connection.SYNCING:
            self._connect(Connection.UNTRIED, "")
        if (main := self.main) is not None:
            main.say(errors.sentence(error))
            main.sync_pane.note(errors.sentence(error))

    def on_sync_happened(self, message: SyncHappened) -> None:
        main = self.main
        if main is None:
            return
        event = message.event
        self.heard += 1
        main.sync_pane.take(event)
        if not isinstance(event, Waiting):
            self._countdown.stop()
        match event:
            case Waiting():
                self._countdown.start(event.until)
            case Started() if self._asked:
                self._connect(Connection.SYNCING, "")
            case Progress():
                self._connect(Connection.SYNCING, sync_words.progress(event, named=True))
            case CollectionDone() if event.added or event.changed or event.removed:
                self._refresh()
            case CollectionDone() | CollectionFailed():
                main.repaint_frame()
            case Finished():
                self._finished(event)

    def _show_pause(self, until: datetime) -> None:
        self._connect(Connection.SYNCING, sync_words.countdown(until, self.services.clock()))

    def _finished(self, event: Finished) -> None:
        self._sync.ended()
        wrong = failures(event)
        self._elsewhere = any(isinstance(one, Busy) for one in wrong)
        self._connect(Connection.HELD if self.held else connection_after(wrong), "")
        moved = any(isinstance(one, CollectionDone) and one.added + one.changed + one.removed for one in event.outcomes)
        if (main := self.main) is not None and (self._asked or moved or wrong):
            main.say(errors.sentence(wrong[0]) if wrong else sync_words.summary(event))
        self._refresh()

    def _connect(self, connection: Connection, words: str) -> None:
        self._connection = connection
        if (main := self.main) is not None:
            main.connection = connection
            main.syncing = words
            main.repaint_frame()

    # -- the local copy and the clock ------------------------------------------------------------------------

    def _watch_copy(self) -> None:
        version = self.services.reader.data_version()
        if version != self._data_version:
            self._data_version = version
            if not self._sync.running and self._landings() != self._landed:  # not at every page another instance stores
                self.post_message(DataChanged())

    def _landings(self) -> object:
        return [(one.completed_at, one.attempted_at, one.rows) for one in self.services.reader.states()]

    def on_data_changed(self) -> None:
        main = self.main
        if main is not None and self._elsewhere:
            self._elsewhere = False
            main.say(_("The other Samspill has fetched; what it brought is shown."))
        self._refresh()

    def _refresh(self) -> None:
        main = self.main
        if main is None:
            return
        self._data_version = self.services.reader.data_version()
        self._landed = self._landings()
        for pane in main.panes.values():
            pane.refresh_rows()
        main.repaint_frame()

    def _minute(self) -> None:
        main = self.main
        if main is None:
            return
        main.pane.words_changed()
        main.repaint_frame()
        self._sync_by_itself()

    # -- actions (see commands.py) ---------------------------------------------------------------------------

    def action_sync(self, everything: bool) -> None:
        main = self.main
        self.start_sync(None if everything or main is None else main.pane.COLLECTION, asked=True)

    def action_cancel(self) -> None:
        main = self.main
        if main is None:
            return
        if self._sync.running:
            self._sync.stop()
            main.say(_("Stopping ..."))
        else:
            main.say(_("Nothing is being fetched. q leaves."))

    def action_offline(self) -> None:
        main = self.main
        if main is None:
            return
        self.held = not self.held
        self._sync.stop()
        if self.held:
            self._connect(Connection.HELD, "")
            main.say(_("Kept offline until you press o again or leave the app."))
            return
        self._connect(Connection.NONE if self.services.url is None else Connection.UNTRIED, "")
        main.say(_("Samspill may use the network again."))
        self._started_at = None
        self._sync_by_itself()

    def action_palette(self) -> None:
        self._choose(_("All commands"), None)

    def action_help(self) -> None:
        main = self.main
        scope = {"hours": Scope.HOURS, "sync": Scope.SYNC}.get(main.current if main else "", Scope.LISTS)
        self._choose(_("Help: keys for this pane"), scope)

    def _choose(self, title: str, first: Scope | None) -> None:
        main = self.main
        if main is None or self.screen is not main:
            return

        def offered(command: Command) -> bool:
            return first is None or main.offers(command)

        self.push_screen(ChooseCommand(title, offered, first=first), self._chosen)

    async def _chosen(self, command: Command | None) -> None:
        if command is not None and (main := self.main) is not None:
            await self.run_action(command.action, default_namespace=main)
