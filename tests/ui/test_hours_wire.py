"""What the office hours pane costs on the wire: a real terminal, 80x24, 16 colours."""

from __future__ import annotations

from pathlib import Path

from tests.terminal import Terminal

from .test_terminal import home_with, over_ssh


def test_moving_a_cell_and_changing_the_view_stay_within_the_budget(synced: Path, tmp_path: Path) -> None:
    home = home_with(synced, tmp_path / "home")
    with Terminal(["--profile", "demo", "--offline"], env=over_ssh(home)) as terminal:
        terminal.expect("Agder")
        terminal.settle()
        assert terminal.press("3") <= 6_000
        cost = {}
        for view in ("week", "staffing", "agenda", "week"):
            cost[view] = terminal.press("v")
        assert max(cost.values()) <= 6_000, cost
        terminal.press("g")
        terminal.press("7.12.2026\r")
        terminal.expect("(?i)week 50")
        cells = {key: terminal.first_burst(key) for key in "jlkh"}
        terminal.settle()
        assert min(cells.values()) > 0
        assert max(cells.values()) <= 300, cells
        assert terminal.press("L") <= 6_000
        before = len(terminal.sent)
        terminal.read(5)
        assert len(terminal.sent) == before
