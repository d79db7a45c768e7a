"""The configured address of a source, and what may be said of any address."""

from __future__ import annotations

import re
from collections.abc import Mapping
from ipaddress import ip_address
from urllib.parse import quote, urlencode, urljoin, urlsplit

from ..domain.errors import BadConfig, ConfigFault
from ..domain.values import dataclass

_PLAIN = re.compile(r"[!-~]+")
"""Printable ASCII without space: parsers disagree about everything else, and a token is at stake."""
_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True)
class Origin:
    """RFC 6454: scheme, host and port."""

    scheme: str
    host: str
    port: int

    def __str__(self) -> str:
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"{self.scheme}://{host}" + ("" if self.port == _PORTS[self.scheme] else f":{self.port}")


def origin(url: str) -> Origin:
    """Scheme, host and port of an absolute http or https address; ValueError when it is not one."""
    if not _PLAIN.fullmatch(url) or "\\" in url:
        raise ValueError("not a plain address")
    parts = urlsplit(url)
    if parts.scheme not in _PORTS or not parts.hostname:
        raise ValueError("not an http address")
    return Origin(parts.scheme, parts.hostname, parts.port or _PORTS[parts.scheme])


def safe(url: str) -> str:
    """The address without user info, query and fragment, for errors and logs."""
    try:
        return f"{origin(url)}{urlsplit(url).path}"
    except ValueError:
        return "?"


def is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


@dataclass(frozen=True, slots=True)
class Address:
    """Where a source lives: an origin, and the path its endpoints hang under."""

    origin: Origin
    path: str
    """Without a final slash; empty for the root."""

    @classmethod
    def of(cls, url: str) -> Address:
        """Read a configured address; BadConfig for anything that could leak or mislead."""
        try:
            plain = _ascii_host(url.strip())
            found = origin(plain)
        except ValueError:
            raise BadConfig(None, ConfigFault.WRONG_VALUE, key="url", expected="https://host/path") from None
        parts = urlsplit(plain)
        if parts.query or parts.fragment:
            raise BadConfig(None, ConfigFault.WRONG_VALUE, key="url", found=safe(plain), expected="https://host/path")
        insecure = found.scheme != "https" and not is_loopback(found.host)
        if insecure or parts.username is not None or parts.password is not None:
            raise BadConfig(None, ConfigFault.UNSAFE, key="url", found=str(found), expected="https://host/path")
        return cls(found, parts.path.rstrip("/"))

    @property
    def loopback(self) -> bool:
        return is_loopback(self.origin.host)

    def url(self, *segments: str, **params: str) -> str:
        """An endpoint: every segment is percent-encoded as one (an id may hold a slash)."""
        return self.with_params("".join(f"/{_segment(one)}" for one in segments) or "/", params)

    def with_params(self, path: str, params: Mapping[str, str]) -> str:
        return f"{self.origin}{self.path}{path}" + (f"?{urlencode(params)}" if params else "")

    def redirected(self, url: str, location: str) -> str:
        """Where a redirect from `url` leads; ValueError when that is no address."""
        if not _PLAIN.fullmatch(location) or "\\" in location:
            raise ValueError("not a plain address")
        target = urljoin(url, location)
        origin(target)
        if urlsplit(target).username is not None:
            raise ValueError("user info in a redirect")
        return target


def _ascii_host(url: str) -> str:
    """The address with a host like `frivillighet-tromsø.no` in its ASCII form (RFC 3490)."""
    host = urlsplit(url).hostname
    if host is None or host.isascii():
        return url
    return re.sub(re.escape(host), host.encode("idna").decode("ascii"), url, count=1, flags=re.IGNORECASE)


def _segment(value: str) -> str:
    # a bare dot segment would be resolved away and name another resource
    return value.replace(".", "%2E") if value in {".", ".."} else quote(value, safe="")
