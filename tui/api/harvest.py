"""Partners gathered from the services they offer, for servers that have no list of organizations."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import fields as dataclass_fields
from dataclasses import replace
from typing import Any

from ..domain.freshness import Collection
from ..domain.partner import Partner
from .decode_partner import partner
from .fields import DecodeError, Fields
from .records import Record, Rejected


class Harvest:
    """One partner per organization id, with everything any of its services said about it."""

    def __init__(self) -> None:
        self._partners: dict[str, Partner] = {}
        self._rejected: dict[str | None, Rejected] = {}

    def add(self, service: object, where: str) -> None:
        try:
            organization = Fields.of(service, where).sub("organization")
            if organization is None:
                return
            found = partner(organization)
        except DecodeError as error:
            # the same broken organization comes with every one of its services
            id_ = _organization_id(service)
            self._rejected.setdefault(
                id_, Rejected(collection=Collection.PARTNERS, id=id_, where=error.where, detail=error.detail)
            )
            return
        known = self._partners.get(found.id)
        self._partners[found.id] = found if known is None else merged(known, found)

    def records(self) -> tuple[Record, ...]:
        return tuple(
            Record(collection=Collection.PARTNERS, id=one.id, values=(one,), last_modified=one.last_modified)
            for one in self._partners.values()
        )

    def rejected(self) -> tuple[Rejected, ...]:
        return tuple(one for one in self._rejected.values() if one.id not in self._partners)


def merged(known: Partner, other: Partner) -> Partner:
    """What both say of one organization; where they differ, the first one stands."""
    changes: dict[str, Any] = {}
    for field in dataclass_fields(Partner):
        mine, theirs = getattr(known, field.name), getattr(other, field.name)
        if isinstance(mine, tuple):
            changes[field.name] = _union(mine, theirs)
        elif mine is None:
            changes[field.name] = theirs
    stamps = [one for one in (known.last_modified, other.last_modified) if one is not None]
    changes["last_modified"] = max(stamps, default=None)
    return replace(known, **changes)


def _union(mine: Iterable[Any], theirs: Iterable[Any]) -> tuple[Any, ...]:
    found: dict[Any, Any] = {}
    for one in (*mine, *theirs):
        found.setdefault(getattr(one, "id", one), one)
    return tuple(found.values())


def _organization_id(service: object) -> str | None:
    try:
        organization = Fields.of(service, "").sub("organization")
        return None if organization is None else organization.id()
    except DecodeError:
        return None
