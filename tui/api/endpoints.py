"""Where the collections can be had."""

from __future__ import annotations

from enum import StrEnum
from urllib.parse import quote

from ..domain.freshness import Collection


class Endpoint(StrEnum):
    """Path of a collection, and its name in the change feed."""

    ORGANIZATIONS = "organizations"
    SERVICES = "services"
    SERVICE_AT_LOCATIONS = "service_at_locations"
    AGREEMENTS = "agreements"
    CHANGES = "changes"


WAYS: dict[Collection, tuple[Endpoint, ...]] = {
    Collection.PARTNERS: (Endpoint.ORGANIZATIONS, Endpoint.SERVICES),
    Collection.HOURS: (Endpoint.SERVICE_AT_LOCATIONS, Endpoint.SERVICES, Endpoint.ORGANIZATIONS),
    Collection.AGREEMENTS: (Endpoint.AGREEMENTS,),
}
"""Where a collection can be had, best first. HSDS requires only `/services`."""


def record_address(base: str, collection: Collection, source_id: str) -> str:
    """Where HSDS has one record of a collection; a server that leaves the endpoint out does not answer there."""
    return f"{base}/{WAYS[collection][0]}/{quote(source_id, safe='')}"
