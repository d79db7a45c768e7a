"""The book as the screens use it."""

from __future__ import annotations

from ...domain.undo import Undone
from .inbox import Inbox
from .notebook import Notebook
from .reviews import Reviews
from .undo import LATEST, forget, latest, take_back


class Book(Inbox, Notebook, Reviews):
    """Everything a person keeps of one profile, for one thread.

    Questions answer from the file within milliseconds and never raise: a book that is not there is empty, and so is one
    with `trouble`. What writes is on the disk when it returns, and raises BookError where it could not be.
    """

    def last_step(self) -> Undone | None:
        """What `undo` would take back."""
        return latest(self.rows(LATEST))

    def undo(self) -> Undone | None:
        """Takes back the last thing that was done, by whichever instance; None where there is nothing left."""
        with self.transaction() as connection:
            return take_back(connection)

    def settle_steps(self) -> None:
        """What was done so far cannot be taken back any more. Raises BookError."""
        with self.transaction() as connection:
            forget(connection)
