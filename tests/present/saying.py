"""The same fact in three languages."""

from __future__ import annotations

from collections.abc import Callable

from tui.present import language


def in_all(say: Callable[[], str]) -> tuple[str, str, str]:
    """What is said in bokmål, nynorsk and English."""
    said = []
    for code in ("nb", "nn", "en"):
        language.use(code)
        said.append(say())
    return said[0], said[1], said[2]
