"""The main screen: three rows of where you are, one pane, and two rows of what you can do."""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from pathlib import Path

from textual.app import ComposeResult
from textual.containers import Container
from textual.reactive import Reactive
from textual.widget import Widget

from ...domain.errors import CacheError
from ...domain.freshness import Connection
from ...plain.export.choice import Export
from ...present import dates
from ...present.commands import BY_ID, Command, Scope
from ...present.language import _
from .. import live_language
from ..ahead import Ahead
from ..bindings import bindings
from ..first.frame import Spot
from ..history import History
from ..ink import Span, plain
from ..panes.changes import ChangesPane
from ..panes.hours import HoursPane
from ..panes.pane import Pane
from ..panes.sync import SyncPane
from ..panes.widgets import AgreementsPane, GoalsPane, PartnersPane, TodayPane
from ..review_desk import desk_for
from ..services import Services
from ..state import ScreenState
from ..widgets.canvas import Canvas
from ..widgets.filter_bar import FilterBar
from ..widgets.line import Line
from . import frame
from .exporting import Exporting
from .going import Going
from .meetings import Meetings
from .period_reviewing import PeriodReviewing
from .trail import breadcrumb

WHOLE_AFTER = 0.1
"""Seconds after which the panes that are not on the screen are put behind the one that is: it answers keys first."""
MOVES = ("row.", "page.")
"""Beginnings of the commands that stay in the pane there is."""
READY_AFTER = 0.5
"""Seconds after that, in which what is on the screen has the processor to itself."""


