"""Death at every single step of a sync: before each answer of the source and before each statement of the database."""

from __future__ import annotations

import os
import secrets
import signal
import sqlite3
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from tests.api.asking import client
from tui.api.source import Source
from tui.sync.engine import Syncer
from tui.sync.events import Finished
from tui.sync.work import SourceLike

ENDED = 0
SYNC_FAILED = 3
BROKEN = 4


class Stepping:
    """A source that tells before every question, and before every batch of an answer that comes in batches."""

    def __init__(self, source: Source, step: Callable[[str], None]) -> None:
        self._source = source
        self._step = step

    def __getattr__(self, name: str) -> Any:
        found = getattr(self._source, name)

        def asked(*words: object, **more: object) -> object:
            self._step(name)
            answer = found(*words, **more)
            return self._told(name, answer) if isinstance(answer, Iterator) else answer

        return asked

    def _told(self, name: str, answer: Iterator[object]) -> Iterator[object]:
        for one in answer:
            yield one
            self._step(name)


@dataclass(frozen=True)
class Sync:
    """One sync, over the wire into a file."""

    path: Path
    url: str
    now: datetime
    full: bool = False
    accept_deletes: bool = False

    def run(self, step: Callable[[str], None] | None = None, cancelled: threading.Event | None = None) -> Finished:
        with client(self.url, token=None) as asking:
            real = Source(asking)
            source: SourceLike = real if step is None else Stepping(real, step)
            syncer = Syncer(cache=self.path, source=source, clock=lambda: self.now, fingerprint="f")
            return syncer.run(
                lambda _: None, cancelled or threading.Event(), full=self.full, accept_deletes=self.accept_deletes
            )


def traced(step: Callable[[str], None]) -> Callable[[], None]:
    """From here on every SQL statement of this process is told before it runs; what it returns ends that."""
    real = sqlite3.connect

    def connect(*words: Any, **more: Any) -> sqlite3.Connection:
        connection: sqlite3.Connection = real(*words, **more)
        connection.set_trace_callback(step)
        return connection

    setattr(sqlite3, "connect", connect)  # noqa: B010 - for this process only

    def stop() -> None:
        setattr(sqlite3, "connect", real)  # noqa: B010

    return stop


def steps(sync: Sync) -> list[str]:
    """What an undisturbed sync does, step by step."""
    told: list[str] = []
    stop = traced(told.append)
    try:
        assert sync.run(told.append).whole
    finally:
        stop()
    return told


def dies(sync: Sync, fatal: Callable[[int, str], bool]) -> bool:
    """Sync in a process that kills itself before the step that is fatal; False when it came to its end."""
    child = os.fork()
    if child == 0:
        _live_and_die(sync, fatal)
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return True
    assert os.waitstatus_to_exitcode(status) == ENDED, "the sync failed before it could be killed"
    return False


def _live_and_die(sync: Sync, fatal: Callable[[int, str], bool]) -> None:
    done = [0]

    def step(what: str) -> None:
        done[0] += 1
        if fatal(done[0], what):
            os.kill(os.getpid(), signal.SIGKILL)

    code = BROKEN
    try:
        # the same fences in every child, so that copies that are alike can be seen to be
        setattr(secrets, "token_bytes", bytes)  # noqa: B010
        setattr(secrets, "token_hex", lambda size: bytes(size).hex())  # noqa: B010
        traced(step)
        code = ENDED if sync.run(step).whole else SYNC_FAILED
    finally:
        os._exit(code)


def dies_at(sync: Sync, number: int) -> bool:
    """Before the step with this number, counted from 1."""
    return dies(sync, lambda done, _: done == number)
