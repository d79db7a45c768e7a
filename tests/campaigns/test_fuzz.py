"""A short stretch of the long campaign: two thousand damaged answers."""

from __future__ import annotations

from pathlib import Path

from tests.campaigns.fuzz import Grower, fuzz


def test_damaged_answers_bring_only_errors_a_sync_knows(tmp_path: Path) -> None:
    harvest = fuzz(tmp_path, seed=7, count=2000)
    assert harvest.faults == []
    assert harvest.payloads >= 2000
    assert {"read", "set aside", "stored", "BadResponse not_json", "BadResponse shape"} <= set(harvest.outcomes)


def test_the_same_seed_grows_the_same_payloads() -> None:
    first, second = Grower(3), Grower(3)
    assert [first.body("agreements", many=True) for _ in range(20)] == [
        second.body("agreements", many=True) for _ in range(20)
    ]
