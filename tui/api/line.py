"""One connection to a server: a question becomes an answer or a failure. The only module that knows httpx."""

from __future__ import annotations

import logging
import re
import ssl
from collections.abc import Callable
from datetime import datetime

import httpx

from ..domain.errors import BadResponse, BadResponseReason, Cancelled, Offline, OfflineReason
from ..domain.values import dataclass
from . import body
from .address import Address, origin, safe
from .failure import cause, refusal
from .policy import Again, Failure, Policy, http_date, retry_after
from .reply import Reply
from .trust import trust
from .watch import Sockets, Stop, Watch, Watchman

_REDIRECTS = {301, 302, 303, 307, 308}


@dataclass(frozen=True, slots=True)
class _Moved:
    target: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Setting:
    """What the connections of one client have in common."""

    address: Address
    policy: Policy
    secret: tuple[str, str] | None
    """Name and value of the header that carries the token."""
    user_agent: str
    trusted: ssl.SSLContext
    clock: Callable[[], datetime]

    def __repr__(self) -> str:
        return f"Setting({self.address.url()!r})"


class Line:
    """For one thread at a time. Raises Offline where the environment names a proxy that nobody can speak to."""

    def __init__(self, setting: Setting) -> None:
        self._address = setting.address
        self._origin = _origin(httpx.URL(str(setting.address.origin)))
        self._policy = setting.policy
        self._secret = setting.secret
        self._clock = setting.clock
        self._sockets = Sockets()
        self._http = _http_client(setting)

    def close(self) -> None:
        self._http.close()

    def attempt(self, url: str, etag: str | None, watchman: Watchman, stop: Stop, share: int = 1) -> Reply | Failure:
        """One attempt, with at most one redirect, within one deadline and one part in `share` of the caps."""
        with Watch(watchman, self._sockets, self._policy.deadline, stop) as watch:
            result = self._exchange(url, etag, watch, share)
            if isinstance(result, _Moved):
                result = self._exchange(result.target, etag, watch, share)
        if isinstance(result, _Moved):
            return _bad(url, BadResponseReason.REDIRECT, "more than one redirect")
        if isinstance(result, Failure) and watch.over:
            # whatever the torn connection looked like, this is why it was torn
            error = Cancelled() if stop.is_set() else Offline(safe(url), OfflineReason.TIMEOUT)
            return Failure(error=error, again=Again.NEVER if stop.is_set() else Again.ONCE)
        return result

    def _exchange(self, url: str, etag: str | None, watch: Watch, share: int) -> Reply | Failure | _Moved:
        try:
            request = self._request(url, etag)
            response = self._http.send(request, stream=True, follow_redirects=False)
            try:
                return self._judge(response, url, etag, watch, share)
            finally:
                response.close()
                self._http.cookies.clear()
        except (httpx.HTTPError, httpx.InvalidURL, httpx.StreamError, OSError, ValueError) as error:
            return _connection_failure(error, url)

    def _request(self, url: str, etag: str | None) -> httpx.Request:
        headers = {} if etag is None else {"If-None-Match": etag}
        target = httpx.URL(url)
        if _origin(target) != self._origin:
            raise ValueError("another origin")
        if self._secret is not None:
            headers[self._secret[0]] = self._secret[1]
        return self._http.build_request("GET", target, headers=headers, extensions={"trace": self._sockets.trace})

    def _judge(
        self, response: httpx.Response, url: str, etag: str | None, watch: Watch, share: int
    ) -> Reply | Failure | _Moved:
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
            data = self._data(response, watch, share)
        except body.BodyError as error:
            return _bad(url, error.reason, error.detail, Again.CONNECTION if error.again else Again.NEVER)
        return Reply(url=safe(url), data=data, etag=response.headers.get("etag"), server_time=served)

    def _data(self, response: httpx.Response, watch: Watch, share: int) -> object:
        headers = response.headers
        body.check_type(headers.get("content-type", ""))
        length = headers.get("content-length", "")
        wire_cap = self._policy.wire_cap // share
        if re.fullmatch(r"[0-9]{1,18}", length) and int(length) > wire_cap:
            raise body.BodyError(BadResponseReason.TOO_LARGE, f"more than {wire_cap} bytes")
        raw = body.read(
            watch.while_wanted(response.iter_raw()),
            headers.get("content-encoding", ""),
            wire_cap=wire_cap,
            decoded_cap=self._policy.decoded_cap // share,
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


def _origin(url: httpx.URL) -> tuple[str, bytes, int | None]:
    """Origin (RFC 6454) of an address as httpx reads it."""
    return url.scheme, url.raw_host, url.port


def _bad(url: str, reason: BadResponseReason, detail: str, again: Again = Again.NEVER) -> Failure:
    return Failure(error=BadResponse(safe(url), reason, detail=detail), again=again)


def trusted(address: Address) -> ssl.SSLContext:
    """Whose certificates are believed at this address."""
    if address.origin.scheme == "https":
        return trust(lambda: httpx.create_ssl_context(trust_env=False))
    return ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)


def _http_client(setting: Setting) -> httpx.Client:
    address, policy = setting.address, setting.policy
    # a proxy cannot reach what runs on this machine, whatever HTTP_PROXY says
    mounts: dict[str, None] = {"http://": None, "https://": None, "all://": None} if address.loopback else {}
    try:
        return httpx.Client(
            verify=setting.trusted,
            timeout=httpx.Timeout(connect=policy.connect, read=policy.read, write=10.0, pool=5.0),
            limits=httpx.Limits(max_connections=1, max_keepalive_connections=1),
            follow_redirects=False,
            http2=False,
            trust_env=True,
            mounts=mounts,
            headers={"Accept": "application/json", "Accept-Encoding": "gzip", "User-Agent": setting.user_agent},
        )
    except (httpx.InvalidURL, ValueError, ImportError):
        # the only thing left that is not ours: a proxy in the environment, or one of a kind nobody can speak to
        raise Offline(safe(str(address.origin)), OfflineReason.PROXY) from None


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


def hush() -> None:
    """Below WARNING the libraries log whole addresses and headers."""
    for name in ("httpx", "httpcore"):
        logging.getLogger(name).setLevel(logging.WARNING)