class MainScreen(Going, Exporting, Meetings, PeriodReviewing, inherit_bindings=False):
    """Everything but help, palette and first run happens here."""

    CSS_PATH = "main.tcss"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-normal"), (100, "-wide")]  # noqa: RUF012 - Textual's declaration
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]  # noqa: RUF012

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """Textual repaints the whole screen whenever the focus moves; here whoever gains or loses it repaints its line."""

    def __init__(self, services: Services, state: ScreenState, moved_to: Spot | None = None) -> None:
        """`moved_to`: where keys have led on the first frame, which is what is on the screen."""
        super().__init__()
        self._bindings = bindings()  # Textual's own keymap loses a key that two commands share
        self.services = services
        self.desk = desk_for(services, state)
        self.sync_pane = SyncPane(services)
        self.partners = PartnersPane(services, state.filters)
        self.changes = ChangesPane(services)
        self.panes: dict[str, Pane[object]] = {
            one.NAME: one  # type: ignore[misc]
            for one in (
                TodayPane(services, self.partners.card_of),
                self.partners,
                HoursPane(services),
                GoalsPane(services, self.desk),
                AgreementsPane(services, self.desk),
                self.changes,
                self.sync_pane,
            )
        }
        self.current = frame.opens_on(state, services.clock())
        self._rows = {name: key for name, key in state.rows.items() if name in self.panes}
        """Where the cursor stood last time, for panes not shown yet."""
        if moved_to is not None and moved_to.pane == self.current:
            self._rows[self.current], self.pane.list.begins_at = moved_to.row, moved_to.top
        self._views = state.views
        """Which view a pane had last time, for panes not put in yet."""
        self._missing = {name: pane for name, pane in self.panes.items() if name != self.current}
        """Panes not put in yet."""
        self._completing = asyncio.Lock()
        self._ahead = Ahead(self.set_timer)
        self.connection = Connection.UNTRIED
        self.syncing = ""
        """What the sync is at, in words."""
        self.message = ""
        self.history = History()

    @property
    def whole(self) -> bool:
        """Every pane is there, on the screen or behind the one that is."""
        return not self._missing

    async def complete(self) -> None:
        """Put in the panes that were not needed for the first screen."""
        async with self._completing:
            if self.whole or not self.app.is_running:
                return
            for pane in self._missing.values():
                pane.display = False
            await self.mount_all(self._missing.values(), before="#bottom-rule")
            for name, pane in self._missing.items():
                pane.view = self._views.get(name, pane.view)
            self._missing = {}
            # what has been read then stays, and need not be looked through again for garbage
            self.set_timer(READY_AFTER, lambda: self.read_ahead(gc.freeze))

    def read_ahead(self, done: Callable[[], None] = lambda: None) -> None:
        """Have what other panes will show ready before anybody looks at them; then `done` is called."""
        self._ahead.work(self._first_looks(), done)

    def _first_looks(self) -> Iterator[None]:
        """What makes the first look at a pane not much slower than those that follow."""
        for pane in self.panes.values():
            if pane.stale and not pane.display:
                with suppress(CacheError):  # whoever looks at it is told
                    yield from pane.get_ready()

    def compose(self) -> ComposeResult:
        yield Line(self._banner, id="banner")
        yield Line(self._tabs, id="tabs")
        with Container(id="context"):
            yield Line(lambda _width: plain(" /"), id="slash")
            yield FilterBar(id="filter")
            yield Line(self._where, id="where")
        yield Line(frame.rule, id="rule")
        yield self.panes[self.current]
        yield Line(frame.rule, id="bottom-rule")
        yield Line(self._message, id="message")
        yield Line(self._keys, id="keys")

    def on_mount(self) -> None:
        pane = self.pane
        pane.view = self._views.get(self.current, pane.view)
        self.show_filter(False)
        self.fill()
        self.set_timer(WHOLE_AFTER, self.complete)
        body = self.pane.body
        self.set_focus(body if isinstance(body, Widget) else None)  # at once: the row it stands on is drawn in reverse
        self.offer_drafts()

    def fill(self) -> None:
        """Read a pane that is not up to date; the first time, with the cursor where it was left."""
        pane = self.pane
        if pane.stale:
            pane.refresh_rows()
            row = self._rows.pop(self.current, None)
            if row is not None:
                pane.find(row)

    def remembered(self) -> ScreenState:
        """What to remember until next time."""
        keys = {name: pane.lasting_key for name, pane in self.panes.items()}
        period, baseline = self.desk.remembered
        return ScreenState(
            pane=self.current,
            day=dates.local_date(self.services.clock()).isoformat(),
            rows={**self._rows, **{name: key for name, key in keys.items() if key}},
            views={name: view for name, pane in self.panes.items() if (view := self._view_of(name, pane))},
            filters=self.partners.kept,
            review_period=period,
            review_baseline=baseline,
            review_mine=self.desk.mine,
            **live_language.remembered(self.services),
        )

    def _view_of(self, name: str, pane: Pane[object]) -> str:
        return self._views.get(name, "") if name in self._missing else pane.view

    @property
    def pane(self) -> Pane[object]:
        return self.panes[self.current]

    @property
    def part(self) -> str:
        """What has the focus, as `signs` names it."""
        if self.query_one(FilterBar).has_focus:
            return "filter"
        return "card" if self.pane.card.has_focus else "list"

    # -- the fixed rows --------------------------------------------------------------------------------------

    def _banner(self, width: int) -> Sequence[Span]:
        services = self.services
        states = services.reader.states()
        return frame.banner(frame.profile(services), self.connection, states, services.clock(), self.syncing, width)

    def _tabs(self, width: int) -> Sequence[Span]:
        return frame.tabs(self.current, frame.notes(self.services), width)

    def _where(self, width: int) -> Sequence[Span]:
        pane, trail = self.pane, self.history.trail
        bar = self.query_one(FilterBar)
        if (pane.opened or trail) and not bar.display and pane.way:
            origin = trail[0] if trail else self.position()
            start = _(self.panes[origin.pane].TITLE) + (f" /{origin.filter_text}" if origin.filter_text else "")
            names = [*(place.title for place in trail), pane.way]
            return breadcrumb(start, names, pane.place() + ("   , ." if trail else ""), width)
        return frame.where(pane, width, typing=bar.display)

    def _message(self, width: int) -> Sequence[Span]:
        return frame.message(self.message, self.pane, width)

    def _keys(self, _width: int) -> Sequence[Span]:
        return frame.keys(self.offers, self.scope)

    def offers(self, command: Command) -> bool:
        """Does this command do anything in the pane on screen?"""
        pane = self.pane
        return frame.offers(command, self.current, filtered=pane.FILTERED, ordered=bool(pane.sorts()))

    @property
    def scope(self) -> Scope:
        """The scope of the commands that belong to this pane alone, else of every list."""
        return frame.own_scope(self.current)

    def say_everything_anew(self) -> None:
        """The language is another one: no word that was made before may stay, in this pane or in the hidden ones."""
        self.syncing = ""
        for pane in self.panes.values():
            pane.refresh_rows()
        for canvas in self.query(Canvas):  # type: ignore[type-abstract]
            canvas.refresh()

    def repaint_frame(self) -> None:
        if self.pane.has_above:
            self.pane.over.repaint()
        for line in ("#banner", "#tabs", "#where", "#message", "#keys"):
            self.query_one(line, Line).repaint()

    def say(self, words: str) -> None:
        """A message that stays until the next one."""
        self.message = words
        self.query_one("#message", Line).repaint()

    # -- actions (see present/commands.py) -------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key whose command means nothing in this pane is left to the next command on it."""
        return action != "command" or self.offers(BY_ID[str(parameters[0])])

    async def action_command(self, command_id: str) -> None:
        """Carry out one line of the command table; what is more than a move may need another pane."""
        if not self.whole and not command_id.startswith(MOVES):
            await self.complete()
        await self.app.run_action(BY_ID[command_id].action, default_namespace=self)

    # -- files to take along ---------------------------------------------------------------------------------

    def offered(self) -> Sequence[Export]:
        return self.pane.exports()

    @property
    def export_folder(self) -> Callable[[], Path]:
        return self.services.export_folder
