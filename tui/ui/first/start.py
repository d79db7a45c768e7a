"""The first frame, shown where it can be."""

from __future__ import annotations

import sys
from contextlib import suppress

from ..services import Sight
from ..state import load
from ..terminal import colours
from ..terminal.facts import LEAST, terminal
from ..terminal.raw import HeldTerminal
from .frame import FirstFrame, first_frame, opens
from .painting import painted


def show(services: Sight, held: HeldTerminal) -> FirstFrame | None:
    """Put it on the screen; None where something else comes first, or there is no room. Raises CacheError."""
    size = held.size
    if size is None or held.before is None or size[0] < LEAST[0] or size[1] < LEAST[1] or not opens(services):
        return None
    facts = terminal(services.environ, (sys.__stdout__ and sys.__stdout__.encoding) or "utf-8", sys.platform)
    state = load(services.state_file)
    look = colours.choose(facts, services.settings.ui.theme, state.themes.get(facts.name))
    frame = first_frame(services, state, size)
    with suppress(OSError):  # the line is gone, which the app will hear of too
        held.draw(painted(frame, facts, look))
    return frame
