"""The app while it syncs: in a thread that only tells, shown no faster than anybody reads."""

from __future__ import annotations

from datetime import datetime

from textual.timer import Timer

from ..domain.errors import Busy, SamspillError
from ..domain.freshness import Collection, Connection
from ..present import errors
from ..present import round as round_words
from ..present.keymap import how
from ..present.language import _
from ..sync.events import CollectionDone, CollectionFailed, Event, Finished, Progress, Started, Waiting
from .countdown import Countdown
from .messages import SyncHappened
from .screens.frame import at_start
from .services import Services
from .sync_thread import SyncThread, connection_after, due, failures
from .watching import WatchingApp

PROGRESS_SECONDS = 0.5
"""Between two looks at how far a sync has come: pages arrive faster than anybody reads, and each look is sent."""


class FollowingApp(WatchingApp):
    """Syncs in a thread that only posts messages, and shows what came of it."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.heard = 0
        """Sync events taken in so far."""
        self.held = services.offline
        """Kept offline on request, for as long as the app runs."""
        self._sync = SyncThread(self._tell, self._impossible)
        self._started_at: datetime | None = None
        self._countdown = Countdown(self, self._show_pause)
        """While a sync pauses between two attempts."""
        self._connection = Connection.UNTRIED
        self._asked = False
        """Did a person ask for the sync that runs? Then its outcome is told even where nothing changed."""
        self._progress: dict[Collection, Progress] = {}
        """How far it has come, not shown yet."""
        self._progress_timer: Timer | None = None

    def follow(self, services: Services) -> None:
        """From here on this is the local copy; fetches by itself if it is time."""
        self.held = services.offline
        self._connection = at_start(services)
        self.watch_copy(services)
        self.call_after_refresh(self.sync_by_itself)

    def on_unmount(self) -> None:
        self._sync.join(2)

    @property
    def syncing(self) -> bool:
        return self._sync.running

    # -- sync ------------------------------------------------------------------------------------------------

    def sync_by_itself(self) -> None:
        main = self.main
        if main is None or not self.services.automatic or not self._due():
            return
        if self.held:
            self._started_at = self.services.clock()
            main.sync_pane.note(lambda: _("Nothing is fetched by itself while Samspill is kept offline."))
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
            main.say(
                _("Samspill is kept offline. {key} in Sync lets it use the network again.").format(
                    key=how("sync.offline")
                )
            )
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
            main.sync_pane.note(error)

    def on_sync_happened(self, message: SyncHappened) -> None:
        main = self.main
        if main is None:
            return
        event = message.event
        self.heard += 1
        if not isinstance(event, Progress):
            self._show_progress()
            main.sync_pane.take(event)
        if not isinstance(event, Waiting):
            self._countdown.stop()
        match event:
            case Waiting():
                self._countdown.start(event.until)
            case Started() if self._asked:
                self._connect(Connection.SYNCING, "")
            case Progress():
                self._progressed(event)
            case CollectionDone() if event.added or event.changed or event.removed:
                self._refresh()
            case CollectionDone() | CollectionFailed():
                main.repaint_frame()
            case Finished():
                self._finished(event)

    def _progressed(self, event: Progress) -> None:
        """At once if nothing was shown lately, else with whatever else comes in the meantime."""
        self._progress[event.collection] = event
        if self._progress_timer is None:
            self._show_progress()
            self._progress_timer = self.set_timer(PROGRESS_SECONDS, self._progress_due)

    def _progress_due(self) -> None:
        self._progress_timer = None
        if self._progress:
            self._progressed(next(reversed(self._progress.values())))

    def _show_progress(self) -> None:
        main, events = self.main, tuple(self._progress.values())
        self._progress.clear()
        if main is None or not events:
            return
        for event in events:
            main.sync_pane.take(event)
        self._connect(Connection.SYNCING, round_words.progress(events[-1], named=True))

    def _show_pause(self, until: datetime) -> None:
        self._connect(Connection.SYNCING, round_words.countdown(until, self.services.clock()))

    def _finished(self, event: Finished) -> None:
        self._sync.ended()
        wrong = failures(event)
        self._elsewhere = any(isinstance(one, Busy) for one in wrong)
        self._connect(Connection.HELD if self.held else connection_after(wrong), "")
        moved = any(isinstance(one, CollectionDone) and one.added + one.changed + one.removed for one in event.outcomes)
        if (main := self.main) is not None and (self._asked or moved or wrong):
            main.say(errors.sentence(wrong[0]) if wrong else round_words.summary(event))
        self._refresh()

    def _connect(self, connection: Connection, words: str) -> None:
        self._connection = connection
        if (main := self.main) is not None:
            main.connection = connection
            main.syncing = words
            main.repaint_frame()

    # -- actions (see present/commands.py) -------------------------------------------------------------------

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
            main.say(_("Nothing is being fetched. {key} leaves.").format(key=how("leave", "quit")))

    def action_offline(self) -> None:
        main = self.main
        if main is None:
            return
        self.held = not self.held
        self._sync.stop()
        if self.held:
            self._connect(Connection.HELD, "")
            main.say(_("Kept offline until you press {key} again or leave the app.").format(key=how("sync.offline")))
            return
        self._connect(Connection.NONE if self.services.url is None else Connection.UNTRIED, "")
        main.say(_("Samspill may use the network again."))
        self._started_at = None
        self.sync_by_itself()
