"""A client that never really waits, and what it did instead of waiting."""

from __future__ import annotations

import json
import threading
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from tui.api.client import Client
from tui.api.policy import Policy

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
TOKEN = "s3cret-t0ken"
QUICK = Policy(connect=2.0, read=2.0, deadline=5.0)


class Pauses:
    """Stands in for waiting: notes the seconds, and cancels at a pause of choice."""

    def __init__(self, cancel_at: int | None = None) -> None:
        self.seconds: list[float] = []
        self._cancel_at = cancel_at

    def __call__(self, seconds: float, cancelled: threading.Event) -> bool:
        self.seconds.append(seconds)
        if self._cancel_at == len(self.seconds):
            cancelled.set()
        return cancelled.is_set()


def client(
    url: str,
    *,
    pauses: Pauses | None = None,
    policy: Policy = QUICK,
    token: str | None = TOKEN,
    auth: str = "bearer",
    jitter: float = 0.5,
) -> Client:
    return Client(
        url,
        token=token,
        auth=auth,
        policy=policy,
        clock=lambda: NOW,
        jitter=lambda: jitter,
        pause=pauses or Pauses(),
    )


def fixture(name: str, /, **changes: object) -> dict[str, Any]:
    """A record as a full-fledged server would send it."""
    data: dict[str, Any] = json.loads((Path(__file__).parent / "fixtures" / f"{name}.json").read_text("utf-8"))
    return {**data, **changes}


def without(data: Mapping[str, Any], *names: str) -> dict[str, Any]:
    return {key: value for key, value in data.items() if key not in names}
