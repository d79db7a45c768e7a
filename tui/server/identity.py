"""Ids that stay the same as long as the keys in the folder do (RFC 9562, version 5)."""

from __future__ import annotations

from uuid import NAMESPACE_URL, uuid5


class Ids:
    """Makes ids in the name space of a publisher: `ids("goal", "nav-fn-2023", "more-hours")`."""

    def __init__(self, namespace: str) -> None:
        self._base = uuid5(NAMESPACE_URL, f"https://{namespace}/")

    def __call__(self, kind: str, *path: str | int) -> str:
        return str(uuid5(self._base, "/".join((kind, *map(str, path)))))
