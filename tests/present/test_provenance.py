"""Where a record comes from."""

from __future__ import annotations

from datetime import UTC, datetime

from tui.domain.freshness import Collection, CollectionState, Provenance
from tui.present import language, provenance

NOW = datetime(2026, 11, 23, 7, 3, tzinfo=UTC)
CHECKED = datetime(2026, 11, 22, 15, 42, tzinfo=UTC)
STATE = CollectionState(
    collection=Collection.AGREEMENTS, rows=1, completed_at=CHECKED, attempted_at=CHECKED, error=None
)


def facts(known: Provenance, state: CollectionState | None = STATE, part: str | None = None) -> dict[str, str]:
    language.use("nb")
    found = provenance.facts(
        (Collection.AGREEMENTS, "a 1"),
        known,
        state,
        profile="nord",
        url="https://api.example",
        address="https://api.example/agreements/a%201",
        now=NOW,
        part=part,
    )
    assert len(dict(found)) == len(found)
    return dict(found)


def test_the_three_moments_are_kept_apart() -> None:
    modified = datetime(2026, 11, 14, 11, 0, tzinfo=UTC)
    arrived = datetime(2026, 11, 20, 15, 0, tzinfo=UTC)
    found = facts(Provenance(arrived=arrived, modified=modified), part="g 2")
    assert found == {
        "Tjeneste": "https://api.example",
        "Profil": "nord",
        "Samling": "Avtaler",
        "Id i kilden": "a 1",
        "Id i posten": "g 2",
        "Hentet hit": "fr 20.11 16:00 (2 d)",
        "Sist sjekket": "i går 16:42 (15 t)",
        "Endret i kilden": "lø 14.11 12:00 (8 d)",
        "Lenke": "https://api.example/agreements/a%201",
    }


def test_what_is_not_known_is_said() -> None:
    found = facts(Provenance(arrived=None, modified=None), None)
    assert found["Hentet hit"] == "ved første henting"
    assert found["Sist sjekket"] == "aldri"
    assert found["Endret i kilden"] == "ikke oppgitt"
