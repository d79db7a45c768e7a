"""How far a sync has come is shown a few times, however often it is told."""

from __future__ import annotations

import asyncio
from dataclasses import replace

from tui.domain.freshness import Collection, Connection
from tui.present import language
from tui.sync.events import Progress
from tui.ui.app import SamspillApp
from tui.ui.messages import SyncHappened
from tui.ui.services import Services

from .conftest import rest

TOLD = 200


class Counting(SamspillApp):
    """Keeps what was shown in row 1."""

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self.shown: list[str] = []

    def _connect(self, connection: Connection, words: str) -> None:
        self.shown.append(words)
        super()._connect(connection, words)


async def test_a_burst_of_progress_is_shown_a_few_times_and_the_last_always(services: Services) -> None:
    language.use("en")
    app = Counting(replace(services, language="en"))
    async with app.run_test(size=(80, 24)) as pilot:
        await rest(pilot)
        for number in range(1, TOLD + 1):
            app.on_sync_happened(SyncHappened(Progress(collection=Collection.PARTNERS, done=number, total=TOLD)))
        assert len(app.shown) == 1
        assert f"1/{TOLD}" in app.shown[0]
        async with asyncio.timeout(30):
            while not (app.shown and f"{TOLD}/{TOLD}" in app.shown[-1]):  # noqa: ASYNC110 - a timer of the app, no event
                await asyncio.sleep(0.01)
        assert len(app.shown) == 2
