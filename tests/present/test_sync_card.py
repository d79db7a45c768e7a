"""What the Sync pane says of a collection and of the last failures."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tui.domain.errors import Cancelled, Offline, OfflineReason, SyncError
from tui.domain.freshness import Collection, CollectionState
from tui.present import language, sync_card
from tui.sync.events import Progress

NOW = datetime(2026, 11, 23, 7, 3, tzinfo=UTC)
EARLIER = datetime(2026, 11, 22, 15, 42, tzinfo=UTC)


def state(
    collection: Collection = Collection.HOURS,
    error: SyncError | None = None,
    *,
    at: datetime = EARLIER,
    changed: int = 0,
    rejected: int = 0,
) -> CollectionState:
    return CollectionState(
        collection=collection,
        rows=3,
        completed_at=EARLIER,
        attempted_at=at,
        error=error,
        changed=changed,
        added=1,
        rejected=rejected,
    )


def offline() -> SyncError:
    return Offline("https://api.example", OfflineReason.REFUSED)


@pytest.mark.parametrize(
    ("done", "total", "said"),
    [
        (118, 214, "[#####.....] 118/214"),
        (0, 214, "[..........] 0/214"),
        (214, 214, "[##########] 214/214"),
        (300, 214, "[##########] 300/214"),
        (118, None, "118"),
        (0, 0, "0/0"),
    ],
)
def test_what_is_read_now(done: int, total: int | None, said: str) -> None:
    assert sync_card.doing(Progress(collection=Collection.HOURS, done=done, total=total)) == said


def test_marks() -> None:
    assert sync_card.changed(state(changed=4)) == "5"
    assert [sync_card.wrong(one) for one in (state(), state(rejected=3), state(error=offline(), rejected=3))] == [
        "-",
        "3",
        "! 3",
    ]
    assert sync_card.wrong(state(error=Cancelled())) == "-"


def test_the_same_failure_is_said_once_and_the_newest_first() -> None:
    language.use("nb")
    other = Offline("https://api.example", OfflineReason.TIMEOUT)
    said = sync_card.failures(
        (
            state(Collection.HOURS, offline()),
            state(Collection.PARTNERS, other, at=NOW),
            state(Collection.AGREEMENTS, offline()),
        ),
        NOW,
    )
    assert [said[0], said[2]] == ["Partnere, i dag 08:03:", "Kontortid, Avtaler, i går 16:42:"]
    assert len(said) == 4
    assert sync_card.failures((state(),), NOW) == []


def test_rights_are_said_as_they_are() -> None:
    language.use("nb")
    assert sync_card.storage(3_100_000, 0o600) == "3,1 MB på denne maskinen, bare for deg (0600)"
    assert sync_card.storage(3_100_000, 0o640) == "3,1 MB på denne maskinen, andre kan lese det (0640)"
    assert sync_card.storage(0, None) == "0 B på denne maskinen"
