"""What the screens are given to work with; `wiring` puts it together."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from dataclasses import field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from ..domain.freshness import Collection
from ..domain.values import dataclass
from ..settings import Settings
from ..storage.reader import Reader

if TYPE_CHECKING:
    from ..storage.book.book import Book
    from ..storage.retention import Erased
    from ..sync.events import Event, Finished


def no_address(collection: Collection, source_id: str) -> str | None:  # noqa: ARG001 - as `address_of` says
    """Without a source nothing has an address."""
    return None


class SyncRound(Protocol):
    """One round of syncing, in whichever thread calls it. Raises BadConfig (no token to be had) and CacheError."""

    def __call__(
        self,
        on_event: Callable[[Event], None],
        cancelled: threading.Event,
        only: Collection | None = None,
        *,
        full: bool = False,
    ) -> Finished: ...


@dataclass(frozen=True, kw_only=True)
class Sight:
    """One profile as far as it is needed to show what is there. `reader` and `book` belong to its thread."""

    profile: str
    url: str | None
    """None: nothing is configured yet, or (profile `demo`) no server is running."""
    reader: Reader
    book: Book
    """Marks, notes, points, questions, reviews and the history of changes."""
    clock: Callable[[], datetime]
    """Aware, UTC."""
    offline: bool
    """Kept offline on request (`--offline`)."""
    state_file: Path
    kept: bool
    """False: the local copy is in memory and gone when the program ends."""
    language: str
    """Of the command line, the configuration or the environment; the app may be speaking another one by now."""
    settings: Settings
    environ: Mapping[str, str] = field(default_factory=dict)
    """Of the process; where it says nothing of the terminal, the worst is assumed."""
    language_asked: bool = False
    """The command line named the language: what was chosen in the app the last time does not count."""


@dataclass(frozen=True, kw_only=True)
class Services(Sight):
    """One profile, opened, with all that can be done with it."""

    expire: Callable[[], Erased]
    """Erases what may not be kept any longer (`storage.retention`). Raises CacheError."""
    sync: SyncRound
    automatic: bool
    """Sync when the app opens and the local copy is older than `hold_off`."""
    hold_off: timedelta
    instead_of: Path | None
    """The folder it would be kept in, if that could be written."""
    config_file: Path
    version: str
    greet: Callable[[str], None]
    """First run: asks the address a person typed whether a service answers there, in whichever thread calls it.
    Takes up to ten seconds. Raises BadConfig for an address that cannot be used, and SyncError."""
    connect: Callable[[str], Services]
    """First run: writes the first configuration file with the address a person typed and opens it.
    Raises BadConfig for an address that cannot be used or a file that cannot be written."""
    start_demo: Callable[[], Services]
    """Starts the demo server, which ends with the app, and opens its profile. Raises SamspillError.
    Takes up to some seconds, and the reader belongs to the calling thread."""
    export_folder: Callable[[], Path]
    """Where files to take along go; asked when one is made."""
    open_reader: Callable[[], Reader]
    """The same local copy for another thread. Raises CacheError."""
    open_book: Callable[[], Book]
    """The same book for another thread."""
    address_of: Callable[[Collection, str], str | None] = no_address
    """Where the source has a record, by its id there; None without a source."""
    log_file: Path | None = None
    """Where the app keeps its log."""
