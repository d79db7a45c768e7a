"""What a server offers, learned from its front page and from trying, and remembered."""

from __future__ import annotations

import threading
from contextlib import suppress
from typing import TYPE_CHECKING

from ..domain.errors import BadResponse, Forbidden, Gone, NotFound, Refused, ServerFailed
from ..domain.freshness import Collection
from .endpoints import WAYS, Endpoint
from .fields import URL, DecodeError, Fields
from .learning import Learner
from .pages import envelope
from .records import Identity

if TYPE_CHECKING:
    from .client import Client

_ABSENT = {405, 501}
"""Statuses besides 404 by which servers say that they have no such endpoint."""


class Capabilities:
    """Which endpoints are there. What a failing server could not show is taken to be there."""

    def __init__(self) -> None:
        self._known: dict[Endpoint, bool] = {}
        self._filled: set[Endpoint] = set()
        self._honours: dict[Endpoint, bool] = {}
        self.ordered: set[Endpoint] = set()
        """Lists that come by `last_modified` when asked for what was modified after a moment."""
        self._certain = True
        """False once an endpoint was taken to be absent because its answer could not be read."""

    def has(self, endpoint: Endpoint) -> bool | None:
        """None: nobody has tried."""
        return self._known.get(endpoint)

    def learn(self, endpoint: Endpoint, present: bool) -> None:
        self._known[endpoint] = present

    def ways(self, collection: Collection) -> list[Endpoint]:
        """Endpoints worth asking for a collection, best first."""
        return [one for one in WAYS[collection] if self._known.get(one) is not False]

    def remember(self, identity: Identity) -> None:
        """What an earlier session learned. Whether there are services it does not say, so that stays to be tried."""
        self._known.update(
            {
                Endpoint.ORGANIZATIONS: identity.has_organizations,
                Endpoint.SERVICE_AT_LOCATIONS: identity.has_service_at_locations,
                Endpoint.AGREEMENTS: identity.has_agreements,
                Endpoint.CHANGES: identity.has_changes,
            }
        )
        for collection in Collection:
            if (endpoint := self._list(collection)) is not None:
                self._honours[endpoint] = collection in identity.deltas
                if collection in identity.keysets:
                    self.ordered.add(endpoint)

    def identify(self, client: Client, cancelled: threading.Event) -> Identity:
        """Ask the front page, and every endpoint that is not known yet the smallest question it has.

        A server with a change feed follows the profile, and the profile has them all; nobody needs to ask its lists for
        what changed. Elsewhere that is tried with a question or three for each list. Raises what makes any sync
        pointless: Offline, Unauthorized, RateLimited, a broken front page, NotFound where nothing is offered, and
        BadResponse where nothing that is offered can be read.
        """
        version, profile = self._front_page(client, cancelled)
        if Endpoint.CHANGES not in self._known:
            self._known[Endpoint.CHANGES] = self._has_changes(client, cancelled)
            if self._known[Endpoint.CHANGES]:
                self._known.update(dict.fromkeys(Endpoint, True))
        self._try_all(client, cancelled)
        self._learn_all(client, cancelled)
        return Identity(
            version=version,
            profile=profile,
            has_organizations=self._known[Endpoint.ORGANIZATIONS],
            has_service_at_locations=self._known[Endpoint.SERVICE_AT_LOCATIONS],
            has_agreements=self._known[Endpoint.AGREEMENTS],
            has_changes=self._known[Endpoint.CHANGES],
            deltas=frozenset(one for one in Collection if self._honours.get(self._list(one) or Endpoint.CHANGES)),
            keysets=frozenset(one for one in Collection if self._list(one) in self.ordered),
            certain=self._certain,
        )

    def _front_page(self, client: Client, cancelled: threading.Event) -> tuple[str | None, str | None]:
        try:
            reply = client.get(cancelled=cancelled)
            fields = Fields.of(reply.data, "")
            return fields.line("version"), fields.line("profile", URL)
        except ServerFailed as error:
            if error.status in {502, 503, 504}:
                raise
        except (NotFound, Forbidden, BadResponse, DecodeError):
            # some servers have a page for people there or nothing at all; the endpoints will tell
            pass
        return None, None

    def _has_changes(self, client: Client, cancelled: threading.Event) -> bool:
        try:
            reply = client.get(Endpoint.CHANGES.value, cancelled=cancelled)
        except (NotFound, Forbidden, Gone):
            return False
        except (ServerFailed, BadResponse):
            self._certain = False
            return False
        return isinstance(reply.data, dict) and "next" in reply.data

    def _try_all(self, client: Client, cancelled: threading.Event) -> None:
        trouble: list[Refused] = []
        for endpoint in (Endpoint.ORGANIZATIONS, Endpoint.SERVICE_AT_LOCATIONS, Endpoint.AGREEMENTS):
            self._try(client, endpoint, trouble, cancelled)
        if not (self._known[Endpoint.ORGANIZATIONS] and self._known[Endpoint.SERVICE_AT_LOCATIONS]):
            self._try(client, Endpoint.SERVICES, trouble, cancelled)
        if not any(self._known.values()):
            self._known.clear()
            raise next((one for one in trouble if isinstance(one, BadResponse)), trouble[-1])

    def _learn_all(self, client: Client, cancelled: threading.Event) -> None:
        if self._known[Endpoint.CHANGES]:
            return
        for endpoint in dict.fromkeys(map(self._list, Collection)):
            # an empty list has an empty answer to everything
            if endpoint is None or endpoint in self._honours or endpoint not in self._filled:
                continue
            honours, ordered = Learner(client, endpoint.value, cancelled).learn()
            self._honours[endpoint] = honours
            if honours and ordered:
                self.ordered.add(endpoint)

    def _list(self, collection: Collection) -> Endpoint | None:
        """The list a collection is read from; None where there is none of its own.

        Partners gathered from services are not: the services that changed do not say all there is about one.
        """
        endpoint = next(iter(self.ways(collection)), None)
        return None if collection is Collection.PARTNERS and endpoint is Endpoint.SERVICES else endpoint

    def _try(self, client: Client, endpoint: Endpoint, trouble: list[Refused], cancelled: threading.Event) -> None:
        if endpoint in self._known:
            return
        present = True
        try:
            reply = client.get(endpoint.value, params={"page": "1", "per_page": "1"}, cancelled=cancelled)
            with suppress(BadResponse):
                # what cannot be read now is told when it is read in earnest
                if envelope(reply.data, reply.url).items:
                    self._filled.add(endpoint)
        except (NotFound, Gone, BadResponse) as error:
            # a web application may answer any path it does not know with its front page
            present = False
            self._certain = self._certain and not isinstance(error, BadResponse)
            trouble.append(error)
        except ServerFailed as error:
            present = error.status not in _ABSENT
            trouble.append(error)
        except Forbidden:
            present = True
        self._known[endpoint] = present
