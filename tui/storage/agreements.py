"""Agreements: their order, what they are found by, and how many goals each party has in them."""

from __future__ import annotations

import sqlite3

from ..domain.agreement import AchievementStatus, Agreement, Goal, LifecycleStatus
from ..domain.collation import fold, sort_key
from .codec import decode_agreement


def project(connection: sqlite3.Connection) -> None:
    """Bring order, search and counts in line with the staged changes (temp tables `touched` and `gone`)."""
    for ids in ("gone", "touched"):
        connection.execute(f"DELETE FROM agreement WHERE id IN (SELECT id FROM {ids})")  # noqa: S608
        connection.execute(f"DELETE FROM agreement_party WHERE agreement_id IN (SELECT id FROM {ids})")  # noqa: S608
    for (body,) in connection.execute(
        "SELECT r.body FROM touched t JOIN record r ON r.collection = 'agreements' AND r.id = t.id"
    ):
        agreement = decode_agreement(body)
        connection.execute(
            "INSERT INTO agreement (id, sort, search, status, valid_to) VALUES (?, ?, ?, ?, ?)",
            (
                agreement.id,
                sort_key(agreement.title),
                searchable(agreement),
                agreement.status,
                agreement.valid_to.isoformat() if agreement.valid_to else None,
            ),
        )
        achieved = sum(is_achieved(goal) for goal in agreement.goals)
        connection.executemany(
            "INSERT OR IGNORE INTO agreement_party (agreement_id, organization_id, goals, achieved)"
            " VALUES (?, ?, ?, ?)",
            [
                (agreement.id, party.organization_id, len(agreement.goals), achieved)
                for party in agreement.parties
                if party.organization_id is not None
            ],
        )


def is_achieved(goal: Goal) -> bool:
    """Whether the source says so itself; nothing is computed here."""
    return goal.achievement_status is AchievementStatus.ACHIEVED or goal.lifecycle_status is LifecycleStatus.COMPLETED


def searchable(agreement: Agreement) -> str:
    """What an agreement is found by besides the names of its partners, folded."""
    words = [agreement.title, agreement.type, agreement.signed_place]
    words += [party.name for party in agreement.parties]
    words += [goal.title for goal in agreement.goals]
    return fold("\n".join(word for word in words if word))


ALL = (
    "SELECT a.id, a.search, r.body FROM agreement a JOIN record r ON r.collection = 'agreements' AND r.id = a.id"
    " ORDER BY a.sort, a.id"
)
OF_PARTY = (
    "SELECT r.body FROM agreement_party p JOIN agreement a ON a.id = p.agreement_id"
    " JOIN record r ON r.collection = 'agreements' AND r.id = a.id WHERE p.organization_id = ? ORDER BY a.sort, a.id"
)
ONE = "SELECT body FROM record WHERE collection = 'agreements' AND id = ?"
