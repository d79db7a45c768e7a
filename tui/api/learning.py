"""Whether a list can be asked for what changed: believed only when it was seen, as many servers take any parameter."""

from __future__ import annotations

import threading
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from ..domain.errors import (
    BadResponse,
    Forbidden,
    Gone,
    NotFound,
    Offline,
    OfflineReason,
    ServerFailed,
    SyncError,
)
from .fields import Fields
from .pages import Envelope, envelope, stamp
from .reading import last_modified

if TYPE_CHECKING:
    from .client import Client

_LONG_AGO = datetime(1970, 1, 1, tzinfo=UTC)
_FAR_AHEAD = datetime(2100, 1, 1, tzinfo=UTC)
_FEW = 20
"""Records on a page that is only looked at."""
_PROOF = 5
"""So many different moments in a row do not stand in order by chance."""


class Learner:
    """Asks one list two or three small questions. Raises what would make any sync pointless."""

    def __init__(self, client: Client, endpoint: str, cancelled: threading.Event) -> None:
        self._client = client
        self._endpoint = endpoint
        self._cancelled = cancelled

    def learn(self) -> tuple[bool, bool]:
        """Whether the list honours `modified_after`, and whether it is then ordered by `last_modified`."""
        try:
            if self._page(_FAR_AHEAD, 1, 1).items:
                return False, False
            first = self._page(_LONG_AGO, 1, _FEW)
            return bool(first.items), self._in_order(first)
        except (NotFound, Gone, Forbidden, ServerFailed, BadResponse):
            return False, False
        except Offline as error:
            if error.reason is OfflineReason.TIMEOUT:
                # a server that cannot find an answer to this may have one to everything else
                return False, False
            raise

    def _in_order(self, first: Envelope) -> bool:
        """The beginning is in order, and the end of the list does not belong before it."""
        moments = [_moment(one) for one in first.items]
        if first.until is not None and first.until > 1:
            try:
                moments += [_moment(one) for one in self._page(_LONG_AGO, first.until, _FEW).items]
            except SyncError as error:
                if isinstance(error, NotFound | Gone | Forbidden | ServerFailed | BadResponse):
                    return False
                raise
        known = [one for one in moments if one is not None]
        return len(known) == len(moments) and len(set(known)) >= _PROOF and known == sorted(known)

    def _page(self, since: datetime, page: int, per_page: int) -> Envelope:
        params = {"page": str(page), "per_page": str(per_page), "modified_after": stamp(since)}
        reply = self._client.get(self._endpoint, params=params, cancelled=self._cancelled)
        return envelope(reply.data, reply.url)


def _moment(item: object) -> datetime | None:
    return last_modified(Fields(item, "")) if isinstance(item, dict) else None
