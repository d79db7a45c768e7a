"""List and card of a pane: which of them is on screen."""

from __future__ import annotations

from typing import Any, Protocol

from textual.containers import Container
from textual.widget import Widget

from ..widgets.card import Card
from ..widgets.record_list import RecordList


class Body(Protocol):
    """What the keys move in: a list, a card, a grid."""

    @property
    def has_focus(self) -> bool: ...

    def focus(self) -> object: ...

    def move(self, steps: int, /) -> None:
        """By so many rows, links or hours."""

    def move_page(self, pages: int, /) -> None:
        """By a screen or its like."""

    def move_to(self, index: int, /) -> None:
        """0: to the first; -1: to the last."""


class Parts(Container):
    """Two parts that stand over or beside each other, or take turns."""

    list: RecordList[Any]
    list_part: Container
    """The list with its column titles."""
    card: Card

    def catch_up(self) -> None:
        """Have the card show the selected row at once."""

    @property
    def body(self) -> Body:
        """What the keys move in while the card has not the focus."""
        return self.list

    @property
    def body_part(self) -> Widget:
        """The body with all that belongs to it."""
        return self.list_part

    @property
    def view(self) -> str:
        """Which of the pane's views is shown and remembered; most have but one, without a name."""
        return ""

    @view.setter
    def view(self, name: str) -> None:
        """A name that is none, from an older state file, is left alone."""

    @property
    def opened(self) -> bool:
        """The card was opened: where list and card do not stand beside each other it has the pane to itself."""
        return self.has_class("-card")

    @opened.setter
    def opened(self, on: bool) -> None:
        if on:
            self.catch_up()
        self.set_class(on, "-card")
        (self.card if on else self.body).focus()

    @property
    def whole(self) -> bool:
        """One part at a time, as large as the pane (`z`)."""
        return self.has_class("-whole")

    @whole.setter
    def whole(self, on: bool) -> None:
        self.set_class(on, "-whole")

    @property
    def alone(self) -> bool:
        """Only one of body and card is on screen."""
        return not (self.body_part.display and self.card.display)

    @property
    def roomy(self) -> bool:
        """Body and card have room on screen together."""
        return not (self.screen.has_class("-narrow") or self.screen.has_class("-low"))

    def zoom(self) -> bool:
        """The part with the focus takes the whole pane, or gives it back; False where there is room for one only."""
        on_card = self.card.has_focus
        if not self.alone:
            if on_card:
                self.opened = True
            self.whole = True
            return True
        room = self.roomy
        self.whole = False
        if room and self.opened:
            self.remove_class("-card")
            (self.card if on_card else self.body).focus()
        return room
