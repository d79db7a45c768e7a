"""What a pane lists and how it says it, without the widgets that show it.

Needs no Textual: the first rows are on the screen before it is loaded.
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Sequence
from datetime import datetime
from typing import ClassVar, Generic, TypeVar

from ...domain.agreement import Agreement
from ...domain.freshness import Collection, CollectionState
from ...domain.notes import Subject
from ...domain.review import RecordRef
from ...present import sync as sync_words
from ...present.copying import Part
from ...present.language import _
from ..card_lines import Build, Link
from ..cards.notes import beneath, written_lines, written_on
from ..choices import Choice
from ..ink import Role, Span, fit
from ..list_window import ListWindow, Look
from ..news import News
from ..services import Sight

R = TypeVar("R")


class Listing(Generic[R]):
    """Rows of one kind, a card for each, and the words around them."""

    NAME: ClassVar[str]
    TITLE: ClassVar[str]
    """English source text; shown through the catalogue."""
    COLLECTION: ClassVar[Collection | None]
    """What `r` fetches here; None: everything."""
    FILTERED: ClassVar[bool] = True
    ABOVE: ClassVar[bool] = False
    """There is a line over the column titles, where there are rows for it."""

    list: ListWindow[R]

    def __init__(self, services: Sight) -> None:
        self.services = services
        self.news = News(services.book)
        self.filter_text = ""
        self.room = 0
        """Cells there are for `context`."""
        self.low = False
        """There are too few rows for a line over the column titles."""
        self.card_room = 0
        """Lines there are for the card, where no widget says so."""

    def heading(self, width: int) -> Sequence[Span]:
        """The row of column titles as it stands on the screen."""
        return ((fit(" " + self.columns(width - 1), width), Role.STRONG),)

    @property
    def has_above(self) -> bool:
        """The line over the column titles is there."""
        return self.ABOVE and not self.low

    @property
    def card_rows(self) -> int:
        """Lines there are for the card."""
        return self.card_room

    def above(self, width: int) -> Sequence[Span]:  # noqa: ARG002
        """The line over the column titles."""
        return ()

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

    def subject_of(self, row: R) -> Subject | None:  # noqa: ARG002
        """The record as one writes about it; None for rows that are not records."""
        return None

    def no_record(self) -> str:
        """Why there is no telling where what is selected comes from."""
        return _("There is no record here that could tell where it comes from.")

    def ref_of(self, row: R) -> RecordRef | None:  # noqa: ARG002
        """What a person can look at, note on and ask about; None for rows that are no such thing."""
        return None

    def partners_of(self, row: R) -> tuple[str, ...]:  # noqa: ARG002
        """Ids of the partners a row concerns, the nearest first."""
        return ()

    def part_of(self, row: R) -> str | None:  # noqa: ARG002
        """The id of the row inside its record, for rows that are only a part of one."""
        return None

    def left(self) -> None:
        """Another pane takes its place."""

    def place(self) -> str:
        """Which of how many the selected row is, for lists where that says something."""
        return ""

    def explains(self) -> str:
        """What the signs of the list mean; in the status row while there is nothing else to say."""
        return ""

    def mark(self) -> str | None:
        """The selected row was looked at. What came of it in words; None where nothing is reviewed here.

        Raises BookError.
        """
        return None

    def complete(self) -> None:
        """The last agreement of the period was finished."""

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

    # -- for whoever shows it --------------------------------------------------------------------------------

    @property
    def shown(self) -> bool:
        """It is on the screen."""
        return True

    def refresh_card(self, *, keep: bool = False) -> None:
        """Make the card of the selected row; `keep`: it stays where it was scrolled to."""

    def card_follows(self) -> None:
        """Another row is selected: the card follows once the cursor rests."""

    def changed(self, words: str | None = None, *, keep: bool = False) -> None:
        """Row 3 may read differently; `words` are to be said. `keep`: there is something to be remembered at once."""

    def words_changed(self) -> None:
        """Time has passed: ages and "today" may read differently."""

    # -- the same for all ------------------------------------------------------------------------------------

    @property
    def now(self) -> datetime:
        return self.services.clock()

    def record(self) -> tuple[Collection, str] | None:
        """The record of the source that is selected; None where there is none."""
        row = self.selected
        return None if row is None else self.record_of(row)

    # -- what was written here -------------------------------------------------------------------------------

    def subject(self) -> Subject | None:
        """The selected record as one writes about it; None where none is selected."""
        row = self.selected
        return None if row is None else self.subject_of(row)

    def whole_card(self, row: R) -> Build:
        """The card, and below it what was written on the record. A card that is copied goes without."""
        card, subject = self.card_for(row), self.subject_of(row)
        if subject is None or not (written := written_on(subject, self.services.book)):
            return card
        now = self.now
        return lambda width: beneath(card(width), written_lines(written, now, width))

    def partners(self) -> dict[str, str]:
        """The partners of the selected row that are in the copy: id -> name, the nearest first."""
        row = self.selected
        ids = self.partners_of(row) if row is not None else ()
        names = self.services.reader.partner_names(ids)
        return {one: names[one] for one in dict.fromkeys(ids) if one in names}

    @property
    def selected_title(self) -> str:
        row = self.selected
        return "" if row is None else self.title_of(row)

    @property
    def way(self) -> str:
        """The end of the way that row 3 tells once links were followed or the card is open; empty: it tells none."""
        return self.selected_title

    def parts(self) -> tuple[Part, ...]:
        """Of the selected record; empty where nothing is selected."""
        row = self.selected
        return self.parts_of(row) if row is not None else ()

    def card_text(self, width: int) -> Sequence[str]:
        """The card of the selected record as plain lines."""
        row = self.selected
        lines = self.card_for(row)(width) if row is not None else ()
        return ["".join(text for text, _role in line.spans).rstrip() for line in lines]

    @property
    def narrowed(self) -> str:
        """Which saved filter is in effect, for `narrow`."""
        return ""

    def reveal(self) -> bool:
        """Let go of everything that hides rows; False where nothing does. Does not read."""
        hidden = bool(self.filter_text)
        self.filter_text = ""
        return hidden

    def filter(self, text: str) -> None:
        self.filter_text = text
        self.read()
        self.card_follows()

    def narrow(self, name: str) -> None:
        """Put another saved filter into effect; most panes have none."""

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


def parties_of(agreement: Agreement) -> tuple[str, ...]:
    """Ids of the parties, as the agreement lists them."""
    return tuple(one.organization_id for one in agreement.parties if one.organization_id)


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
