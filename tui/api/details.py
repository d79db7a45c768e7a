"""Whole records where lists hold only summaries: HSDS lists leave out every array, and many servers ignore `full`."""

from __future__ import annotations

import time
from collections.abc import Sequence

from ..domain.errors import BadResponse, Gone, NotFound, ServerFailed
from ..domain.values import dataclass
from .ahead import Ahead
from .endpoints import Endpoint
from .reply import Ask

_TELLING: dict[Endpoint, frozenset[str]] = {
    Endpoint.ORGANIZATIONS: frozenset({"contacts", "phones", "locations", "services", "organization_identifiers"}),
    Endpoint.SERVICES: frozenset({"schedules", "regular_schedules", "regular_schedule", "service_at_locations"}),
    Endpoint.SERVICE_AT_LOCATIONS: frozenset({"schedules", "regular_schedules", "regular_schedule"}),
    Endpoint.AGREEMENTS: frozenset({"goals", "parties"}),
}
"""Arrays whose presence in a list item shows that the item is whole."""

_ENOUGH = 20
"""So many details in a row that add nothing, and the list is believed to be whole."""


_FRESH = 3600.0
"""Seconds for which a fetched detail may stand in for itself when an interrupted list is read again."""

_TOO_MANY = 5
"""So many details in a row that the server cannot give, and it is the server that is broken."""
_MOST_KEPT = 10_000

Kept = dict[str, tuple[float, object, dict[str, object]]]
"""By id: when it was fetched (monotonic), the list item then, and the whole record."""


@dataclass(frozen=True, slots=True)
class Unread:
    """A record that is listed and that the server fails to give; its neighbours are not to blame."""

    id: str
    detail: str


class Details:
    """Completes the items of one list, and finds out on the way whether they need it."""

    def __init__(self, ahead: Ahead, endpoint: Endpoint, kept: Kept, *, trusted: bool = False) -> None:
        """`trusted`: the server is known to honour `full`.

        `kept` outlives this object until the list has been read to its end: a server that allows a hundred questions
        in a quarter of an hour would otherwise never get past the first page.
        """
        self._ahead = ahead
        self._endpoint = endpoint
        self._kept = kept
        self._whole: bool | None = True if trusted else None
        self._vain = 0
        self._broken = 0

    @property
    def whole(self) -> bool:
        """The list is known to hold whole records, so that nothing more has to be asked."""
        return self._whole is True

    def completed(self, items: Sequence[object]) -> Sequence[object]:
        """The items of a page, each with what the server has under its id.

        A record that is not there by itself stays as listed. Raises SyncError subclasses.
        """
        self._look_at(items)
        if self._whole is True:
            return items
        planned = False
        found: list[object] = []
        for index, item in enumerate(items):
            if self._whole is False and not planned:
                # only now is it certain that each of them costs a question
                self._ahead.plan([ask for one in items[index:] if (ask := self._question(one)) is not None])
                planned = True
            found.append(self._completed(item))
        return found

    def _completed(self, item: object) -> object:
        ask = self._question(item)
        if ask is None or not isinstance(item, dict):
            return self._known(item)
        id_ = ask.segments[-1]
        try:
            found = self._ahead.take(ask).data
        except (NotFound, Gone):
            self._in_vain()
            return item
        except (ServerFailed, BadResponse) as error:
            self._broken += 1
            if self._broken >= _TOO_MANY or (isinstance(error, ServerFailed) and error.status != 500):
                raise
            return Unread(id_, type(error).__name__)
        self._broken = 0
        if not isinstance(found, dict) or str(found.get("id")) != id_:
            self._in_vain()
            return item
        if found.keys() - item.keys():
            self._whole = False
        else:
            self._in_vain()
        whole = {**item, **found}
        if len(self._kept) < _MOST_KEPT:
            self._kept[id_] = (time.monotonic(), item, whole)
        return whole

    def _question(self, item: object) -> Ask | None:
        """What to ask for an item; None where it is whole, nameless, or was asked for before."""
        if not isinstance(item, dict) or self._whole is True or self._is_whole(item):
            return None
        id_ = item.get("id")
        if isinstance(id_, bool) or not isinstance(id_, str | int) or not 0 < len(str(id_)) <= 200:
            return None
        return Ask((self._endpoint.value, str(id_))) if self._known(item) is item else None

    def _known(self, item: object) -> object:
        """The whole record, where it was fetched a while ago for the same item."""
        if self._whole is True or not isinstance(item, dict):
            return item
        fetched, listed, whole = self._kept.get(str(item.get("id")), (0.0, None, {}))
        return whole if whole and listed == item and time.monotonic() - fetched < _FRESH else item

    def _look_at(self, items: Sequence[object]) -> None:
        """One whole item on a page shows that the list is whole; those without arrays then simply have none."""
        if self._whole is None and any(self._is_whole(one) for one in items if isinstance(one, dict)):
            self._whole = True

    def _is_whole(self, item: dict[str, object]) -> bool:
        return any(isinstance(item.get(name), list) for name in _TELLING[self._endpoint])

    def _in_vain(self) -> None:
        if self._whole is None:
            self._vain += 1
            if self._vain >= _ENOUGH:
                self._whole = True
