"""List and card of a pane: which of them is on screen."""

from __future__ import annotations

from typing import Any

from textual.containers import Container

from ..widgets.card import Card
from ..widgets.record_list import RecordList


class Parts(Container):
    """Two parts that stand over or beside each other, or take turns."""

    list: RecordList[Any]
    list_part: Container
    """The list with its column titles."""
    card: Card

    def catch_up(self) -> None:
        """Have the card show the selected row at once."""

    @property
    def opened(self) -> bool:
        """The card was opened: where list and card do not stand beside each other it has the pane to itself."""
        return self.has_class("-card")

    @opened.setter
    def opened(self, on: bool) -> None:
        if on:
            self.catch_up()
        self.set_class(on, "-card")
        (self.card if on else self.list).focus()

    @property
    def whole(self) -> bool:
        """One part at a time, as large as the pane (`z`)."""
        return self.has_class("-whole")

    @whole.setter
    def whole(self, on: bool) -> None:
        self.set_class(on, "-whole")

    @property
    def alone(self) -> bool:
        """Only one of list and card is on screen."""
        return not (self.list_part.display and self.card.display)

    def zoom(self) -> bool:
        """The part with the focus takes the whole pane, or gives it back; False where there is room for one only."""
        on_card = self.card.has_focus
        if not self.alone:
            if on_card:
                self.opened = True
            self.whole = True
            return True
        room = not (self.screen.has_class("-narrow") or self.screen.has_class("-low"))
        self.whole = False
        if room and self.opened:
            self.remove_class("-card")
            (self.card if on_card else self.list).focus()
        return room
