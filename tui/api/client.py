"""Questions to a server, and answers as values or errors. The only module that knows httpx."""

from __future__ import annotations

import logging
import re
import secrets
import ssl
import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from types import TracebackType

import httpx

from .. import __version__
from ..domain.errors import (
    BadResponse,
    BadResponseReason,
    Cancelled,
    Offline,
    OfflineReason,
)
from . import body
from .address import Address, origin, safe
from .failure import cause, refusal
from .pace import Pace
from .policy import Again, Failure, Policy, http_date, pause_before, retry_after
from .reply import Ask, Reply
from .secret import secret_header
from .trust import trust
from .watch import Either, Sockets, Stop, Watch, Watchman

USER_AGENT = f"samspill/{__version__}"
_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True)
class _Moved:
    target: str


_random = secrets.SystemRandom().random


def _now() -> datetime:
    return datetime.now(UTC)


def _pause(seconds: float, cancelled: threading.Event) -> bool:
    return cancelled.wait(seconds)


class _Line:
    """One connection to the server, for one thread at a time."""

    def __init__(self, http: httpx.Client) -> None:
        self.http = http
        self.sockets = Sockets()


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
        self._secret = secret_header(token, auth)
        self._user_agent = user_agent
        self._clock = clock
        self._jitter = jitter
        self._pause = pause
        self.on_wait = on_wait
        self.pace = Pace(self._policy.at_once)
        self._watchman = Watchman()
        self._closed = threading.Event()
        self._threads: ThreadPoolExecutor | None = None
        for name in ("httpx", "httpcore"):
            # below WARNING they log whole addresses and headers
            logging.getLogger(name).setLevel(logging.WARNING)
        self._trust = _trust(self._address)
        self._lines = [self._new_line()]
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
            line.http.close()
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
        """One attempt in a thread of its own."""
        if self._threads is None:
            self._threads = ThreadPoolExecutor(self._policy.at_once, thread_name_prefix="samspill-ahead")
        url = self._address.url(*ask.segments, **dict(ask.params))
        return self._threads.submit(self._once, url, None, Either(stop, self._closed))

    def _once(self, url: str, etag: str | None, stop: Stop) -> Reply | Failure:
        line = self._line()
        try:
            result = self._attempt(line, url, etag, stop)
        finally:
            self._idle.append(line)
        if isinstance(result, Failure):
            self.pace.refused(result.error)
        else:
            self.pace.answered()
        return result

    def _line(self) -> _Line:
        with suppress(IndexError):
            # the one used last has the warmest connection
            return self._idle.pop()
        line = self._new_line()
        self._lines.append(line)
        return line

    def _new_line(self) -> _Line:
        return _Line(_http_client(self._address, self._policy, self._user_agent, self._trust))

    def _attempt(self, line: _Line, url: str, etag: str | None, stop: Stop) -> Reply | Failure:
        """One attempt, with at most one redirect, within one deadline."""
        with Watch(self._watchman, line.sockets, self._policy.deadline, stop) as watch:
            result = self._exchange(line, url, etag, watch)
            if isinstance(result, _Moved):
                result = self._exchange(line, result.target, etag, watch)
        if isinstance(result, _Moved):
            return _bad(url, BadResponseReason.REDIRECT, "more than one redirect")
        if isinstance(result, Failure) and watch.over:
            # whatever the torn connection looked like, this is why it was torn
            error = Cancelled() if stop.is_set() else Offline(safe(url), OfflineReason.TIMEOUT)
            return Failure(error=error, again=Again.NEVER if stop.is_set() else Again.ONCE)
        return result

    def _exchange(self, line: _Line, url: str, etag: str | None, watch: Watch) -> Reply | Failure | _Moved:
        try:
            request = self._request(line, url, etag)
            response = line.http.send(request, stream=True, follow_redirects=False)
            try:
                return self._judge(response, url, etag, watch)
            finally:
                response.close()
                line.http.cookies.clear()
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
            return _connection_failure(error, url)

    def _request(self, line: _Line, url: str, etag: str | None) -> httpx.Request:
        headers = {} if etag is None else {"If-None-Match": etag}
        target = httpx.URL(url)
        ours = httpx.URL(str(self._address.origin))
        if (target.scheme, target.raw_host, target.port) != (ours.scheme, ours.raw_host, ours.port):
            raise ValueError("another origin")
        if self._secret is not None:
            headers[self._secret[0]] = self._secret[1]
        return line.http.build_request("GET", target, headers=headers, extensions={"trace": line.sockets.trace})

    def _judge(self, response: httpx.Response, url: str, etag: str | None, watch: Watch) -> Reply | Failure | _Moved:
        status = response.status_code
        served = http_date(response.headers.get("date"))
        if status in _REDIRECTS:
            return self._moved(url, response.headers.get("location", ""))
        if status == 304 and etag is not None:
            return Reply(url=safe(url), data=None, etag=etag, server_time=served, unchanged=True)
        if status not in {200, 203}:
            now = self._clock()
            wait = retry_after(response.headers.get("retry-after"), served or now)
            return refusal(status, safe(url), wait, now)
        try:
            data = self._data(response, watch)
        except body.BodyError as error:
            return _bad(url, error.reason, error.detail, Again.CONNECTION if error.again else Again.NEVER)
        return Reply(url=safe(url), data=data, etag=response.headers.get("etag"), server_time=served)

    def _data(self, response: httpx.Response, watch: Watch) -> object:
        headers = response.headers
        body.check_type(headers.get("content-type", ""))
        length = headers.get("content-length", "")
        if re.fullmatch(r"[0-9]{1,18}", length) and int(length) > self._policy.wire_cap:
            raise body.BodyError(BadResponseReason.TOO_LARGE, f"more than {self._policy.wire_cap} bytes")
        raw = body.read(
            watch.while_wanted(response.iter_raw()),
            headers.get("content-encoding", ""),
            wire_cap=self._policy.wire_cap,
            decoded_cap=self._policy.decoded_cap,
        )
        return body.parse(raw, delimited=bool(length) or "transfer-encoding" in headers)

    def _moved(self, url: str, location: str) -> _Moved | Failure:
        try:
            target = self._address.redirected(url, location)
        except ValueError:
            return _bad(url, BadResponseReason.REDIRECT, "no usable address")
        if origin(target) != self._address.origin:
            return _bad(url, BadResponseReason.FOREIGN_LINK, str(origin(target)))
        return _Moved(target)


