"""Questions to a server, asked with patience, and answers as values or errors."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from types import TracebackType

from .. import __version__
from ..domain.errors import Cancelled
from .address import Address
from .line import Line, Setting, hush, trusted
from .pace import QUEUES, Pace
from .policy import Failure, Policy, pause_before
from .reply import Ask, Reply
from .secret import secret_header
from .watch import Either, Stop, Watchman

USER_AGENT = f"samspill/{__version__}"

_random = secrets.SystemRandom().random


def _now() -> datetime:
    return datetime.now(UTC)


def _pause(seconds: float, cancelled: threading.Event) -> bool:
    return cancelled.wait(seconds)


class Client:
    """GET requests to one origin. `get` and `ask` are for one thread at a time; what is asked ahead has its own.

    Never follows a link to another origin, never sends the token there, and reads no more than the policy allows.
    """

    def __init__(
        self,
        base_url: str,
        *,
        token: str | None = None,
        auth: str = "bearer",
        user_agent: str = USER_AGENT,
        policy: Policy | None = None,
        clock: Callable[[], datetime] = _now,
        jitter: Callable[[], float] = _random,
        pause: Callable[[float, threading.Event], bool] = _pause,
        on_wait: Callable[[datetime, int], None] | None = None,
    ) -> None:
        """`auth` is "bearer" or the name of the header that takes the token.

        `pause` waits so many seconds and says whether it was cancelled; `on_wait` is told of every pause before it
        begins: until when (aware, UTC) and the number of the attempt that follows. Raises BadConfig, and Offline where
        the environment names a proxy that nobody can speak to.
        """
        self._address = Address.of(base_url)
        self._policy = policy or Policy()
        self._clock = clock
        self._jitter = jitter
        self._pause = pause
        self.on_wait = on_wait
        self.pace = Pace(self._policy.at_once)
        self._watchman = Watchman()
        self._closed = threading.Event()
        self._threads: ThreadPoolExecutor | None = None
        hush()
        self._setting = Setting(
            address=self._address,
            policy=self._policy,
            secret=secret_header(token, auth),
            user_agent=user_agent,
            trusted=trusted(self._address),
            clock=clock,
        )
        self._lines = [Line(self._setting)]
        self._idle = list(self._lines)

    def __repr__(self) -> str:
        return f"Client({self._address.url()!r})"

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._closed.set()
        if self._threads is not None:
            self._threads.shutdown(cancel_futures=True)
        for line in self._lines:
            line.close()
        self._watchman.close()

    def get(
        self,
        *segments: str,
        params: Mapping[str, str] | None = None,
        etag: str | None = None,
        cancelled: threading.Event | None = None,
    ) -> Reply:
        """Ask for a resource, again where that may help. Raises SyncError subclasses, never anything of httpx."""
        return self.ask(Ask(segments, tuple((params or {}).items())), etag=etag, cancelled=cancelled)

    def ask(
        self,
        ask: Ask,
        *,
        etag: str | None = None,
        cancelled: threading.Event | None = None,
        failed: Failure | None = None,
    ) -> Reply:
        """As `get`; `failed` is what a first attempt made ahead came to, so that this goes on from there."""
        url = self._address.url(*ask.segments, **dict(ask.params))
        stop = cancelled or threading.Event()
        waited = 0.0
        attempt = 1
        if failed is None and self.pace.gap and self._pause(self.pace.gap, stop):
            raise Cancelled
        while True:
            if stop.is_set():
                raise Cancelled
            result = failed or self._once(url, etag, stop)
            failed = None
            if isinstance(result, Reply):
                return result
            seconds = pause_before(result, attempt, waited, self._jitter(), self._policy)
            if seconds is None:
                raise result.error
            attempt += 1
            if self.on_wait is not None:
                self.on_wait(self._clock() + timedelta(seconds=seconds), attempt)
            if self._pause(seconds, stop):
                raise Cancelled
            waited += seconds

    def ask_ahead(self, ask: Ask, stop: Stop) -> Future[Reply | Failure]:
        """One attempt in a thread of its own, with a share of the caps: together they hold no more than one alone."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self._policy.at_once, thread_name_prefix="samspill-ahead")
        url = self._address.url(*ask.segments, **dict(ask.params))
        share = QUEUES * self._policy.at_once
        return self._threads.submit(self._once, url, None, Either(stop, self._closed), share)

    def _once(self, url: str, etag: str | None, stop: Stop, share: int = 1) -> Reply | Failure:
        line = self._line()
        try:
            result = line.attempt(url, etag, self._watchman, stop, share)
        finally:
            self._idle.append(line)
        if isinstance(result, Failure):
            self.pace.refused(result.error)
        else:
            self.pace.answered()
        return result

    def _line(self) -> Line:
        with suppress(IndexError):
            # the one used last has the warmest connection
            return self._idle.pop()
        line = Line(self._setting)
        self._lines.append(line)
        return line
