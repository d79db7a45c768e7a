"""Going from place to place: rows, panes, links, and back."""

from __future__ import annotations

from abc import abstractmethod

from ...present.keymap import how
from ...present.language import _
from ..card_lines import Link
from ..history import History, Position
from ..panes.pane import Pane
from ..panes.parts import Body
from ..widgets.card import Card
from .filtering import Filtering
from .noting import LISTS, Noting


class Going(Filtering, Noting, inherit_bindings=False):
    """The actions that move the cursor and the screen (see present/commands.py)."""

    panes: dict[str, Pane[object]]
    current: str
    """The name of the pane on screen."""
    history: History
    message: str

    @abstractmethod
    def fill(self) -> None:
        """Read the pane on screen if it is not up to date."""

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

    def show_pane(self, name: str) -> None:
        if name != self.current:
            self.close_filter()
            self.message = ""
            self.pane.left()
            self.pane.display = False
            self.current = name
            self.pane.display = True
            self.fill()
        (self.pane.card if self.pane.opened else self.pane.body).focus()
        self.repaint_frame()

    def restore(self, position: Position) -> None:
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
            self.restore(here)
            self.say(_("That record is not in the local copy. {key} fetches everything.").format(key=how("sync.all")))
        self.repaint_frame()

    # -- actions -------------------------------------------------------------------------------------------------

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
            self.restore(place)
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

    # -- mouse -----------------------------------------------------------------------------------------------

    def on_record_list_opened(self) -> None:
        self.action_open()

    def on_week_grid_opened(self) -> None:
        self.action_open()

    def on_card_followed(self, event: Card.Followed) -> None:
        self.follow(event.link)
