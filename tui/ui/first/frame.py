"""What stands in each line of the first frame."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Final

from ...domain.values import dataclass
from ...present import keymap
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


def first_frame(services: Sight, state: ScreenState, size: tuple[int, int]) -> FirstFrame:
    """The main screen as it opens. Speaks the language and takes the keys the app will. Raises CacheError."""
    keymap.use(services.settings.keys)
    live_language.resume(services, state)
    width, height = size
    current = frame.opens_on(state, services.clock())
    lines: list[tuple[Span, ...]] = [plain(" " * width)] * height
    made = LISTINGS.get(current)
    listing = made(services, state) if made else None
    cursor = 0, 0
    if listing is not None:
        place = geometry(current, width, height)
        listing.low = height < LOW
        listing.card_room = place.card.height if place.card else 0
        above = 1 + listing.has_above
        listing.list = ListWindow(listing.look(), max(place.rows.height - above, 0))
        listing.read()
        row = state.rows.get(current)
        if row is not None:
            listing.find(row)
        for y, line in enumerate(_pane(listing, place), place.rows.y):
            lines[y] = line
        cursor = 0, place.rows.y + above + min(listing.list.cursor_line, max(place.rows.height - above - 1, 0))
    for y, spans in _fixed(services, current, listing, size).items():
        lines[y] = tuple(laid(spans, width))
    return FirstFrame(size, tuple(lines), cursor)


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


def _pane(listing: Listing[Any], place: Geometry) -> list[tuple[Span, ...]]:
    """The lines of the pane from its first to its last."""
    width = place.rows.width
    lines = [tuple(laid(listing.above(width), width))] if listing.has_above else []
    lines.append(tuple(laid(listing.heading(width), width)))
    for y in range(place.rows.height - len(lines)):
        spans, here = listing.list.line(y, width)
        lines.append(_selected(laid(spans, width)) if here else tuple(laid(spans, width)))
    if place.card is None:
        return lines
    card = _card(listing, place.card, card_lines.EDGE if place.divider is None else "")
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
