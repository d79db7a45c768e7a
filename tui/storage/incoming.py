"""What the storage expects of records on their way in, whoever decoded them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from functools import lru_cache
from typing import Protocol

from ..domain.collation import fold, folds, sort_keys
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


_APART = "\0"
"""Stands between the words of one partner while they are folded: no letter, digit or space."""
_NO_PARTNER = (None, None, None, None, None, None)


def staged_rows(collection: Collection, records: Sequence[IncomingRecord]) -> list[StagedRow]:
    """Records as the rows they are staged as; what lists and search need of partners is worked out here."""
    bodies = [encode(record.values) for record in records]
    heads = [
        (record.id, body, digest(body), to_micros(record.last_modified))
        for record, body in zip(records, bodies, strict=True)
    ]
    if collection is not Collection.PARTNERS:
        return [(*head, *_NO_PARTNER) for head in heads]
    partners = [one for record in records for one in record.values if isinstance(one, Partner)]
    names = [one.name for one in partners]
    found = zip(heads, partners, names, sort_keys(names), searchable(partners), strict=True)
    return [
        (
            *head,
            name,
            key,
            words,
            one.municipality_code,
            next((place.city for place in one.places if place.city), None) if one.places else None,
            bool(one.contacts or one.phones or one.email),
        )
        for head, one, name, key, words in found
    ]


def searchable(partners: Sequence[Partner]) -> list[str]:
    """Everything that each partner is found by, folded: a word or name on each line."""
    found = folds([_APART.join(_words(one)) for one in partners])
    return ["\n".join(dict.fromkeys(filter(None, one.split(_APART)))) for one in found]


def _words(partner: Partner) -> list[str]:
    words = [partner.name, partner.alternate_name or "", _municipality(partner.municipality_code)]
    if partner.places:
        words += [place.city or "" for place in partner.places]
    words.append(partner.organization_number or "")
    if partner.contacts:
        words += [contact.name or "" for contact in partner.contacts]
    return words


@lru_cache(maxsize=1000)
def _municipality(code: str | None) -> str:
    """Folded, which keeps letters of other alphabets from all others of a page; doing it twice changes nothing."""
    return fold(municipality_name(code) or "")
