"""A list endpoint as an iterator over its pages, whatever the envelope, and always finite."""

from __future__ import annotations

import re
from array import array
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import product
from typing import TYPE_CHECKING

from ..domain.errors import BadResponse, BadResponseReason
from ..domain.values import dataclass
from .fields import DecodeError, Fields

if TYPE_CHECKING:
    from .reply import Reply

PER_PAGE = 200

_CONTENTS = ("contents", "content", "items", "results", "data")
_INNER = ("pagination", "meta")
_TOTALS = ("total_items", "totalElements", "total", "count")
_PAGES = ("total_pages", "totalPages")
_LAST = ("last_page", "last")


_REPEATS = 3
"""So many pages in a row without anything new, and there is nothing more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Caps:
    """Where reading stops whatever the server says."""

    pages: int = 10_000
    records: int = 2_000_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Envelope:
    """One page as the server sent it; None where it does not say."""

    items: tuple[object, ...]
    total: int | None = None
    pages: int | None = None
    last: bool = False

    @property
    def until(self) -> int | None:
        """The last page, as far as it can be believed: the smaller of what is stated and what the total asks for."""
        by_total = None if self.total is None or not self.items else -(-self.total // len(self.items))
        return min((one for one in (self.pages, by_total) if one), default=None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """One page that brought something, or the empty one that ended the list."""

    items: tuple[object, ...]
    done: int
    """Items read so far in this pass, those on pages before `start` estimated."""
    total: int | None
    cursor: str | None
    """Number of the next page; None on the last one."""
    server_time: datetime | None
    url: str
    only: str | None = None
    """The validator of the answer, where this is the first page and the last one."""
    until: int | None = None
    """Number of the last page, as far as the server's own counts can be believed."""
    unchanged: bool = False
    """The server said that what belongs to the sent validator still holds; there are no items then."""


def envelope(data: object, url: str) -> Envelope:
    """HSDS 3 (`contents`), UK 1.0 (`content`, `totalElements`), a bare array and the like. Raises BadResponse."""
    if isinstance(data, list):
        return Envelope(items=tuple(data), total=None, last=False)
    if not isinstance(data, dict):
        raise BadResponse(url, BadResponseReason.SHAPE, where="contents", detail="expected an object or a list")
    # counts beside the items, or in an object of their own
    holders = [data, *(one for one in map(data.get, _INNER) if isinstance(one, dict))]
    spots = [Fields(one, "") for one in holders]
    found = next(((one, name) for one in holders for name in _CONTENTS if name in one), None)
    items = None if found is None else found[0][found[1]]
    total = _number(spots, _TOTALS)
    if found is None and total != 0 and not _true(spots, ("empty",)):
        raise BadResponse(url, BadResponseReason.SHAPE, where="contents", detail="missing")
    if items is not None and not isinstance(items, list):
        raise BadResponse(url, BadResponseReason.SHAPE, where=found and found[1], detail="expected a list")
    count = len(items or ())
    return Envelope(
        items=tuple(items or ()),
        # "0 in all" above a page full of records is no count
        total=None if total is not None and total < count else total,
        pages=_number(spots, _PAGES),
        last=_true(spots, _LAST),
    )


def first_page(cursor: str | None) -> int:
    """The page a cursor stands for; the first for one that was never ours."""
    return int(cursor) if cursor is not None and re.fullmatch(r"[1-9][0-9]{0,8}", cursor) else 1


def walk(get: Callable[[int], Reply], *, start: int = 1, caps: Caps | None = None) -> Iterator[Page]:
    """Every page from number `start`, the last one with no cursor.

    Ends on an empty page, on one without a new id (a server that ignores `page`) unless the counts speak of more, at
    the last page by number, or by the server's word unless its own counts contradict it. Raises BadResponse ENDLESS at
    the caps.
    """
    limits = caps or Caps()
    seen: list[array[int]] = []
    repeated = 0
    done = (start - 1) * PER_PAGE
    for number in range(start, start + limits.pages):
        reply = get(number)
        if reply.unchanged:
            yield _unchanged(reply)
            return
        found = envelope(reply.data, reply.url)
        ids = array("q", sorted(hash(one) for one in map(_id, found.items) if one is not None))
        fresh = bool(found.items) and (number == start or not all(_is_among(seen, one) for one in ids))
        repeated = 0 if fresh else repeated + 1
        # pages that moved may show a whole one again; a server that always shows the same is soon known
        goes_on = bool(found.items) and repeated < _REPEATS and found.until is not None and number < found.until
        if fresh:
            seen.append(ids)
        done += len(found.items) if fresh or goes_on else 0
        if done > limits.records:
            raise BadResponse(reply.url, BadResponseReason.ENDLESS, detail=f"more than {limits.records} records")
        last = not (fresh or goes_on) or _is_last(found, number, done)
        yield Page(
            items=found.items if fresh or goes_on else (),
            done=done,
            total=found.total,
            cursor=None if last else str(number + 1),
            server_time=reply.server_time,
            url=reply.url,
            only=reply.etag if last and number == 1 else None,
            until=None if last else found.until,
        )
        if last:
            return
    raise BadResponse(reply.url, BadResponseReason.ENDLESS, detail=f"more than {limits.pages} pages")


def stamp(moment: datetime) -> str:
    """An aware moment as RFC 3339 in UTC, no later than it (HSDS asks for milliseconds)."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _unchanged(reply: Reply) -> Page:
    return Page(items=(), done=0, total=None, cursor=None, server_time=reply.server_time, url=reply.url, unchanged=True)


def _is_last(found: Envelope, number: int, done: int) -> bool:
    if found.pages is not None and found.pages > 0:
        # `last` is wrong more often than the number of pages (Outpost, MutualAidNYC)
        return number >= found.pages
    return found.last and (found.total is None or done >= found.total)


def _is_among(pages: Iterable[array[int]], one: int) -> bool:
    """Whether a number stands on any page. Sorted pages take a tenth of the room of a set."""
    return any((at := bisect_left(page, one)) < len(page) and page[at] == one for page in pages)


def _id(item: object) -> str | None:
    value = item.get("id") if isinstance(item, dict) else None
    return str(value) if isinstance(value, str | int) and not isinstance(value, bool) else None


def _number(spots: Sequence[Fields], names: Sequence[str]) -> int | None:
    for fields, name in product(spots, names):
        try:
            value = fields.integer(name)
        except DecodeError:
            continue
        if value is not None and value >= 0:
            return value
    return None


def _true(spots: Sequence[Fields], names: Sequence[str]) -> bool:
    for fields, name in product(spots, names):
        try:
            if fields.flag(name):
                return True
        except DecodeError:
            continue
    return False
