"""What every pane is on the screen: a list, a card for the selected row, and a way to be found again."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TypeVar

from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.timer import Timer

from ...domain.freshness import oldest
from ...domain.values import dataclass
from ...plain.export.choice import Export, Made
from ...plain.export.offers import of_meeting
from ..card_lines import Build
from ..cards.provenance import provenance_card
from ..ink import plain
from ..services import Services
from ..widgets.card import Card
from ..widgets.line import Line
from ..widgets.record_list import RecordList
from .listing import Listing
from .parts import Parts

R = TypeVar("R")

CARD_DELAY = 0.12
"""Seconds the cursor rests before the card follows: holding j must not send a card per row."""


class Pane(Listing[R], Parts):
    """List over card at 80 columns, list beside card from 100."""

    services: Services

    @dataclass
    class Changed(Message):
        """Row 3 may read differently; `words` are to be said. `keep`: there is something to be remembered at once."""

        words: str | None = None
        keep: bool = False

    def __init__(self, services: Services) -> None:
        Parts.__init__(self, id=self.NAME, classes="pane")
        Listing.__init__(self, services)
        self.stale = True
        """True while the local copy is newer than what is shown here."""
        self._card_timer: Timer | None = None
        self._carded: str | None = None
        self._before_provenance: tuple[bool, bool] | None = None
        """While the card says where the record comes from: whether it was open before, and had the focus."""
        self.over = Line(self.above).add_class("above")
        self.head = Line(self.heading)
        self.list: RecordList[R] = RecordList(self.look())
        self.list_part = Container(classes="rows")
        self.card = Card()

    def compose(self) -> ComposeResult:
        with self.list_part:
            if self.ABOVE:
                yield self.over
            yield self.head
            yield self.list
        yield Line(lambda width: plain("-" * width)).add_class("divider")
        yield self.card

    # -- files to take along ---------------------------------------------------------------------------------

    def exports(self) -> Sequence[Export]:
        """The files that what is in view can become: all of its rows, filtered and sorted as they are."""
        return self.minutes()

    def minutes(self) -> Sequence[Export]:
        """The minutes of a meeting with the partner of the selected row."""
        services = self.services
        found = next(iter(self.partners().items()), None)
        if found is None:
            return ()
        return of_meeting(*found, self.now, services.open_reader, services.open_book)

    @property
    def made(self) -> Made:
        """When a file made now was made, and how old its facts are."""
        state = self.state()
        return Made(self.now, state.completed_at if state else oldest(self.services.reader.states()))

    # -- the same for all ------------------------------------------------------------------------------------

    def refresh_rows(self) -> None:
        """Read again, now or when the pane is next shown."""
        if not self.display:
            self.stale = True
            return
        self.stale = False
        self.read()
        self.head.repaint()
        if self.has_above:
            self.over.repaint()
        self.refresh_card(keep=self._carded == self.selected_key)

    def get_ready(self) -> Iterator[None]:
        """Work out what the first look would have to wait for, in pieces no key would notice. Raises CacheError."""
        return iter(())

    @property
    def has_above(self) -> bool:
        return self.ABOVE and self.over.display

    @property
    def card_rows(self) -> int:
        return self.card.size.height

    @property
    def shown(self) -> bool:
        return self.display

    def changed(self, words: str | None = None, *, keep: bool = False) -> None:
        self.post_message(self.Changed(words, keep))

    def words_changed(self) -> None:
        """Time has passed: ages and "today" may read differently."""
        if self.display:
            self.list.renew()
            self.refresh_card(keep=True)

    def refresh_card(self, *, keep: bool = False) -> None:
        row = self.selected
        self._carded = self.selected_key
        self.card.show(self._build(row) if row is not None else lambda width: (), keep=keep)

    def _build(self, row: R) -> Build:
        if self._before_provenance is None:
            return self.whole_card(row)
        return provenance_card(self.services, self.record_of(row), self.title_of(row), self.now, part=self.part_of(row))

    def on_record_list_moved(self) -> None:
        self.card_follows()

    def on_record_list_found(self) -> None:
        self.changed()

    def card_follows(self) -> None:
        """Once the cursor rests."""
        if self._card_timer is not None:
            self._card_timer.stop()
        self._card_timer = self.set_timer(CARD_DELAY, self.catch_up)

    @property
    def following(self) -> bool:
        """The card has yet to catch up with the cursor."""
        return self._card_timer is not None

    def catch_up(self) -> None:
        if self._card_timer is not None:
            self._card_timer.stop()
            self._card_timer = None
        if self.selected_key != self._carded:
            self.refresh_card()

    # -- where the record comes from -------------------------------------------------------------------------

    @property
    def shows_provenance(self) -> bool:
        return self._before_provenance is not None

    def switch_provenance(self) -> None:
        """Where the selected record comes from, on the card; or the card again as it was."""
        if self._before_provenance is None:
            self._before_provenance = self.opened, self.card.has_focus
            self.opened = True
            self.refresh_card()
            return
        opened, on_card = self._before_provenance
        self._before_provenance = None
        self.opened = opened
        self.refresh_card()
        (self.card if on_card else self.body).focus()
