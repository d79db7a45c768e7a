"""What a database file is expected to be: whose, in which version, and how carefully it is written."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable

from ..domain.values import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Schema:
    """One kind of file."""

    application_id: int
    """In the file header: says whose file it is."""
    version: Callable[[], int]
    """The newest version this program knows."""
    migrate: Callable[[sqlite3.Connection], None]
    """Brings the schema to the newest version, inside the caller's transaction."""
    synchronous: str = "NORMAL"
    """SQLite's PRAGMA: with FULL a commit is on the disk when it returns, with NORMAL a power cut may undo it."""
    page_size: int = 4096
    """Of a new file, in bytes. Large pages are cheaper where much is written at once, small ones where little is."""
    precious: bool = False
    """What is in there cannot be fetched again: a copy is kept before each migration."""
