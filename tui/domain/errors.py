"""What can go wrong, as values. The words are in `present.errors`.

    SamspillError
    ├── BadConfig               exit 2
    ├── NoDemo                  exit 2, the demo server cannot run
    ├── CannotWrite             exit 1, a file for the user to take along
    ├── SyncError
    │   ├── Busy                another instance is syncing
    │   ├── Cancelled
    │   ├── Offline             exit 3
    │   └── Refused             exit 4
    │       ├── Unauthorized    401
    │       ├── Forbidden       403
    │       ├── NotFound        404
    │       ├── Gone            410, a change token that is too old
    │       ├── RateLimited     429
    │       ├── ServerFailed    5xx
    │       └── BadResponse     not what the contract says
    ├── BookError               exit 5, what is kept for good
    └── CacheError              exit 5
        ├── CacheBroken
        ├── CacheRecordBroken
        ├── CacheReadOnly
        ├── CacheTooNew
        └── CacheForeign

URLs in these values never carry user info, query or token.
"""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path

from .values import dataclass


class SamspillError(Exception):
    """The root: everything below can be said to a person in one sentence."""


class ConfigFault(StrEnum):
    SYNTAX = "syntax"
    UNKNOWN_KEY = "unknown_key"
    WRONG_TYPE = "wrong_type"
    WRONG_VALUE = "wrong_value"
    MISSING = "missing"
    NO_SOURCE = "no_source"
    """No profile, so that nobody knows where to fetch from."""
    UNREADABLE = "unreadable"
    UNSAFE = "unsafe"
    """A secret in a file others may read, or http to a host that is not this machine."""
    EXISTS = "exists"
    """A first configuration is to be written where there is one; the user's file is never changed."""
    UNWRITABLE = "unwritable"
    NO_KEYRING = "no_keyring"
    """The keyring is asked for and the package for it is not installed."""
    KEYRING_LOCKED = "keyring_locked"
    """The keyring is not there, or did not answer."""
    KEYRING_EMPTY = "keyring_empty"
    """The keyring answered, and knows no such token."""
    NO_COMMAND = "no_command"
    """A key is to be on a command that does not exist."""
    UNSENDABLE = "unsendable"
    """A key that not every terminal and keyboard can send."""
    TAKEN = "taken"
    """A key that another command has at the same time."""
    NO_KEY_LEFT = "no_key_left"
    """The one command that leads to all others would be on no key."""


@dataclass(eq=False)
class BadConfig(SamspillError):
    """A configuration that cannot be used."""

    path: Path | None
    fault: ConfigFault
    key: str | None = None
    line: int | None = None
    found: str | None = None
    expected: str | None = None
    """What would be right: a type, the allowed values, or the nearest valid key."""


@dataclass(eq=False)
class NoDemo(SamspillError):
    """The demo server cannot run here."""

    installed: bool
    """False: the extra `server` is missing. True: it was started and did not come up."""


@dataclass(eq=False)
class CannotWrite(SamspillError):
    """A file that was asked for could not be written; nothing half-written is left."""

    path: Path
    detail: str
    """What the system said, empty where it said nothing."""


@dataclass(eq=False)
class NoSuchPartner(SamspillError):
    """The local copy has no partner with this id."""

    id: str


class SyncError(SamspillError):
    """A sync that did not bring everything."""


class Cancelled(SyncError):
    """The person asked to stop; nothing visible changed."""


@dataclass(eq=False)
class Busy(SyncError):
    """Another instance holds the sync lock of this cache."""

    pid: int | None = None


class OfflineReason(StrEnum):
    REFUSED = "refused"
    NAME = "name"
    """The host name could not be looked up."""
    TIMEOUT = "timeout"
    CERTIFICATE = "certificate"
    PROXY = "proxy"
    BROKEN = "broken"
    """The connection ended before the answer did."""
    UNREACHABLE = "unreachable"


@dataclass(eq=False)
class Offline(SyncError):
    """No answer could be had."""

    url: str
    reason: OfflineReason
    detail: str | None = None


@dataclass(eq=False)
class Refused(SyncError):
    """The server answered, but not with what was asked for."""

    url: str


@dataclass(eq=False)
class Unauthorized(Refused):
    """401."""


@dataclass(eq=False)
class Forbidden(Refused):
    """403."""


@dataclass(eq=False)
class NotFound(Refused):
    """404: a wrong address, never "everything was deleted"."""


@dataclass(eq=False)
class Gone(Refused):
    """410 on the change feed: start over."""


@dataclass(eq=False)
class RateLimited(Refused):
    """429."""

    retry_at: datetime | None = None
    """Aware, UTC."""


@dataclass(eq=False)
class ServerFailed(Refused):
    """5xx, or another status outside the contract."""

    status: int


class BadResponseReason(StrEnum):
    NOT_JSON = "not_json"
    HTML = "html"
    """A page for people where data were expected: a wrong address, or the network's login page."""
    TRUNCATED = "truncated"
    TOO_LARGE = "too_large"
    ENCODING = "encoding"
    SHAPE = "shape"
    REDIRECT = "redirect"
    FOREIGN_LINK = "foreign_link"
    """The server pointed to another origin."""
    ENDLESS = "endless"
    ALL_REJECTED = "all_rejected"
    SHRUNK = "shrunk"
    """The collection came back empty or halved; nothing was removed."""
    INCOMPLETE = "incomplete"
    """Pages moved while they were read, or fewer records came than the server counted."""


@dataclass(eq=False)
class BadResponse(Refused):
    """An answer that cannot be used; what was there before stays."""

    reason: BadResponseReason
    where: str | None = None
    """Exact place: `agreements[3].goals[0].due_date`."""
    detail: str | None = None


class CacheError(SamspillError):
    """The local copy cannot be used as it is."""


@dataclass(eq=False)
class CacheBroken(CacheError):
    path: Path
    detail: str


@dataclass(eq=False)
class CacheRecordBroken(CacheError):
    """The file is sound as a database, one of the records in it is not."""

    path: Path


@dataclass(eq=False)
class CacheBusy(CacheError):
    """Another program has been writing for too long; nothing was changed, and the next attempt may well succeed."""

    path: Path


@dataclass(eq=False)
class CacheFull(CacheError):
    """No room left on the disk; what was there before stays and can be read."""

    path: Path


@dataclass(eq=False)
class CacheReadOnly(CacheError):
    """Reading works, syncing does not."""

    path: Path


@dataclass(eq=False)
class CacheTooNew(CacheError):
    """Written by a later version of Samspill."""

    path: Path
    found: int
    known: int


@dataclass(eq=False)
class CacheForeign(CacheError):
    """The file or folder belongs to another program or another user; it is left alone."""

    path: Path
    detail: str


class BookFault(StrEnum):
    """What is wrong with the book: the file of marks, notes, reviews and history."""

    BROKEN = "broken"
    READ_ONLY = "read_only"
    TOO_NEW = "too_new"
    FOREIGN = "foreign"
    BUSY = "busy"
    FULL = "full"
    OVERTAKEN = "overtaken"
    """What was to be changed was changed or removed elsewhere meanwhile."""


@dataclass(eq=False)
class BookError(SamspillError):
    """Nothing was written down; what was there before is as it was."""

    path: Path | None
    """None where nothing is wrong with the file (OVERTAKEN)."""
    fault: BookFault
    detail: str = ""
