"""What travels upwards in the app."""

from __future__ import annotations

from textual.message import Message

from ..domain.values import dataclass
from ..sync.events import Event, Progress


@dataclass
class SyncHappened(Message):
    """The sync thread told something. Progress is coalesced: only the newest counts."""

    event: Event

    def can_replace(self, message: Message) -> bool:
        return (
            isinstance(message, SyncHappened)
            and isinstance(self.event, Progress)
            and isinstance(message.event, Progress)
            and self.event.collection is message.event.collection
        )


class DataChanged(Message):
    """The local copy is newer than what the panes show."""


@dataclass
class ToCopy(Message):
    """A text is to be copied, whichever way the terminal has."""

    text: str


class WorthKeeping(Message):
    """Something the state file holds was changed by hand, and should outlive a crash."""


class ReviewComplete(Message):
    """The last agreement of the period was finished: the review may be closed."""
