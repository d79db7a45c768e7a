"""What a view offers as a file to take along."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from ...domain.values import dataclass


@dataclass(frozen=True, slots=True)
class Made:
    """When a file was made, and how old is what it tells."""

    at: datetime
    """Aware."""
    fetched: datetime | None
    """When the source was last found to say so (aware, UTC); None where part of it was never fetched."""


@dataclass(frozen=True, slots=True)
class Export:
    """One line of the menu, and how its file comes about."""

    title: str
    """In the language of the screen."""
    name: str
    """Of the file, without its ending (see `file.file_name`)."""
    suffix: str
    """Without the dot."""
    make: Callable[[], bytes]
    """Called in another thread: whatever it reads from, it opens itself. Raises SamspillError."""
