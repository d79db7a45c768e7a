"""The main screen: three rows of where you are, one pane, and two rows of what you can do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

from textual import on
from textual.app import ComposeResult
from textual.containers import Container
from textual.reactive import Reactive
from textual.widget import Widget
from textual.widgets import Input

from ...domain.freshness import Connection
from ...plain.export.choice import Export
from ...present import dates
from ...present.commands import BY_ID, Command, Scope
from ...present.keymap import how
from ...present.language import _
from .. import live_language
from ..bindings import bindings
from ..card_lines import Link
from ..history import History, Position
from ..ink import Span, plain
from ..messages import WorthKeeping
from ..panes.changes import ChangesPane
from ..panes.hours import HoursPane
from ..panes.pane import Pane
from ..panes.parts import Body
from ..panes.sync import SyncPane
from ..panes.widgets import AgreementsPane, GoalsPane, PartnersPane, TodayPane
from ..review_desk import ReviewDesk
from ..services import Services
from ..state import ScreenState
from ..widgets.canvas import Canvas
from ..widgets.card import Card
from ..widgets.filter_bar import FilterBar
from ..widgets.line import Line
from . import frame
from .exporting import Exporting
from .meetings import Meetings
from .noting import LISTS, Noting
from .period_reviewing import PeriodReviewing
from .trail import breadcrumb


class MainScreen(Exporting, Meetings, PeriodReviewing, Noting, inherit_bindings=False):
    """Everything but help, palette and first run happens here."""

    CSS_PATH = "main.tcss"
    AUTO_FOCUS = ""
    HORIZONTAL_BREAKPOINTS = [(0, "-narrow"), (60, "-normal"), (100, "-wide")]  # noqa: RUF012 - Textual's declaration
    VERTICAL_BREAKPOINTS = [(0, "-low"), (20, "-high")]  # noqa: RUF012

    focused: Reactive[Widget | None] = Reactive(None, repaint=False)
    """Textual repaints the whole screen whenever the focus moves; here whoever gains or loses it repaints its line."""

    def __init__(self, services: Services, state: ScreenState) -> None:
        super().__init__()
        self._bindings = bindings()  # Textual's own keymap loses a key that two commands share
        self.services = services
        self.desk = ReviewDesk(services.book, state.review_period, state.review_baseline)
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
        self._views = state.views
        self.connection = Connection.UNTRIED
        self.syncing = ""
        """What the sync is at, in words."""
        self.message = ""
        self.history = History()

    def compose(self) -> ComposeResult:
        yield Line(self._banner, id="banner")
        yield Line(self._tabs, id="tabs")
        with Container(id="context"):
            yield Line(lambda _width: plain(" /"), id="slash")
            yield FilterBar(id="filter")
            yield Line(self._where, id="where")
        yield Line(frame.rule, id="rule")
        yield from self.panes.values()
        yield Line(frame.rule, id="bottom-rule")
        yield Line(self._message, id="message")
        yield Line(self._keys, id="keys")

    def on_mount(self) -> None:
        for name, pane in self.panes.items():
            pane.display = name == self.current
            pane.view = self._views.get(name, pane.view)
        self._show_filter(False)
        self._fill()
        body = self.pane.body
        self.set_focus(body if isinstance(body, Widget) else None)  # at once: the row it stands on is drawn in reverse
        self.offer_drafts()

    def _fill(self) -> None:
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
            views={name: pane.view for name, pane in self.panes.items() if pane.view},
            filters=self.partners.kept,
            review_period=period,
            review_baseline=baseline,
            **live_language.remembered(self.services),
        )

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

    # -- going places ----------------------------------------------------------------------------------------

    def position(self) -> Position:
        pane = self.pane
        return Position(
            self.current,
            pane.selected_key,
            pane.opened,
            pane.whole,
            pane.filter_text,
            pane.card.link,
            title=pane.selected_title,
            narrowed=pane.narrowed,
            view=pane.view,
        )

    def offered(self) -> Sequence[Export]:
        return self.pane.exports()

    @property
    def export_folder(self) -> Callable[[], Path]:
        return self.services.export_folder

    def show_pane(self, name: str) -> None:
        if name != self.current:
            self._close_filter()
            self.message = ""
            self.pane.left()
            self.pane.display = False
            self.current = name
            self.pane.display = True
            self._fill()
        (self.pane.card if self.pane.opened else self.pane.body).focus()
        self.repaint_frame()

    def _restore(self, position: Position) -> None:
        self.show_pane(position.pane)
        pane = self.pane
        if pane.view != position.view:
            pane.view = position.view
        if pane.narrowed != position.narrowed:
            pane.narrow(position.narrowed)
        if pane.filter_text != position.filter_text:
            pane.filter(position.filter_text)
        if position.key is not None:
            pane.find(position.key)
        pane.whole = position.whole
        pane.opened = position.opened
        if position.link is not None:
            pane.card.select(position.link)
        self.repaint_frame()

    def follow(self, link: Link) -> None:
        """To a record, remembering where from; to what was written about one without leaving the place."""
        if link.pane in LISTS:
            self.open_list(link)
            return
        self.close_provenance()
        if not link.key:  # a whole pane
            self.action_pane(link.pane)
            return
        here = self.position()
        self.show_pane(link.pane)
        if self.pane.find(link.key):
            self.history.leave(here, by_link=True)
            self.pane.opened = False
            self.say("")
        else:
            self._restore(here)
            self.say(_("That record is not in the local copy. {key} fetches everything.").format(key=how("sync.all")))
        self.repaint_frame()

    # -- actions (see present/commands.py) -------------------------------------------------------------------

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """A key whose command means nothing in this pane is left to the next command on it."""
        return action != "command" or self.offers(BY_ID[str(parameters[0])])

    async def action_command(self, command_id: str) -> None:
        """Carry out one line of the command table."""
        await self.app.run_action(BY_ID[command_id].action, default_namespace=self)

    def action_pane(self, name: str) -> None:
        if name != self.current:
            self.close_provenance()
            self.history.leave(self.position(), by_link=False)
        self.show_pane(name)

    @property
    def _target(self) -> Body:
        pane = self.pane
        return pane.card if pane.card.has_focus else pane.body

    def action_move(self, rows: int) -> None:
        self._target.move(rows)

    def action_page(self, pages: int) -> None:
        self._target.move_page(pages)

    def action_first(self) -> None:
        self._target.move_to(0)

    def action_last(self) -> None:
        self._target.move_to(-1)

    def action_open(self) -> None:
        pane = self.pane
        if pane.card.has_focus:
            if pane.card.link is not None:
                self.follow(pane.card.link)
        elif pane.selected is not None:
            link = pane.enter()
            if link is not None:
                self.follow(link)
            else:
                pane.opened = True
                self.repaint_frame()

    def action_history(self, step: int) -> None:
        place = self.history.step(step, self.position())
        if place is not None:
            self._restore(place)
        else:
            self.say(_("There is nothing further back.") if step < 0 else _("There is nothing further forward."))

    def action_back(self, leave: bool) -> None:
        """One level: out of the card, out of the filter, back along the links; then out, if that is meant."""
        pane = self.pane
        if pane.shows_provenance:
            pane.switch_provenance()
        elif pane.opened or pane.card.has_focus:
            pane.opened = False
        elif pane.unfilter():
            self.repaint_frame()
        elif self.history.trail:
            self.action_history(-1)
        elif leave:
            self.app.exit()
        else:
            self.say(_("Nothing to go back from here. {key} quits.").format(key=how("leave", "quit")))
        self.repaint_frame()

    # -- filter ----------------------------------------------------------------------------------------------

    def action_choose_filter(self) -> None:
        self.partners.choose_filter()

    def action_save_filter(self) -> None:
        self.partners.save_filter()

    @on(Pane.Changed)
    def _pane_changed(self, event: Pane.Changed) -> None:
        if event.words is not None:
            self.say(event.words)
        if event.keep:
            self.post_message(WorthKeeping())
        self.query_one("#where", Line).repaint()

    def action_filter(self) -> None:
        if not self.pane.FILTERED:
            return
        self.close_provenance()
        if self.pane.opened:
            self.pane.opened = False
        bar = self.query_one(FilterBar)
        bar.value = self.pane.filter_text
        self._show_filter(True)
        bar.focus()

    def _show_filter(self, on: bool) -> None:
        self.query_one("#slash").display = on
        self.query_one(FilterBar).display = on
        self.query_one("#where", Line).repaint()

    def _close_filter(self) -> None:
        if self.query_one(FilterBar).display:
            self._show_filter(False)

    @on(Input.Changed, "#filter")
    def _filter_changed(self, event: Input.Changed) -> None:
        if self.query_one(FilterBar).display and event.value != self.pane.filter_text:
            self.pane.filter(event.value)
            self.query_one("#where", Line).repaint()

    @on(Input.Submitted, "#filter")
    def _filter_kept(self) -> None:
        self._close_filter()
        self.pane.body.focus()

    def on_filter_bar_cleared(self) -> None:
        self.pane.filter("")
        self._close_filter()
        self.pane.body.focus()

    def on_filter_bar_stepped(self, event: FilterBar.Stepped) -> None:
        self.pane.body.move(event.rows)

    # -- mouse -----------------------------------------------------------------------------------------------

    def on_record_list_opened(self) -> None:
        self.action_open()

    def on_week_grid_opened(self) -> None:
        self.action_open()

    def on_card_followed(self, event: Card.Followed) -> None:
        self.follow(event.link)
