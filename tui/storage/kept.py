"""What a reading of the local copy came to, kept as long as the copy is the same."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Generic, TypeVar

from ..domain.pieces import Pieces, whole
from .session import Session, Stamp

A = TypeVar("A")


class Kept(Generic[A]):
    """One question to a session, answered anew only where there is something else to answer."""

    def __init__(self, session: Session, reading: Callable[[], Pieces[A]]) -> None:
        self._session = session
        self._reading = reading
        self._found: tuple[Stamp, A] | None = None

    def now(self) -> A:
        """The answer, read at once where it is not there."""
        with self._session.snapshot():
            stamp = self._session.stamp()
            if self._found is None or self._found[0] != stamp:
                self._found = stamp, whole(self._reading())
        return self._found[1]

    def ahead(self) -> Iterator[None]:
        """Read what `now` is asked for later, a piece at a time; in vain where the copy changes meanwhile."""
        stamp, before = self._session.stamp(), self._found
        if before is None or before[0] != stamp:
            found = yield from self._reading()
            if self._found is before and self._session.stamp() == stamp:
                self._found = stamp, found
