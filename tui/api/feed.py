"""The change feed of the Samspill profile: what was changed or removed since a token."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..domain.errors import BadResponse, BadResponseReason
from ..domain.freshness import Collection
from .endpoints import Endpoint
from .fields import URL, DecodeError, Fields
from .reading import record, reject
from .records import ChangeBatch, Record, Rejected

if TYPE_CHECKING:
    from .reply import Reply


def read_changes(reply: Reply, token: str | None, hours_from: Endpoint) -> ChangeBatch:
    """The batch an answer becomes. Unknown collections are passed over, the latest word on a record wins.

    Services matter only where office hours are read from them: elsewhere their changes come with the
    service_at_location that nests them. Raises BadResponse when the feed itself cannot be understood.
    """
    kinds = {
        hours_from.value: Collection.HOURS,
        Endpoint.ORGANIZATIONS.value: Collection.PARTNERS,
        Endpoint.AGREEMENTS.value: Collection.AGREEMENTS,
    }
    said = _Said()
    try:
        fields = Fields.of(reply.data, "")
        # a token is never altered, so it is read as an id and not as text
        position = fields.id("next", URL)
        more = fields.flag("has_more") is True
        for change in fields.each("changes"):
            name = change.need("collection")
            if name in kinds:
                said.add(change, Endpoint(name), kinds[name])
    except DecodeError as error:
        raise BadResponse(reply.url, BadResponseReason.SHAPE, error.where, error.detail) from None
    if position is None:
        raise BadResponse(reply.url, BadResponseReason.SHAPE, "next", "missing")
    if more and position == token:
        raise BadResponse(reply.url, BadResponseReason.ENDLESS, "next", "the same position again")
    return ChangeBatch(
        upserts=tuple(said.upserts.values()),
        deleted=tuple(said.deleted),
        rejected=tuple(said.rejected),
        token=position,
        more=more,
        server_time=reply.server_time,
    )


class _Said:
    """The latest word on every record in one answer."""

    def __init__(self) -> None:
        self.upserts: dict[tuple[Collection, str], Record] = {}
        self.deleted: dict[tuple[Collection, str], None] = {}
        self.rejected: list[Rejected] = []

    def add(self, change: Fields, endpoint: Endpoint, collection: Collection) -> None:
        """Raises DecodeError when a deletion does not say what of."""
        if change.flag("deleted"):
            key = (collection, change.need_id())
            self.upserts.pop(key, None)
            self.deleted[key] = None
            return
        try:
            found = record(endpoint, collection, change.data.get("record"), change.place("record"))
        except DecodeError as error:
            self.rejected.append(reject(collection, change.data, error))
            return
        self.deleted.pop((collection, found.id), None)
        self.upserts[collection, found.id] = found
