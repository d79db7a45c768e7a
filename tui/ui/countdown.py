"""A pause that is seen to become shorter."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

from textual.message_pump import MessagePump
from textual.timer import Timer


class Countdown:
    """Calls `show` at once and every second until it is stopped."""

    def __init__(self, owner: MessagePump, show: Callable[[datetime], None]) -> None:
        self._owner = owner
        self._show = show
        self._until: datetime | None = None
        self._timer: Timer | None = None

    def start(self, until: datetime) -> None:
        """Towards another moment, if it runs already."""
        self._until = until
        if self._timer is None:
            self._timer = self._owner.set_interval(1, self._tick)
        self._tick()

    def stop(self) -> None:
        self._until = None
        if self._timer is not None:
            self._timer.stop()
            self._timer = None

    def _tick(self) -> None:
        if self._until is not None:
            self._show(self._until)