def _bad(url: str, reason: BadResponseReason, detail: str, again: Again = Again.NEVER) -> Failure:
    return Failure(error=BadResponse(safe(url), reason, detail=detail), again=again)


def _http_client(address: Address, policy: Policy, user_agent: str, trusted: ssl.SSLContext) -> httpx.Client:
    # a proxy cannot reach what runs on this machine, whatever HTTP_PROXY says
    mounts: dict[str, None] = {"http://": None, "https://": None, "all://": None} if address.loopback else {}
    try:
        return httpx.Client(
            verify=trusted,
            timeout=httpx.Timeout(connect=policy.connect, read=policy.read, write=10.0, pool=5.0),
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
            follow_redirects=False,
            http2=False,
            trust_env=True,
            mounts=mounts,
            headers={"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": user_agent},
        )
    except (httpx.InvalidURL, ValueError, ImportError):
        # the only thing left that is not ours: a proxy in the environment, or one of a kind nobody can speak to
        raise Offline(safe(str(address.origin)), OfflineReason.PROXY) from None


def _trust(address: Address) -> ssl.SSLContext:
    if address.origin.scheme == "https":
        return trust(lambda: httpx.create_ssl_context(trust_env=False))
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _connection_failure(error: Exception, url: str) -> Failure:
    known = cause(error, safe(url))
    if known is not None:
        return known
    if isinstance(error, httpx.ProxyError):
        # it answers CONNECT with a status of its own; its words are not repeated
        status = re.match(r"[45][0-9]{2}\b", str(error), re.ASCII)
        return Failure(error=Offline(safe(url), OfflineReason.PROXY, status and status[0]))
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return Failure(error=Offline(safe(url), OfflineReason.TIMEOUT), again=Again.CONNECTION)
    broken = isinstance(error, httpx.TransportError | OSError)
    return Failure(error=Offline(safe(url), OfflineReason.BROKEN), again=Again.CONNECTION if broken else Again.NEVER)
