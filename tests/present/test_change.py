"""Lines of the change journal in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from tui.domain.freshness import Collection
from tui.domain.review import ChangeKind
from tui.present import change as words
from tui.present import language
from tui.storage.journal import Change

NOW = datetime(2026, 11, 23, 7, 3, tzinfo=UTC)


def change(
    field: str | None, before: str | None = None, after: str | None = None, kind: ChangeKind = ChangeKind.CHANGED
) -> Change:
    return Change(
        seq=1,
        at=datetime(2026, 11, 14, 23, 30, tzinfo=UTC),
        collection=Collection.AGREEMENTS,
        kind=kind,
        source_id="a",
        record_id="a",
        title="Avtale",
        field=field,
        before=before,
        after=after,
        source_modified=None,
        context={},
    )


@pytest.mark.parametrize(
    ("one", "said"),
    [
        (change("goals[1].indicators[0].periods[2].actual", "11", "12"), "15.11 mål 2, tall nå: 11 -> 12"),
        (change("valid_to", '"2027-12-31"', '"2026-12-31"'), "15.11 sluttdato: 31.12.2027 -> 31.12.2026"),
        (change("goals[0].due_date", None, '"2026-12-31"'), "15.11 mål 1, frist: ikke oppgitt -> 31.12.2026"),
        (change("goals[0].achievement_status", '"on_track"', '"behind"'), "15.11 mål 1, vurdering: på plan -> BAK"),
        (
            change("goals[0].actions[1].status", '"scheduled"', '"met"'),
            "15.11 mål 1, tiltak 2, status: planlagt -> gjort",
        ),
        (change("status", '"active"', '"paused"'), '15.11 status: aktiv -> "paused"'),
        (change("contacts[0].email", '"…"', '"…"'), "15.11 e-post: endret"),
        (change("contacts[0]", None, '"…"'), "15.11 kontaktperson: ny"),
        (change("goals[2]", None, '{"id":"g"}'), "15.11 mål 3: ny"),
        (change("goals[2]", '{"id":"g"}', None), "15.11 mål 3: borte"),
        (change("goals[0].indicators[0].ascending", "true", "false"), "15.11 mål 1, ascending: ja -> nei"),
        (change(None, kind=ChangeKind.ADDED), "15.11 kom inn i kilden"),
        (change(None, kind=ChangeKind.REMOVED), "15.11 borte fra kilden"),
    ],
)
def test_a_line(one: Change, said: str) -> None:
    language.use("nb")
    assert words.line(one, NOW) == said
