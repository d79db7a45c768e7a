"""What the program exits with."""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

from .domain.errors import BadConfig, BookError, CacheError, Cancelled, NoDemo, Offline, Refused, SamspillError

if TYPE_CHECKING:
    from .sync.events import Finished


class Exit(IntEnum):
    """README.md has the same table; the names are the `meaning` of `samspill sync --json`."""

    WHOLE = 0
    PARTLY = 1
    USAGE = 2
    OFFLINE = 3
    REFUSED = 4
    LOCAL_COPY = 5
    CANCELLED = 130


_KINDS: tuple[tuple[type[SamspillError], Exit], ...] = (
    (BadConfig, Exit.USAGE),
    (NoDemo, Exit.USAGE),
    (Offline, Exit.OFFLINE),
    (Refused, Exit.REFUSED),
    (CacheError, Exit.LOCAL_COPY),
    (BookError, Exit.LOCAL_COPY),
    (Cancelled, Exit.CANCELLED),
)


def exit_code(error: SamspillError) -> Exit:
    return next((code for kind, code in _KINDS if isinstance(error, kind)), Exit.PARTLY)


def outcome_code(finished: Finished) -> Exit:
    """Whole, partly, or why nothing at all came. What the source does not offer is missing from nothing."""
    if finished.error:
        return exit_code(finished.error)
    codes = {exit_code(error) if (error := getattr(one, "error", None)) else Exit.WHOLE for one in finished.outcomes}
    return codes.pop() if len(codes) == 1 else Exit.PARTLY if codes else Exit.WHOLE
