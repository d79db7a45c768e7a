"""Bringing what became different from the journal of the local copy into the book.

The two files do not commit together: the copy journals with what it made visible, and the book takes each line in
exactly once, with how far it has come. A death in between neither loses a line nor takes one in twice.
"""

from __future__ import annotations

from ...domain.values import dataclass
from ..reader import Reader
from .file import BookFile
from .history import Intake
from .rematch import Settled, settle

BATCH = 500
"""Lines of one transaction: the screens wait their turn for no longer than that takes."""

_CARRIED = "SELECT carried FROM source WHERE instance = ?"


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What one carrying over did."""

    lines: int
    settled: Settled


def carry(copy: Reader, book: BookFile) -> Carried:
    """Take in what the journal has that the book has not, and let what was written follow its records.

    Where there is nothing new, nothing is written. Raises CacheError and BookError; what was taken in stays.
    """
    instance = copy.instance()
    if instance is None:
        return Carried(lines=0, settled=Settled())
    taken = 0
    while lines := copy.changes_after(book.number(_CARRIED, instance), BATCH):
        names = copy.partner_names(key for one in lines for key in one.context.get("partners", []))
        with book.transaction() as connection:
            taken += Intake(connection, instance).take(lines, names)
    return Carried(lines=taken, settled=settle(copy, book, instance))
