"""Questions to a server, and answers as values or errors. The only module that knows httpx."""

from __future__ import annotations

import logging
import re
import secrets
import ssl
import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import TracebackType

import httpx

from .. import __version__
from ..domain.errors import (
    BadConfig,
    BadResponse,
    BadResponseReason,
    Cancelled,
    ConfigFault,
    Offline,
    OfflineReason,
)
from . import body
from .address import Address, origin, safe
from .failure import cause, refusal
from .policy import Again, Failure, Policy, http_date, pause_before, retry_after
from .watch import Sockets, Watch

USER_AGENT = f"samspill/{__version__}"
_REDIRECTS = {301, 302, 303, 307, 308}
_HEADER_NAME = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_TOKEN = re.compile(r"[!-~](?:[ -~]*[!-~])?")
_OURS = {"accept", "accept-encoding", "connection", "content-length", "host", "if-none-match", "user-agent"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """An answer that could be read."""

    url: str
    """Without user info and query."""
    data: object
    """JSON as builtins; None with `unchanged`."""
    etag: str | None = None
    server_time: datetime | None = None
    """The Date header (aware, UTC)."""
    unchanged: bool = False
    """304: what belongs to the sent ETag still holds."""


@dataclass(frozen=True, slots=True)
class _Moved:
    target: str


_random = secrets.SystemRandom().random


def _now() -> datetime:
    return datetime.now(UTC)


def _pause(seconds: float, cancelled: threading.Event) -> bool:
    return cancelled.wait(seconds)


class Client:
    """GET requests to one origin, used by one thread at a time.

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
        self._secret = _secret_header(token, auth)
        self._clock = clock
        self._jitter = jitter
        self._pause = pause
        self.on_wait = on_wait
        self._sockets = Sockets()
        for name in ("httpx", "httpcore"):
            # below WARNING they log whole addresses and headers
            logging.getLogger(name).setLevel(logging.WARNING)
        self._http = _http_client(self._address, self._policy, user_agent)

    def __repr__(self) -> str:
        return f"Client({self._address.url()!r})"

    def __enter__(self) -> Client:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        self._http.close()

    def get(
        self,
        *segments: str,
        params: Mapping[str, str] | None = None,
        etag: str | None = None,
        cancelled: threading.Event | None = None,
    ) -> Reply:
        """Ask for a resource, again where that may help. Raises SyncError subclasses, never anything of httpx."""
        url = self._address.url(*segments, **(params or {}))
        stop = cancelled or threading.Event()
        waited = 0.0
        attempt = 1
        while True:
            if stop.is_set():
                raise Cancelled
            result = self._ask(url, etag, stop)
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

    def _ask(self, url: str, etag: str | None, stop: threading.Event) -> Reply | Failure:
        """One attempt, with at most one redirect, within one deadline."""
        with Watch(self._sockets, self._policy.deadline, stop) as watch:
            result = self._exchange(url, etag, watch)
            if isinstance(result, _Moved):
                result = self._exchange(result.target, etag, watch)
        if isinstance(result, _Moved):
            return _bad(url, BadResponseReason.REDIRECT, "more than one redirect")
        if isinstance(result, Failure) and watch.over:
            # whatever the torn connection looked like, this is why it was torn
            error = Cancelled() if stop.is_set() else Offline(safe(url), OfflineReason.TIMEOUT)
            return Failure(error=error, again=Again.NEVER if stop.is_set() else Again.ONCE)
        return result

    def _exchange(self, url: str, etag: str | None, watch: Watch) -> Reply | Failure | _Moved:
        try:
            request = self._request(url, etag)
            response = self._http.send(request, stream=True, follow_redirects=False)
            try:
                return self._judge(response, url, etag, watch)
            finally:
                response.close()
                self._http.cookies.clear()
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
            return _connection_failure(error, url)

    def _request(self, url: str, etag: str | None) -> httpx.Request:
        headers = {} if etag is None else {"If-None-Match": etag}
        target = httpx.URL(url)
        ours = httpx.URL(str(self._address.origin))
        if (target.scheme, target.raw_host, target.port) != (ours.scheme, ours.raw_host, ours.port):
            raise ValueError("another origin")
        if self._secret is not None:
            headers[self._secret[0]] = self._secret[1]
        return self._http.build_request("GET", target, headers=headers, extensions={"trace": self._sockets.trace})

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
            _until_over(response.iter_raw(), watch),
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


def _until_over(chunks: Iterator[bytes], watch: Watch) -> Iterable[bytes]:
    for chunk in chunks:
        if watch.over:
            raise TimeoutError
        yield chunk


def _bad(url: str, reason: BadResponseReason, detail: str, again: Again = Again.NEVER) -> Failure:
    return Failure(error=BadResponse(safe(url), reason, detail=detail), again=again)


def _secret_header(token: str | None, auth: str) -> tuple[str, str] | None:
    if token is None:
        return None
    if not _TOKEN.fullmatch(token):
        raise BadConfig(None, ConfigFault.WRONG_VALUE, key="token", expected="printable ASCII")
    if auth.lower() == "bearer":
        return "Authorization", f"Bearer {token}"
    if not _HEADER_NAME.fullmatch(auth) or auth.lower() in _OURS:
        raise BadConfig(None, ConfigFault.WRONG_VALUE, key="auth", found=auth, expected="bearer")
    return auth, token


def _http_client(address: Address, policy: Policy, user_agent: str) -> httpx.Client:
    # a proxy cannot reach what runs on this machine, whatever HTTP_PROXY says
    mounts: dict[str, None] = {"http://": None, "https://": None, "all://": None} if address.loopback else {}
    try:
        return httpx.Client(
            verify=_trust() if address.origin.scheme == "https" else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT),
            timeout=httpx.Timeout(connect=policy.connect, read=policy.read, write=10.0, pool=5.0),
            limits=httpx.Limits(max_connections=4, max_keepalive_connections=2),
            follow_redirects=False,
            http2=False,
            trust_env=True,
            mounts=mounts,
            headers={"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": user_agent},
        )
    except (httpx.InvalidURL, ValueError, ImportError):
        # the only thing left that is not ours: a proxy in the environment, or one of a kind nobody can speak to
        raise Offline(safe(str(address.origin)), OfflineReason.PROXY) from None


def _trust() -> ssl.SSLContext:
    """The system's certificates (SSL_CERT_FILE and SSL_CERT_DIR honoured), as a company's own authority is there."""
    paths = ssl.get_default_verify_paths()
    with suppress(OSError):
        if paths.cafile or (paths.capath and any(Path(paths.capath).iterdir())):
            return ssl.create_default_context()
    # none here: those that httpx brings along
    return httpx.create_ssl_context(trust_env=False)


def _connection_failure(error: Exception, url: str) -> Failure:
    known = cause(error, safe(url))
    if known is not None:
        return known
    if isinstance(error, httpx.ProxyError):
        return Failure(error=Offline(safe(url), OfflineReason.PROXY))
    if isinstance(error, httpx.TimeoutException | TimeoutError):
        return Failure(error=Offline(safe(url), OfflineReason.TIMEOUT), again=Again.CONNECTION)
    broken = isinstance(error, httpx.TransportError | OSError)
    return Failure(error=Offline(safe(url), OfflineReason.BROKEN), again=Again.CONNECTION if broken else Again.NEVER)
