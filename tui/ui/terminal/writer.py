"""The way out to the terminal: encoded, made drawable, counted, and quiet once the line is gone."""

from __future__ import annotations

import os
import threading
from collections.abc import Mapping
from queue import Queue
from typing import Final

MOST_QUEUED: Final = 30
"""Writes that may wait for a slow line before the app waits with them."""
PATIENCE: Final = 5.0
"""Seconds a line that takes nothing is given at the end."""


class Writer:
    """Writes in a thread of its own, so that a slow line does not keep a key waiting."""

    def __init__(self, descriptor: int, encoding: str, drawable: Mapping[int, str] | None) -> None:
        self._descriptor, self._encoding, self._drawable = descriptor, encoding, drawable
        self._queue: Queue[str | None] = Queue(MOST_QUEUED)
        self._thread: threading.Thread | None = None
        self.sent = 0
        """Bytes that reached the terminal, over all starts."""

    def start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="samspill-output", daemon=True)
            self._thread.start()

    def write(self, text: str) -> None:
        """Between `stop` and `start` the terminal is somebody else's, and nothing is written."""
        if self._thread is not None:
            self._queue.put(text)

    def stop(self) -> None:
        """Returns when everything is written, or nothing more can be."""
        if (thread := self._thread) is not None:
            self._thread = None
            self._queue.put(None)
            thread.join(PATIENCE)

    def print(self, text: str) -> None:
        """At once and in this thread; for when it is stopped."""
        self._send(self.encoded(text))

    def encoded(self, text: str) -> bytes:
        shown = text if self._drawable is None else text.translate(self._drawable)
        return shown.encode(self._encoding, "replace")

    def _run(self) -> None:
        alive = True
        while (text := self._queue.get()) is not None:
            if alive:  # else take the rest off the queue, so that nobody waits for a line that is gone
                alive = self._send(self.encoded(text))

    def _send(self, data: bytes) -> bool:
        try:
            while data:
                count = os.write(self._descriptor, data)
                self.sent += count
                data = data[count:]
        except OSError:
            return False
        return True
