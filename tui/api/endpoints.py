"""Where the collections can be had."""

from __future__ import annotations

from enum import StrEnum

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
