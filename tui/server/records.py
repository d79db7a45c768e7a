"""What is served: every record in its full wire form, by collection."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from .folder import Snapshot
from .identity import Ids
from .shapes import Table
from .wire_agreement import agreement
from .wire_hours import schedule
from .wire_partner import contacts, identifiers, location, phones, stated

Record = Mapping[str, Any]
"""One HSDS object in full form, as `json` would read it: `id` and `last_modified` are always there."""

COLLECTIONS = ("organizations", "services", "service_at_locations", "agreements")


@dataclass(frozen=True, slots=True)
class Records:
    """All records of a server.

    `by_collection` has each of `COLLECTIONS` as a tuple of records (plain dicts) in full form, in any order; the app
    sorts by name (or title) and id. Records are never changed after they were made, so they may be shared and nested
    in each other. `last_modified` is RFC 3339 in UTC with milliseconds and `Z` (see `stamp`), ids are lower case
    UUIDs, fields not stated are left out.
    """

    by_collection: Mapping[str, tuple[Record, ...]]

    def of(self, collection: str) -> tuple[Record, ...]:
        return self.by_collection.get(collection, ())


def stamp(moment: datetime) -> str:
    """An aware moment as every `last_modified` is written: UTC, milliseconds, `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def records_of(snapshot: Snapshot) -> Records:
    """The records a folder stands for."""
    maker = _Maker(snapshot)
    return Records(
        {
            "organizations": tuple(maker.organizations()),
            "services": tuple(maker.services()),
            "service_at_locations": tuple(maker.service_at_locations()),
            "agreements": tuple(maker.agreements()),
        }
    )


class _Maker:
    """Nests entries into each other. What holds other entries is as new as the newest of them."""

    def __init__(self, snapshot: Snapshot) -> None:
        self.snapshot = snapshot
        self.ids = Ids(snapshot.namespace)
        self.places = {
            key: location(self.ids, key, place, stamp(place["modified"])) for key, place in snapshot.places.items()
        }

    def organizations(self) -> Iterator[Record]:
        ids = self.ids
        for key, partner in self.snapshot.partners.items():
            hosted = {place_key: place for place_key, place in self.snapshot.places.items() if place.get("host") == key}
            owner = ("organization", key)
            yield {
                "id": ids("organization", key),
                "name": partner["name"],
                **stated(partner, "alternate_name"),
                "description": partner.get("description", ""),
                **stated(partner, "email", "website", "legal_status", "sector", municipality="municipality_code"),
                **identifiers(ids, owner, partner),
                **contacts(ids, owner, partner),
                **phones(ids, owner, partner),
                **({"locations": [self.places[place_key] for place_key in hosted]} if hosted else {}),
                "last_modified": self._newest(partner, *hosted.values()),
            }

    def services(self) -> Iterator[Record]:
        nested = {record["service_id"]: record for record in self.service_at_locations()}
        for key, hours in self.snapshot.hours.items():
            service = self._service(key, hours)
            owner = ("service", key)
            yield {
                **service,
                "service_at_locations": [nested[service["id"]]],
                **contacts(self.ids, owner, hours),
                **phones(self.ids, owner, hours),
                "last_modified": nested[service["id"]]["last_modified"],
            }

    def service_at_locations(self) -> Iterator[Record]:
        for key, hours in self.snapshot.hours.items():
            place = self.snapshot.places[hours["place"]]
            provider = self.snapshot.partners[hours["provider"]]
            id_ = self.ids("service_at_location", key)
            owner = ("service_at_location", key)
            sessions = [
                schedule(self.ids, (key, session.get("key", str(position))), session, id_, self.snapshot.timezone)
                for position, session in enumerate(hours.get("session", ()), 1)
            ]
            yield {
                "id": id_,
                "service_id": self.ids("service", key),
                "location_id": self.ids("location", hours["place"]),
                **stated(hours, "description"),
                "service": self._service(key, hours),
                "location": self.places[hours["place"]],
                **contacts(self.ids, owner, hours),
                **phones(self.ids, owner, hours),
                **({"schedules": sessions} if sessions else {}),
                "last_modified": self._newest(hours, place, provider),
            }

    def agreements(self) -> Iterator[Record]:
        for key, table in self.snapshot.agreements.items():
            partners = {party["partner"]: self.snapshot.partners[party["partner"]] for party in table.get("party", ())}
            names = {partner_key: partner["name"] for partner_key, partner in partners.items()}
            own = stamp(table["modified"])
            yield {
                **agreement(self.ids, key, table, names, own),
                "last_modified": self._newest(table, *partners.values()),
            }

    def _service(self, key: str, hours: Table) -> Record:
        """The service with what stands in a one-to-one relation to it."""
        provider = self.snapshot.partners[hours["provider"]]
        organization_id = self.ids("organization", hours["provider"])
        return {
            "id": self.ids("service", key),
            "name": hours["title"],
            "status": "active",
            **stated(hours, "description"),
            "organization_id": organization_id,
            "organization": {
                "id": organization_id,
                "name": provider["name"],
                "description": provider.get("description", ""),
            },
            "last_modified": self._newest(hours, provider),
        }

    @staticmethod
    def _newest(*tables: Table) -> str:
        return stamp(max(table["modified"] for table in tables))
