"""What a sync sees of a server: batches of decoded records, whatever the server calls them."""

from __future__ import annotations

from datetime import datetime

from ..domain.agreement import Agreement
from ..domain.freshness import Collection
from ..domain.partner import Partner
from ..domain.schedule import OfficeHours
from ..domain.values import dataclass

Value = Partner | OfficeHours | Agreement


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """One record of the source and what it became. A service_at_location becomes one value per schedule."""

    collection: Collection
    id: str
    """Identity at the source; the unit that is replaced or removed as a whole."""
    values: tuple[Value, ...]
    last_modified: datetime | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Rejected:
    """A record that could not be understood and was set aside."""

    collection: Collection
    id: str | None
    where: str
    """Exact place: `agreements[3].goals[0].due_date`."""
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Batch:
    """One page, decoded."""

    collection: Collection
    records: tuple[Record, ...]
    rejected: tuple[Rejected, ...]
    done: int
    """Records read so far in this pass, rejected ones included."""
    total: int | None
    """As the server counts them."""
    cursor: str | None
    """Where to go on after this batch; None on the last one."""
    server_time: datetime | None
    """The server's Date header (aware, UTC)."""
    etag: str | None = None
    """Validator of the whole collection: only where it is one page, complete as listed, and the server gave one."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Unchanged:
    """The server vouches for what came with the validator: nothing in the collection is different."""

    collection: Collection
    server_time: datetime | None
    """The server's Date header (aware, UTC)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ChangeBatch:
    """What the change feed says happened since a token."""

    upserts: tuple[Record, ...]
    deleted: tuple[tuple[Collection, str], ...]
    rejected: tuple[Rejected, ...]
    token: str
    more: bool
    server_time: datetime | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Identity:
    """What the server says it is, and was seen to offer."""

    certain: bool = True
    """False where something was taken to be absent because its answer could not be read: one bad moment, perhaps.
    Good for the round that asked, and not to be remembered."""

    version: str | None
    profile: str | None
    has_organizations: bool
    has_service_at_locations: bool
    has_agreements: bool
    has_changes: bool
    deltas: frozenset[Collection] = frozenset()
    """Collections whose list was seen to honour `modified_after`: asked far in the future it was empty."""
    keysets: frozenset[Collection] = frozenset()
    """Those of them that were seen to come ordered by `last_modified` when asked with it."""
