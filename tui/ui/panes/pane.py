"""What every pane is: a list, a card for the selected row, and a way to be found again."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

from textual.app import ComposeResult
from textual.containers import Container
from textual.message import Message
from textual.timer import Timer

from ...domain.freshness import Collection, CollectionState
from ...present import sync as sync_words
from ...present.copying import Part
from ...present.language import _
from ..cards.provenance import provenance_card
from ..ink import Role, Span, fit, plain
from ..screens.menu import Choice
from ..services import Services
from ..widgets.card import Build, Card, Link
from ..widgets.line import Line
from ..widgets.record_list import Look, RecordList
from .parts import Parts

R = TypeVar("R")

CARD_DELAY = 0.12
"""Seconds the cursor rests before the card follows: holding j must not send a card per row."""


class Pane(Parts, Generic[R]):
    """List over card at 80 columns, list beside card from 100."""

    NAME: ClassVar[str]
    TITLE: ClassVar[str]
    """English source text; shown through the catalogue."""
    COLLECTION: ClassVar[Collection | None]
    """What `r` fetches here; None: everything."""
    FILTERED: ClassVar[bool] = True

    @dataclass
    class Changed(Message):
        """Row 3 may read differently; `words` are to be said. `keep`: there is something to be remembered at once."""

        words: str | None = None
        keep: bool = False

    def __init__(self, services: Services) -> None:
        super().__init__(id=self.NAME, classes="pane")
        self.services = services
        self.filter_text = ""
        self.room = 0
        """Cells there are for `context`."""
        self.stale = True
        """True while the local copy is newer than what is shown here."""
        self._card_timer: Timer | None = None
        self._carded: str | None = None
        self._before_provenance: tuple[bool, bool] | None = None
        """While the card says where the record comes from: whether it was open before, and had the focus."""
        self.head = Line(lambda width: ((fit(" " + self.columns(width - 1), width), Role.STRONG),))
        self.list = RecordList[R](self.look())
        self.list_part = Container(classes="rows")
        self.card = Card()

    def compose(self) -> ComposeResult:
        with self.list_part:
            yield self.head
            yield self.list
        yield Line(lambda width: plain("-" * width)).add_class("divider")
        yield self.card

    # -- for each pane to say --------------------------------------------------------------------------------

    @abstractmethod
    def look(self) -> Look[R]:
        """How the rows are drawn."""

    @abstractmethod
    def columns(self, width: int) -> str:
        """The row of column titles."""

    @abstractmethod
    def read(self) -> None:
        """Take what the local copy has now and show it, the cursor where it was."""

    @abstractmethod
    def card_for(self, row: R) -> Build:
        """The card of a row."""

    @abstractmethod
    def context(self) -> str:
        """Row 3: what is listed, counted and filtered."""

    def parts_of(self, row: R) -> tuple[Part, ...]:  # noqa: ARG002 - most panes have more to give
        """What of a record can be copied or followed."""
        return ()

    def enter(self) -> Link | None:
        """Where Enter on the list leads; None opens the card."""
        return None

    def resolve(self, key: str) -> str | None:
        """The key of the row that stands for a linked record; None where it is not in the list."""
        return key

    def title_of(self, row: R) -> str:  # noqa: ARG002 - for panes whose rows are records
        """What a row is called where it is referred to; empty for rows that have no name."""
        return ""

    def record_of(self, row: R) -> tuple[Collection, str] | None:  # noqa: ARG002
        """The record of the source a row was made from; None for rows that are not records."""
        return None

    def no_record(self) -> str:
        """Why there is no telling where what is selected comes from."""
        return _("There is no record here that could tell where it comes from.")

    def part_of(self, row: R) -> str | None:  # noqa: ARG002
        """The id of the row inside its record, for rows that are only a part of one."""
        return None

    def place(self) -> str:
        """Which of how many the selected row is, for lists where that says something."""
        return ""

    def explains(self) -> str:
        """What the signs of the list mean; in the status row while there is nothing else to say."""
        return ""

    def switch_view(self) -> None:
        """The other way to look at the same rows, where there is one."""

    def sorts(self) -> Sequence[Choice[str]]:
        """The orders the list can be in; none where it has but one."""
        return ()

    @property
    def sorted_by(self) -> str | None:
        """Which of `sorts` is in effect."""
        return None

    def sort_by(self, value: str) -> None:
        """Take one of `sorts`."""

    @property
    def selected(self) -> R | None:
        """The record under the cursor."""
        return self.list.selected

    @property
    def selected_key(self) -> str | None:
        return self.list.selected_key

    @property
    def lasting_key(self) -> str | None:
        """What to remember of the place until next time."""
        return self.selected_key

    # -- the same for all ------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return self.services.clock()

    def refresh_rows(self) -> None:
        """Read again, now or when the pane is next shown."""
        if not self.display:
            self.stale = True
            return
        self.stale = False
        self.read()
        self.refresh_card(keep=self._carded == self.selected_key)

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
            return self.card_for(row)
        return provenance_card(self.services, self.record_of(row), self.title_of(row), self.now, part=self.part_of(row))

    def record(self) -> tuple[Collection, str] | None:
        """The record of the source that is selected; None where there is none."""
        row = self.selected
        return None if row is None else self.record_of(row)

    @property
    def selected_title(self) -> str:
        row = self.selected
        return "" if row is None else self.title_of(row)

    def parts(self) -> tuple[Part, ...]:
        """Of the selected record; empty where nothing is selected."""
        row = self.selected
        return self.parts_of(row) if row is not None else ()

    def card_text(self, width: int) -> list[str]:
        """The card of the selected record as plain lines."""
        row = self.selected
        lines = self.card_for(row)(width) if row is not None else ()
        return ["".join(text for text, _role in line.spans).rstrip() for line in lines]

    def filter(self, text: str) -> None:
        self.filter_text = text
        self.read()
        self.card_follows()

    @property
    def narrowed(self) -> str:
        """Which saved filter is in effect, for `narrow`."""
        return ""

    def narrow(self, name: str) -> None:
        """Put another saved filter into effect; most panes have none."""

    def reveal(self) -> bool:
        """Let go of everything that hides rows; False where nothing does. Does not read."""
        hidden = bool(self.filter_text)
        self.filter_text = ""
        return hidden

    def unfilter(self) -> bool:
        """One filter less: first what is typed; False where there is none."""
        if not self.filter_text:
            return False
        self.filter("")
        return True

    def find(self, key: str) -> bool:
        """Put the cursor on a record, letting go of a filter that hides it."""
        for attempt in range(2):
            target = self.resolve(key)
            if target is not None and self.list.select(target):
                self.refresh_card()
                return True
            if attempt or not self.reveal():
                return False
            self.read()
        return False

    def on_record_list_moved(self) -> None:
        self.card_follows()

    def on_record_list_found(self) -> None:
        self.post_message(self.Changed())

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

    def counted(self, total: int) -> str:
        """ "3 of 214", or just the number where nothing is filtered."""
        shown = self.list.count
        if self.filter_text:
            return _("{shown} of {total}").format(shown=shown, total=total)
        return str(total)

    def state(self) -> CollectionState | None:
        return next((one for one in self.services.reader.states() if one.collection is self.COLLECTION), None)

    def empty_lines(self) -> Sequence[str]:
        """Never fetched, empty at the source, nothing found and failed are different sentences."""
        state = self.state()
        if self.filter_text:
            return (
                _('Nothing matches "{text}".').format(text=self.filter_text),
                _("Esc removes the filter."),
            )
        return sync_words.empty_collection(state, self.now) if state else ()


def widths(width: int, flexible: str, wanted: dict[str, int], *, least: int, drop: Sequence[str]) -> dict[str, int]:
    """Cells per column; the flexible one takes what is left.

    Where it would get fewer than `least`, columns go in the order of `drop`: a column that went has width 0.
    """
    sizes = dict(wanted)

    def left() -> int:
        return width - 1 - sum(abs(one) + 1 for one in sizes.values() if one)

    for column in drop:
        if left() >= least:
            break
        sizes[column] = 0
    return {flexible: max(left(), 10), **sizes}


def columns(cells: Sequence[tuple[str, int]]) -> str:
    """Column titles, each in its width; a negative width is set to the right."""
    return " ".join(fit(text, abs(width), right=width < 0) for text, width in cells if width)


def cells(values: Sequence[tuple[str, int, Role]]) -> tuple[Span, ...]:
    """One row's cells, each in its width; a negative width is set to the right."""
    spans: list[Span] = []
    for text, width, role in values:
        if width:
            spans += [(fit(text, abs(width), right=width < 0), role), (" ", Role.PLAIN)]
    return tuple(spans)
