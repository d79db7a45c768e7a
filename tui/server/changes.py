"""The change feed: what was changed or removed since a position the server gave out earlier."""

from __future__ import annotations

import base64
import binascii
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from .listing import Listing
from .records import COLLECTIONS

KEPT = 10_000
"""Changes that are remembered; older positions are gone."""

PAGE = 500
"""Changes in one answer."""

Change = tuple[str, str]
"""Collection and id."""


class TokenGoneError(Exception):
    """A position this server does not know, or knows no longer: the reader starts over (410)."""


@dataclass(frozen=True, slots=True)
class ChangeLog:
    """The changes seen by this process. Immutable, so that an answer always goes with one state of the records."""

    digest: str
    """Of the contents after the latest change."""
    floor: int = 0
    """Position of the oldest answerable token."""
    entries: tuple[Change, ...] = ()
    epoch: str = field(default_factory=lambda: secrets.token_hex(8))
    """Tells one server process from another."""

    @property
    def head(self) -> int:
        return self.floor + len(self.entries)

    def extended(self, changes: tuple[Change, ...], digest: str) -> ChangeLog:
        entries = (*self.entries, *changes)
        dropped = len(entries) - KEPT if len(changes) <= KEPT else len(entries)
        dropped = max(dropped, 0)
        return replace(self, digest=digest, floor=self.floor + dropped, entries=entries[dropped:])

    def answer(self, since: str | None, listings: Mapping[str, Listing]) -> dict[str, Any]:
        """The body of `/changes`.

        A token of an earlier process is good as long as the contents are the same as they were then.
        Raises TokenGoneError.
        """
        if since is None:
            return self._body([], self.head)
        epoch, position, digest = _read(since)
        if epoch != self.epoch:
            if digest != self.digest:
                raise TokenGoneError
            return self._body([], self.head)
        if not self.floor <= position <= self.head:
            raise TokenGoneError
        latest = {change: at for at, change in enumerate(self.entries[position - self.floor :], position + 1)}
        pending = sorted(latest.items(), key=lambda item: item[1])
        page = pending[:PAGE]
        reached = page[-1][1] if len(page) < len(pending) else self.head
        return self._body([_change(change, listings) for change, _ in page], reached)

    def _body(self, changes: list[dict[str, Any]], reached: int) -> dict[str, Any]:
        digest = self.digest if reached == self.head else ""
        token = base64.urlsafe_b64encode(f"{self.epoch}.{reached}.{digest}".encode()).decode().rstrip("=")
        return {"changes": changes, "next": token, "has_more": reached < self.head}


def _change(change: Change, listings: Mapping[str, Listing]) -> dict[str, Any]:
    collection, id_ = change
    record = listings[collection].get(id_)
    if record is None:
        return {"collection": collection, "id": id_, "deleted": True}
    return {"collection": collection, "id": id_, "record": record}


def _read(token: str) -> tuple[str, int, str]:
    try:
        padded = token + "=" * (-len(token) % 4)
        epoch, position, digest = base64.b64decode(padded, b"-_", validate=True).decode("ascii").split(".")
        return epoch, int(position), digest
    except (ValueError, binascii.Error):
        raise TokenGoneError from None


def difference(old: Mapping[str, Listing], new: Mapping[str, Listing]) -> tuple[Change, ...]:
    """Everything that was added, changed or removed, removals last."""
    changed: list[Change] = []
    removed: list[Change] = []
    for collection in COLLECTIONS:
        before, after = old[collection], new[collection]
        changed += [(collection, record["id"]) for record in after.records if before.get(record["id"]) != record]
        removed += [(collection, record["id"]) for record in before.records if after.get(record["id"]) is None]
    return (*changed, *removed)
