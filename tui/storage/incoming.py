"""What the storage expects of records on their way in, whoever decoded them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from ..domain.collation import fold, sort_key
from ..domain.freshness import Collection
from ..domain.municipality import municipality_name
from ..domain.partner import Partner
from ..domain.values import dataclass
from .codec import Value, digest, encode
from .moments import to_micros


class IncomingRecord(Protocol):
    """One record of the source: replaced or removed as a whole."""

    @property
    def id(self) -> str: ...
    @property
    def values(self) -> Sequence[Value]: ...
    @property
    def last_modified(self) -> datetime | None: ...


class CollectedRecord(IncomingRecord, Protocol):
    """One that says where it belongs."""

    @property
    def collection(self) -> Collection: ...


class IncomingRejected(Protocol):
    """A record that was set aside."""

    @property
    def id(self) -> str | None: ...
    @property
    def where(self) -> str: ...
    @property
    def detail(self) -> str: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page of a crawl."""

    records: Sequence[IncomingRecord]
    rejected: Sequence[IncomingRejected] = ()
    total: int | None = None
    """Records in the whole collection, as the server counts them."""
    cursor: str | None = None
    """Where to go on; None after the last page."""
    server_time: datetime | None = None
    """What the server's clock said (aware, UTC)."""
    etag: str | None = None
    """Validator of the whole collection, which is this page then."""
    since: datetime | None = None
    """Of a walk: the moment it goes on from after this page (aware, UTC)."""
    drift: bool = False
    """Of a walk: the pages of one moment moved while they were read."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Changeset:
    """What became different in one collection since it was last asked."""

    records: Sequence[IncomingRecord] = ()
    deleted: Sequence[str] = ()
    rejected: Sequence[IncomingRejected] = ()


StagedRow = tuple[
    str, bytes, bytes, int | None, str | None, str | None, str | None, str | None, str | None, bool | None
]
"""id, body, hash, modified, name, sort, search, municipality code, city, and whether there is a way to reach them."""


def staged_row(collection: Collection, record: IncomingRecord) -> StagedRow:
    """A record as the row it is staged as; what lists and search need of a partner is worked out here."""
    body = encode(record.values)
    head = (record.id, body, digest(body), to_micros(record.last_modified))
    first = record.values[0] if record.values else None
    if collection is not Collection.PARTNERS or not isinstance(first, Partner):
        return (*head, None, None, None, None, None, None)
    city = next((place.city for place in first.places if place.city), None) if first.places else None
    reachable = bool(first.contacts or first.phones or first.email)
    return (*head, first.name, sort_key(first.name), searchable(first), first.municipality_code, city, reachable)


def searchable(partner: Partner) -> str:
    """Everything a partner is found by, folded."""
    words = [fold(partner.name)]
    if partner.alternate_name:
        words.append(fold(partner.alternate_name))
    words.append(_municipality(partner.municipality_code))
    words += [fold(place.city) for place in partner.places if place.city]
    words.append(partner.organization_number or "")
    words += [fold(contact.name) for contact in partner.contacts if contact.name]
    return "\n".join(dict.fromkeys(filter(None, words)))


@lru_cache(maxsize=1000)
def _municipality(code: str | None) -> str:
    return fold(municipality_name(code) or "")
