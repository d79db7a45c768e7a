"""From one wire object to one record, and from one page to one batch: a bad record never takes its neighbours along."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from ..domain.freshness import Collection
from ..domain.partner import Partner
from .decode_agreement import agreement
from .decode_hours import from_organization, from_service, from_service_at_location
from .decode_partner import partner
from .decode_plain import plain_partners
from .details import Unread
from .endpoints import Endpoint
from .fields import DecodeError, Fields
from .pages import Page
from .records import Batch, Record, Rejected, Value

_HOURS = {
    Endpoint.SERVICE_AT_LOCATIONS: from_service_at_location,
    Endpoint.SERVICES: from_service,
    Endpoint.ORGANIZATIONS: from_organization,
}


def record(endpoint: Endpoint, collection: Collection, data: object, where: str) -> Record:
    """A record as it came from an endpoint. Raises DecodeError with a place that begins with `where`."""
    if collection is Collection.PARTNERS and (found := plain_partners([data])[0]) is not None:
        return _plain(found)
    return _careful(endpoint, collection, data, where)


def _plain(found: Partner) -> Record:
    return Record(collection=Collection.PARTNERS, id=found.id, values=(found,), last_modified=found.last_modified)


def _careful(endpoint: Endpoint, collection: Collection, data: object, where: str) -> Record:
    fields = Fields.of(data, where)
    values = _values(endpoint, collection, fields)
    return Record(
        collection=collection,
        id=fields.need_id() if collection is Collection.HOURS else values[0].id,
        values=values,
        last_modified=last_modified(fields) if collection is Collection.HOURS else values[0].last_modified,
    )


def _values(endpoint: Endpoint, collection: Collection, fields: Fields) -> tuple[Value, ...]:
    if collection is Collection.PARTNERS:
        return (partner(fields),)
    if collection is Collection.AGREEMENTS:
        return (agreement(fields),)
    return _HOURS[endpoint](fields)


def last_modified(fields: Fields) -> datetime | None:
    """When a record changed, by its own word or that of the service it belongs to (aware, UTC)."""
    service = fields.data.get("service")
    nested = Fields(service, "").moment("last_modified") if isinstance(service, dict) else None
    return fields.moment("last_modified") or nested


def read_items(collection: Collection, endpoint: Endpoint, page: Page, items: Sequence[object]) -> Batch:
    """The batch a page becomes; `items` are those of the page, completed."""
    records: list[Record] = []
    rejected: list[Rejected] = []
    listed = endpoint.value
    plain = plain_partners(items) if collection is Collection.PARTNERS else [None] * len(items)
    for index, (item, known) in enumerate(zip(items, plain, strict=True)):
        if known is not None:
            records.append(_plain(known))
            continue
        if isinstance(item, Unread):
            place = f"{listed}[{index}]"
            rejected.append(Rejected(collection=collection, id=item.id, where=place, detail=item.detail))
            continue
        try:
            records.append(_careful(endpoint, collection, item, f"{listed}[{index}]"))
        except DecodeError as error:
            rejected.append(reject(collection, item, error))
    return Batch(
        collection=collection,
        records=tuple(records),
        rejected=tuple(rejected),
        done=page.done,
        total=page.total,
        cursor=page.cursor,
        server_time=page.server_time,
    )


def reject(collection: Collection, item: object, error: DecodeError) -> Rejected:
    """A record set aside, by its id where that much can be read."""
    try:
        id_ = Fields.of(item, "").id()
    except DecodeError:
        id_ = None
    return Rejected(collection=collection, id=id_, where=error.where, detail=error.detail)
