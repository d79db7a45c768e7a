"""A server as a sync sees it: whose records, in batches, whatever they are called on the wire."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import TYPE_CHECKING, overload

from ..domain.errors import BadResponse, BadResponseReason, Cancelled, Gone, NotFound, ServerFailed
from ..domain.freshness import Collection
from ..domain.values import dataclass
from .ahead import Ahead
from .capabilities import Capabilities
from .details import Details, Kept
from .endpoints import WAYS, Endpoint
from .feed import read_changes
from .fields import DecodeError
from .harvest import Harvest
from .pages import PER_PAGE, Caps, Page, first_page, stamp, walk
from .reading import read_items, record
from .records import Batch, ChangeBatch, Identity, Record, Rejected, Unchanged, Value
from .reply import Ask, Reply

if TYPE_CHECKING:
    from .client import Client

__all__ = ["Batch", "ChangeBatch", "Identity", "Record", "Rejected", "Source", "Unchanged", "Value"]


_TERMS = (
    (("per_page", str(PER_PAGE)), ("full", "true")),
    (("per_page", "50"), ("full", "true")),
    (("per_page", "50"),),
    (),
)
"""From the best to the least; a server may take no more than so many at once, or no parameter it does not know."""
_NOT_ON_THESE = {400, 422}


@dataclass(frozen=True, slots=True)
class _Question:
    """Which list, from where, and on what terms."""

    endpoint: Endpoint
    start: str | None
    since: datetime | None
    etag: str | None
    terms: int = 0
    """Which of the terms it is asked on."""

    @property
    def partial(self) -> bool:
        return self.since is not None or first_page(self.start) != 1

    def ask(self, page: int) -> Ask:
        since = () if self.since is None else (("modified_after", stamp(self.since)),)
        return Ask((self.endpoint.value,), (("page", str(page)), *_TERMS[self.terms], *since))


@dataclass(frozen=True, slots=True)
class _Reading:
    """One list being read."""

    collection: Collection
    question: _Question
    harvest: Harvest | None
    ahead: Ahead
    cancelled: threading.Event


class Source:
    """One server. Used by one thread at a time; remembers what the server offers as long as it lives."""

    def __init__(self, client: Client, *, caps: Caps | None = None) -> None:
        self._client = client
        self._caps = caps
        self._offers = Capabilities()
        self._kept: dict[Endpoint, Kept] = {}
        self._terms: dict[Endpoint, int] = {}

    def on_wait(self, tell: Callable[[datetime, int], None] | None) -> None:
        """Whom to tell of pauses: until when (aware, UTC), and which attempt follows."""
        self._client.on_wait = tell

    def identify(self, cancelled: threading.Event | None = None) -> Identity:
        """What the server says it is and offers; endpoints are tried once. Raises SyncError subclasses."""
        return self._offers.identify(self._client, cancelled or threading.Event())

    def remember(self, identity: Identity) -> None:
        """Take over what was learned earlier, without a question. What is no longer true is noticed when it is used."""
        self._offers.remember(identity)

    @overload
    def batches(
        self,
        collection: Collection,
        *,
        start: str | None = None,
        since: datetime | None = None,
        etag: None = None,
        cancelled: threading.Event,
    ) -> Iterator[Batch]: ...
    @overload
    def batches(
        self,
        collection: Collection,
        *,
        start: str | None = None,
        since: datetime | None = None,
        etag: str | None,
        cancelled: threading.Event,
    ) -> Iterator[Batch | Unchanged]: ...
    def batches(
        self,
        collection: Collection,
        *,
        start: str | None = None,
        since: datetime | None = None,
        etag: str | None = None,
        cancelled: threading.Event,
    ) -> Iterator[Batch | Unchanged]:
        """The collection, page by page, from the cursor of an earlier batch.

        `since` (aware, inclusive) asks only for what was modified on or after it; a server may ignore that. `etag` is
        that of an earlier batch: one `Unchanged` and nothing else where it still holds.
        Nothing at all where the server has no agreements; one empty batch where it has none yet. Partners that have to
        be gathered from services come as one batch, always from the beginning. Raises SyncError subclasses, NotFound
        only when the collection was there before or cannot be had in any other way.
        """
        missing: NotFound | None = None
        for endpoint in self._offers.ways(collection):
            known = self._offers.has(endpoint)
            gathered = collection is Collection.PARTNERS and endpoint is Endpoint.SERVICES
            asked = _Question(endpoint, None if gathered else start, since, etag, self._terms.get(endpoint, 0))
            with Ahead(self._client, cancelled) as ahead:
                try:
                    question, page, pages = self._opened(asked, ahead)
                except NotFound as error:
                    if known:
                        raise
                    self._offers.learn(endpoint, False)
                    missing = error
                    continue
                self._offers.learn(endpoint, True)
                if page.unchanged:
                    yield Unchanged(collection=collection, server_time=page.server_time)
                    return
                reading = _Reading(collection, question, Harvest() if gathered else None, ahead, cancelled)
                yield from self._decoded(reading, page, pages)
            return
        if missing is not None and collection is not Collection.AGREEMENTS:
            raise missing

    def changes(self, token: str | None, cancelled: threading.Event | None = None) -> ChangeBatch:
        """What happened since `token`; None asks for the position now. Raises Gone (start over), NotFound (no feed)."""
        reply = self._client.get(
            Endpoint.CHANGES.value, params={} if token is None else {"since": token}, cancelled=cancelled
        )
        return read_changes(reply, token, self._endpoint(Collection.HOURS))

    def probe(self, collection: Collection, id: str, cancelled: threading.Event | None = None) -> Record | None:  # noqa: A002
        """One record by its id, None when the server says it is gone.

        Raises SyncError subclasses; BadResponse INCOMPLETE for a partner gathered from services: it has no address of
        its own, so nothing can be known about one alone.
        """
        endpoint = self._endpoint(collection)
        if collection is Collection.PARTNERS and endpoint is not Endpoint.ORGANIZATIONS:
            raise BadResponse(url="", reason=BadResponseReason.INCOMPLETE, where=endpoint.value)
        try:
            reply = self._client.get(endpoint.value, id, cancelled=cancelled)
        except (NotFound, Gone):
            return None
        try:
            found = record(endpoint, collection, reply.data, endpoint.value)
        except DecodeError as error:
            raise BadResponse(reply.url, BadResponseReason.SHAPE, error.where, error.detail) from None
        if found.id != id:
            raise BadResponse(reply.url, BadResponseReason.SHAPE, "id", "another record")
        return found

    def _endpoint(self, collection: Collection) -> Endpoint:
        """The endpoint a collection comes from, by what is known now."""
        ways = self._offers.ways(collection)
        return ways[0] if ways else WAYS[collection][0]

    def _pages(self, question: _Question, ahead: Ahead) -> Iterator[Page]:
        first = first_page(question.start)

        def get(number: int) -> Reply:
            return ahead.take(question.ask(number), etag=question.etag if number == first == 1 else None)

        return walk(get, start=first, caps=self._caps)

    def _opened(self, question: _Question, ahead: Ahead) -> tuple[_Question, Page, Iterator[Page]]:
        """The list on the best terms the server accepts, with its first page."""
        while True:
            pages = self._pages(question, ahead)
            try:
                page = next(pages)
            except ServerFailed as error:
                if error.status not in _NOT_ON_THESE or question.terms + 1 == len(_TERMS):
                    raise
                question = replace(question, terms=question.terms + 1)
                continue
            self._terms[question.endpoint] = question.terms
            return question, page, pages

    def _decoded(self, reading: _Reading, page: Page, pages: Iterator[Page]) -> Iterator[Batch]:
        collection, question, harvest = reading.collection, reading.question, reading.harvest
        # the change feed comes with the profile, and the profile honours `full`
        trusted = self._offers.has(Endpoint.CHANGES) is True
        kept = self._kept.setdefault(question.endpoint, {})
        # by a key that moves on with what is read, the next question is not known before
        planned = question.since is not None and question.endpoint in self._offers.ordered
        validator = None if question.partial else page.only
        with Ahead(self._client, reading.cancelled) as aside:
            details = Details(aside, question.endpoint, kept, trusted=trusted)
            while True:
                if reading.cancelled.is_set():
                    raise Cancelled
                whole = details.completed(page.items)
                if details.whole and not planned and page.cursor is not None and page.until is not None:
                    reading.ahead.plan(question.ask(one) for one in range(int(page.cursor), page.until + 1))
                    planned = True
                if any(mine is not listed for mine, listed in zip(whole, page.items, strict=True)):
                    # the list says nothing of what had to be asked for one by one
                    validator = None
                if harvest is None:
                    batch = read_items(collection, question.endpoint, page, whole)
                    yield batch if validator is None else replace(batch, etag=validator)
                else:
                    for index, item in enumerate(whole):
                        harvest.add(item, f"{question.endpoint.value}[{index}]")
                if page.cursor is None:
                    break
                page = next(pages)
        if collection is not Collection.PARTNERS or self._endpoint(Collection.HOURS) is not question.endpoint:
            # office hours are read from the same records next, and each of them cost a question
            self._kept.pop(question.endpoint, None)
        if harvest is not None:
            yield _gathered(harvest, page, validator)


def _gathered(harvest: Harvest, page: Page, etag: str | None) -> Batch:
    records, rejected = harvest.records(), harvest.rejected()
    count = len(records) + len(rejected)
    return Batch(
        collection=Collection.PARTNERS,
        records=records,
        rejected=rejected,
        done=count,
        total=count,
        cursor=None,
        server_time=page.server_time,
        etag=etag,
    )
