"""A real server over loopback, the real client, and the local copy."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest

from tui.api.client import Client
from tui.api.policy import Policy
from tui.api.source import Source
from tui.domain.errors import Offline
from tui.domain.freshness import Collection
from tui.server.runner import FolderServer
from tui.storage.reader import Reader
from tui.sync.engine import Syncer
from tui.sync.events import CollectionDone, CollectionFailed, Finished

ABOUT = """
title = "Prøve"
publisher = "Nav Vefsn"
namespace = "example.org"
modified = 2026-11-01T08:00:00+01:00
"""

CONTENT = """
[partner.bymisjon]
name = "Kirkens Bymisjon Mosjøen"
municipality = "1824"
[[partner.bymisjon.contact]]
name = "Kari Eksempel"
phone = "+47 00 00 00 00"

[partner.nav]
name = "Nav Vefsn"
sector = "public"

[partner.aas]
name = "Aas frivilligsentral"

[place.kafe]
name = "Kafeen"
host = "bymisjon"
city = "Mosjøen"

[hours.kafe]
title = "Nav-veileder på kafeen"
provider = "nav"
place = "kafe"
[[hours.kafe.session]]
repeat = "weekly"
days = ["tu"]
starts = 2026-01-06
opens = "10:00"
closes = "12:00"

[agreement.avtale]
title = "Samarbeidsavtale"
status = "active"
[[agreement.avtale.party]]
partner = "bymisjon"
[[agreement.avtale.party]]
partner = "nav"
[[agreement.avtale.goal]]
key = "arbeid"
title = "Flere i arbeid"
achievement = "achieved"
"""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "data"
    made.mkdir()
    (made / "samspill.toml").write_text(ABOUT, encoding="utf-8")
    (made / "content.toml").write_text(CONTENT, encoding="utf-8")
    return made


class Served:
    """The server in a thread, and what a sync with it gives."""

    def __init__(self, folder: Path, cache: Path) -> None:
        self.server = FolderServer(folder, check_every=0.0, report=lambda line: pytest.fail(line))
        self.thread = threading.Thread(target=self.server.run)
        self.thread.start()
        self.cache = cache
        self.client = Client(self.server.url, policy=Policy(attempts=1))
        self.syncer = Syncer(
            cache=cache, source=Source(self.client), clock=lambda: datetime.now(UTC), fingerprint=self.server.url
        )

    def sync(self) -> Finished:
        return self.syncer.run(lambda _: None, threading.Event())

    def stop(self) -> None:
        self.server.stop()
        self.thread.join()


@pytest.fixture
def served(folder: Path, path: Path) -> Iterator[Served]:
    made = Served(folder, path)
    yield made
    made.stop()
    made.client.close()


def told(finished: Finished) -> list[tuple[int, int, int]]:
    return [(one.added, one.changed, one.removed) for one in finished.outcomes if isinstance(one, CollectionDone)]


def test_from_a_folder_of_files_to_the_local_copy_and_back_offline(folder: Path, served: Served) -> None:
    finished = served.sync()
    assert finished.whole, finished
    assert told(finished) == [(1, 0, 0), (3, 0, 0), (1, 0, 0)]
    reader = Reader.open(served.cache)
    rows = reader.partners().window(0, 10)
    assert [row.name for row in rows] == ["Kirkens Bymisjon Mosjøen", "Nav Vefsn", "Aas frivilligsentral"]
    assert [(row.agreements, row.goals, row.goals_achieved) for row in rows] == [(1, 1, 1), (1, 1, 1), (0, 0, 0)]
    (office,) = reader.hours()
    assert (office.host_name, office.provider_name) == ("Kirkens Bymisjon Mosjøen", "Nav Vefsn")
    assert office.hours.dtstart == date(2026, 1, 6)
    for text, name in (
        ("mosjo", "Kirkens Bymisjon Mosjøen"),
        ("kari", "Kirkens Bymisjon Mosjøen"),
        ("ås", rows[2].name),
    ):
        assert [row.name for row in reader.partners(text).window(0, 10)] == [name]
    assert [party.name for party in reader.agreements()[0].parties] == ["Kirkens Bymisjon Mosjøen", "Nav Vefsn"]

    assert told(served.sync()) == [(0, 0, 0)] * 3

    version = reader.data_version()
    content = CONTENT.replace("Nav Vefsn", "Nav Vefsn og Grane").replace(
        '[partner.aas]\nname = "Aas frivilligsentral"', ""
    )
    (folder / "content.toml").write_text(content, encoding="utf-8")
    finished = served.sync()
    assert finished.whole, finished
    partners = next(one for one in finished.outcomes if one.collection is Collection.PARTNERS)
    assert isinstance(partners, CollectionDone)
    assert (partners.added, partners.changed, partners.removed) == (0, 1, 1)
    assert reader.data_version() != version
    assert [row.name for row in reader.partners().window(0, 10)] == ["Kirkens Bymisjon Mosjøen", "Nav Vefsn og Grane"]
    assert len(reader.partners("frivilligsentral")) == 0
    lines = [
        (one.kind.value, one.title, one.field) for one in reader.changes() if one.collection is Collection.PARTNERS
    ]
    assert sorted(lines) == [("changed", "Nav Vefsn og Grane", "name"), ("removed", "Aas frivilligsentral", None)]

    served.stop()
    finished = served.sync()
    assert isinstance(finished.error, Offline)
    assert all(isinstance(one, CollectionFailed) for one in finished.outcomes)
    assert len(reader.partners()) == 2
    assert all(isinstance(state.error, Offline) and not state.never_fetched for state in reader.states())
    reader.close()
