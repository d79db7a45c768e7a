"""First frames of the hours and mornings to come, drawn when the app is left, for a start to begin with (`glance`).

What time changes is left out of them: a frame is drawn for the beginning and for the end of a while, and only what is
the same in both is kept; where other rows are in sight in the end, it is tried with a shorter while. That is enough,
because no row turns back into what it was: ages grow, office hours begin and are over.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from itertools import pairwise
from typing import Final

from ...domain.retention import What
from ...glance import Frame
from ...present import dates
from ..cellwidth import cell_len
from ..ink import Role, Span
from ..services import Sight
from ..state import load
from ..terminal.facts import has_room
from .frame import FirstFrame, Opening, opens
from .painting import painted, worn

SOON: Final = (timedelta(minutes=15), timedelta(hours=1), timedelta(hours=4))
"""Ends of the whiles that follow each other from now on."""
MORNING: Final = (timedelta(hours=6, minutes=30), timedelta(hours=8, minutes=30))
"""Between them, after midnight, lie most first starts of a day, and few office hours begin or end."""
DAYS: Final = 3
"""Mornings to come: on a Friday, until Monday."""
SHORTER: Final = 3
"""A while in which rows come or go is tried again at so many times less."""
LEAST_WHILE: Final = timedelta(minutes=1)
PATIENCE: Final = 0.1
"""Seconds of drawing after which those that are still missing are left out: somebody waits for the prompt."""


def frames(services: Sight, size: tuple[int, int], patience: float = PATIENCE) -> Iterator[Frame]:
    """Those a start would begin with on a screen of that size, the likeliest first. Raises CacheError."""
    if not has_room(*size) or not opens(services):
        return
    state = load(services.state_file)
    terminal, look = worn(services, state)
    stop = time.monotonic() + patience

    def opening(moment: datetime) -> Opening:
        return Opening(replace(services, clock=lambda: moment), state, size)

    for number, (begins, ends) in enumerate(_whiles(services.clock())):
        if _erased_by(services, ends):
            continue
        first, kept = opening(begins), None
        while kept is None and ends - begins >= LEAST_WHILE:
            if number and time.monotonic() > stop:
                return
            kept = lasting(first, opening(ends - timedelta(seconds=1)))
            if kept is not None:
                yield Frame(begins.timestamp(), ends.timestamp(), kept.cursor, painted(kept, terminal, look))
            ends = begins + (ends - begins) / SHORTER


def lasting(first: Opening, last: Opening) -> FirstFrame | None:
    """What is on the screen from the one to the other, blanks in the place of everything else; the cursor of the first.

    None where the rows are not the same.
    """
    if (first.pane, first.in_sight) != (last.pane, last.in_sight):
        return None
    one, other = first.frame(), last.frame()
    return replace(one, lines=tuple(map(_in_both, one.lines, other.lines)))


def _in_both(one: tuple[Span, ...], other: tuple[Span, ...]) -> tuple[Span, ...]:
    there = set(_placed(other))
    return tuple((text if (x, text, role) in there else " " * cell_len(text), role) for x, text, role in _placed(one))


def _placed(line: tuple[Span, ...]) -> Iterator[tuple[int, str, Role]]:
    """Each span with the column it begins in."""
    x = 0
    for text, role in line:
        yield x, text, role
        x += cell_len(text)


def _whiles(now: datetime) -> Iterator[tuple[datetime, datetime]]:
    """From when to when, of today and of some mornings."""
    today = dates.local_date(now)
    midnights = [dates.beginning(today + timedelta(days=day + 1)) for day in range(DAYS)]
    tomorrow, *others = [(one + MORNING[0], one + MORNING[1]) for one in midnights]
    soon = [now, *(min(now + one, midnights[0]) for one in SOON)]
    first, *more = [(begins, ends) for begins, ends in pairwise(soon) if begins < ends]
    yield from (first, tomorrow, *more, *others)


def _erased_by(services: Sight, moment: datetime) -> bool:
    """Something of the copy may not be kept until then."""
    return any(
        (one.persons and moment >= one.expires(What.PERSONS)) or moment >= one.expires(What.EVERYTHING)
        for one in services.reader.held(services.clock())
    )
