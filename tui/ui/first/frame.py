"""What stands in each line of the first frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from ...domain.values import dataclass
from ...present import keymap
from ...present.commands import Scope
from .. import card_lines, live_language
from ..ink import Role, Span, laid, plain
from ..list_window import ListWindow
from ..panes.listing import Listing
from ..screens import frame
from ..services import Sight
from ..state import ScreenState
from .geometry import LOW, Box, Geometry, geometry


def _partners(services: Sight, state: ScreenState) -> Listing[Any]:
    from ..panes.partners import Partners

    return Partners(services, state.filters)


def _today(services: Sight, state: ScreenState) -> Listing[Any]:
    from ..panes.partners import Partners
    from ..panes.today import Day

    return Day(services, Partners(services, state.filters).card_of)


def _goals(services: Sight, state: ScreenState) -> Listing[Any]:
    from ..panes.goals import Goals
    from ..review_desk import desk_for

    goals = Goals(services, desk_for(services, state))
    goals.view = state.views.get("goals", "")
    return goals


def _agreements(services: Sight, state: ScreenState) -> Listing[Any]:
    from ..panes.agreements import Agreements
    from ..review_desk import desk_for

    return Agreements(services, desk_for(services, state))


LISTINGS: Final[Mapping[str, Callable[[Sight, ScreenState], Listing[Any]]]] = {
    "today": _today,
    "partners": _partners,
    "goals": _goals,
    "agreements": _agreements,
}
"""Panes whose rows are known without Textual; of another one only what stands around it is drawn at first."""


@dataclass(frozen=True, slots=True)
class FirstFrame:
    """A whole screen."""

    size: tuple[int, int]
    """Columns and rows."""
    lines: tuple[tuple[Span, ...], ...]
    """Each as wide as the screen."""
    cursor: tuple[int, int]
    """Column and row of the terminal's cursor, from 0."""


@dataclass(frozen=True, slots=True)
class Spot:
    """Where one is in the list of a pane."""

    pane: str
    row: str
    """Key of the row the cursor stands on."""
    top: int
    """Number of the first row in sight."""


class Opening:
    """The main screen as it opens, as long as Textual has not taken it over."""

    def __init__(self, services: Sight, state: ScreenState, size: tuple[int, int]) -> None:
        """Speaks the language and takes the keys the app will. Raises CacheError."""
        keymap.use(services.settings.keys)
        live_language.resume(services, state)
        self._services = services
        self._size = size
        self.pane = frame.opens_on(state, services.clock())
        self._place = geometry(self.pane, *size)
        made = LISTINGS.get(self.pane)
        self._listing = made(services, state) if made else None
        self._card: Sequence[tuple[Span, ...]] = ()
        """Its lines as it opens; it follows once the cursor rests, and by then Textual is there."""
        if self._listing is not None:
            self._open(self._listing, state.rows.get(self.pane))

    def _open(self, listing: Listing[Any], row: str | None) -> None:
        place = self._place
        listing.low = self._size[1] < LOW
        listing.card_room = place.card.height if place.card else 0
        listing.list = ListWindow(listing.look(), max(place.rows.height - 1 - listing.has_above, 0))
        listing.read()
        if row is not None:
            listing.find(row)
        if place.card is not None:
            self._card = _card(listing, place.card, card_lines.EDGE if place.divider is None else "")

    @property
    def rows(self) -> ListWindow[Any] | None:
        """What can be moved in; None where there is nothing as yet."""
        listing = self._listing
        return listing.list if listing is not None and listing.selected_key is not None else None

    @property
    def in_sight(self) -> tuple[str, ...]:
        """Keys of the rows that are on the screen."""
        return () if self._listing is None else self._listing.list.keys_in_sight

    @property
    def scope(self) -> Scope:
        """Of the commands that belong to the pane alone."""
        return frame.own_scope(self.pane)

    @property
    def spot(self) -> Spot | None:
        """Where the cursor stands; None where there are no rows."""
        rows = self.rows
        return None if rows is None else Spot(self.pane, str(rows.selected_key), rows.top)

    def frame(self) -> FirstFrame:
        """As it is now."""
        width, height = self._size
        lines: list[tuple[Span, ...]] = [plain(" " * width)] * height
        cursor = 0, 0
        if self._listing is not None:
            rows, above = self._place.rows, 1 + self._listing.has_above
            for y, line in enumerate(_pane(self._listing, self._place, self._card), rows.y):
                lines[y] = line
            cursor = 0, rows.y + above + min(self._listing.list.cursor_line, max(rows.height - above - 1, 0))
        for y, spans in _fixed(self._services, self.pane, self._listing, self._size).items():
            lines[y] = tuple(laid(spans, width))
        return FirstFrame(self._size, tuple(lines), cursor)


def _fixed(
    services: Sight, current: str, listing: Listing[Any] | None, size: tuple[int, int]
) -> dict[int, Sequence[Span]]:
    """The rows around the pane."""
    width, height = size
    states = services.reader.states()
    filtered = current not in frame.UNFILTERED if listing is None else listing.FILTERED
    ordered = listing is not None and bool(listing.sorts())
    connection = frame.at_start(services)
    fixed: dict[int, Sequence[Span]] = {
        0: frame.banner(frame.profile(services), connection, states, services.clock(), "", width),
        1: frame.tabs(current, frame.notes(services), width),
        3: frame.rule(width),
        height - 3: frame.rule(width),
        height - 1: frame.keys(
            lambda command: frame.offers(command, current, filtered=filtered, ordered=ordered), frame.own_scope(current)
        ),
    }
    if listing is not None:
        fixed[2] = frame.where(listing, width)
        fixed[height - 2] = frame.message("", listing, width)
    return fixed


def _pane(listing: Listing[Any], place: Geometry, card: Sequence[tuple[Span, ...]]) -> list[tuple[Span, ...]]:
    """The lines of the pane from its first to its last."""
    width = place.rows.width
    lines = [tuple(laid(listing.above(width), width))] if listing.has_above else []
    lines.append(tuple(laid(listing.heading(width), width)))
    for y in range(place.rows.height - len(lines)):
        spans, here = listing.list.line(y, width)
        lines.append(_selected(laid(spans, width)) if here else tuple(laid(spans, width)))
    if place.card is None:
        return lines
    if place.divider is None:
        return [(*left, *right) for left, right in zip(lines, card, strict=True)]
    return [*lines, tuple(frame.rule(width)), *card]


def _selected(spans: Iterable[Span]) -> tuple[Span, ...]:
    return tuple((text, Role.SELECTED) for text, _role in spans)


def _card(listing: Listing[Any], box: Box, edge: str) -> list[tuple[Span, ...]]:
    row = listing.list.selected
    lines = listing.whole_card(row)(box.width - card_lines.gutter(edge)) if row is not None else ()
    return [
        (*plain(edge), *laid(card_lines.drawn(lines, y, here=False, last=y == box.height - 1), box.width - len(edge)))
        for y in range(box.height)
    ]


def opens(services: Sight) -> bool:
    """The main screen is what opens; else it is the first run, which asks where to fetch from."""
    return services.url is not None or any(not state.never_fetched for state in services.reader.states())
