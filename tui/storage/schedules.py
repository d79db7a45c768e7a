"""Office hours: which of them belong to whom."""

from __future__ import annotations

import sqlite3

from .codec import decode_hours


def project(connection: sqlite3.Connection) -> None:
    """Bring the table of office hours in line with the staged changes (temp tables `touched` and `gone`)."""
    connection.execute(
        "DELETE FROM office_hours WHERE source_id IN (SELECT id FROM gone UNION ALL SELECT id FROM touched)"
    )
    for source_id, body in connection.execute(
        "SELECT r.id, r.body FROM touched t JOIN record r ON r.collection = 'hours' AND r.id = t.id"
    ):
        connection.executemany(
            "INSERT OR REPLACE INTO office_hours (source_id, id, host_id, provider_id) VALUES (?, ?, ?, ?)",
            [(source_id, one.id, one.host_id, one.provider_id) for one in decode_hours(body)],
        )


ALL_RECORDS = "SELECT body FROM record WHERE collection = 'hours' ORDER BY id"
RECORDS_OF = (
    "SELECT body FROM record WHERE collection = 'hours' AND id IN"
    " (SELECT source_id FROM office_hours WHERE host_id = ?"
    " UNION SELECT source_id FROM office_hours WHERE provider_id = ?)"
    " ORDER BY id"
)
ONE_RECORD = "SELECT body FROM record WHERE collection = 'hours' AND id = ?"
