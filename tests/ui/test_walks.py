"""Walks through the program as a person takes them: the real demo, a real terminal, kills and a night in between."""

from __future__ import annotations

import json
import os
import re
import signal
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

from tests.running import configured, environment, run, serving
from tests.sync.relay import Relay
from tests.terminal import Terminal
from tui.paths import locate
from tui.settings import Settings
from tui.story.compose import Served, compose
from tui.wiring import Setup, demo_profile, settle

MONDAY = date(2026, 11, 23)
OSLO = ZoneInfo("Europe/Oslo")
ASLEEP = """
import sys
from datetime import datetime
from pathlib import Path
import tui.ui.watching, tui.wiring
from tui.cli import main
tui.ui.watching.MINUTE = 0.1
tui.wiring.clock = lambda: datetime.fromisoformat(Path({clock!r}).read_text(encoding="utf-8"))
sys.exit(main(["--profile", "demo", "--offline"]))
"""
"""The program by the clock on the wall, which is a file, and looked at often."""


def office_hours(home: Path, *words: str) -> str:
    return run(home, "--profile", "demo", "hours", *words).stdout


@contextmanager
def terminal(home: Path, *words: str, columns: int = 120, rows: int = 40) -> Iterator[Terminal]:
    with Terminal(words, env=environment(home, TERM="xterm-256color"), columns=columns, rows=rows) as opened:
        yield opened


def leave(opened: Terminal) -> None:
    os.write(opened.fd, b"Q")
    assert opened.wait() == 0


def begun(home: Path) -> None:
    """The demo as it is when it opens for the first time, before its first sync."""
    with ExitStack() as ends:
        paths = locate({"SAMSPILL_HOME": str(home)})
        demo_profile(settle(Setup(paths=paths, settings=Settings(), environ={}, language="en", ends=ends), "demo"))


def row_with(opened: Terminal, pattern: str) -> str:
    """Go down until the cursor is on such a row."""
    for _ in range(60):
        if re.search(pattern, opened.line):
            return opened.line
        opened.press("j")
    raise AssertionError(f"no {pattern!r} in:\n{opened.text}")


def rows(home: Path) -> dict[str, int]:
    told = json.loads(run(home, "status", "--json").stdout)["collections"]
    return {name: one["rows"] for name, one in told.items()}


# -- killed in the middle of a sync --------------------------------------------------------------------------


def test_killed_in_the_middle_of_a_sync_no_row_is_lost_and_silence_is_not_no_change(tmp_path: Path) -> None:
    home, served = tmp_path / "home", Served(tmp_path / "served")
    then, now = compose(MONDAY)
    served.write(then, MONDAY, "1")
    with ExitStack() as ends:
        relay = ends.enter_context(Relay("http://127.0.0.1:9"))
        configured(home, relay.url)
        with serving(tmp_path, served.folder) as url:
            relay.towards(url)
            assert run(home, "sync").returncode == 0
        whole = rows(home)
        served.write(now, MONDAY, "1")
        relay.towards(ends.enter_context(serving(tmp_path, served.folder)))  # it knows no position of the first one
        relay.hold = "agreements"
        (home / "config.toml").write_text(f'[profiles.test]\nurl = "{relay.url}"\n[sync]\nhold_off_minutes = 0\n')
        with terminal(home) as opened:
            opened.expect("7 Sync")
            while not relay.held.wait(0.05):
                opened.read(0.05)
            os.kill(opened.pid, signal.SIGKILL)
            assert opened.wait() == -signal.SIGKILL
        assert rows(home) == whole
        with terminal(home, "--offline") as opened:
            opened.expect("7 Sync")
            opened.press("7")
            opened.expect(r"Office hours +\d+ .* not finished")
            opened.expect(r"Partners +\d+ .* not finished")
            opened.press("6")
            opened.expect("NOT CHECKED")
            opened.expect("Office hours not checked: the last sync is not finished")
            leave(opened)
        relay.hold = None
        assert run(home, "sync").returncode == 0
        with terminal(home, "--offline") as opened:
            opened.expect("7 Sync")
            opened.press("7")
            opened.expect(r"Office hours +\d+ .* whole")
            opened.press("6")
            opened.expect("OFFICE HOURS \\(6\\)")
            assert "NOT CHECKED" not in opened.text
            leave(opened)


# -- marked, and changed again -------------------------------------------------------------------------------


def test_a_mark_falls_when_the_source_changes_the_field_again_and_both_steps_are_there(tmp_path: Path) -> None:
    with terminal(tmp_path, "demo") as opened:
        opened.expect("Everything is fetched", 60)
        opened.press("6")
        opened.expect("21 not seen")
        row_with(opened, r" 15 +-> 15:30")
        opened.press("m")
        opened.expect(r" x \d.* 15 +-> 15:30")
        opened.expect("20 not seen")
        hours = tmp_path / "cache" / "demo" / "served" / "hours.toml"
        text = hours.read_text(encoding="utf-8")
        assert text.count('closes = "15:30"') == 1
        hours.write_text(text.replace('closes = "15:30"', 'closes = "16:00"'), encoding="utf-8")
        opened.press("R")
        opened.expect(r"\. \d.* 15:30 +-> 16\b", 60)
        opened.expect(r"\. \d.* 15 +-> 15:30")
        opened.expect("22 not seen")
        leave(opened)


def test_what_was_marked_stays_marked_when_the_demo_is_opened_again(tmp_path: Path) -> None:
    with terminal(tmp_path, "demo") as opened:
        opened.expect("Everything is fetched", 60)
        opened.press("6m")
        opened.expect("20 not seen")
        leave(opened)
    with terminal(tmp_path, "demo") as opened:
        opened.expect("online - all fetched", 60)
        opened.expect("6 Changes 20")
        leave(opened)
    with terminal(tmp_path, "demo", "--fresh") as opened:
        opened.expect("Everything is fetched", 60)
        opened.expect("6 Changes 21")
        leave(opened)


# -- a review, from the first agreement to the report --------------------------------------------------------


def test_a_review_is_done_and_reported_without_the_network_and_without_leaving(tmp_path: Path) -> None:
    assert run(tmp_path, "demo").returncode == 0
    taken = tmp_path / "taken"
    taken.mkdir()
    (tmp_path / "config.toml").write_text(f'export_folder = "{taken}"\n', encoding="utf-8")
    with terminal(tmp_path, "--profile", "demo", "--offline") as opened:
        opened.expect("7 Sync")
        opened.press("4")
        opened.expect("0 of 13 reviewed")
        opened.expect(r"Review (T\d-\d{4}) .* against .*gjennomgang \(eksempel\)")
        opened.press("g")
        for number in range(1, 14):
            opened.press("m")
            if f" {number} of 13 reviewed" not in opened.text:  # one that was noted on is seen already
                opened.press("m")
            opened.expect(rf"\b{number} of 13 reviewed")
        opened.expect(r"Close the review of T\d-\d{4} \(13 of 13 reviewed\)")
        opened.press("\r")
        opened.expect("The review is closed and kept as")
        opened.expect("13 of 13 reviewed, closed")
        opened.press("e")
        opened.expect("Make a file of what is in view")
        (number_of,) = re.findall(r"(\d) +Review \S+, all agreements: Markdown", opened.text)
        opened.press(number_of)
        opened.expect("Written: |The file is written")  # a long name gets a page of its own
        opened.press("\x7f")
        opened.expect("7 Sync")
        leave(opened)
    (report,) = taken.iterdir()
    text = report.read_text(encoding="utf-8")
    assert "13 of 13 reviewed" in text
    assert "9 -\\> 12" in text
    assert "Gikk gjennom målene med Bymisjonen" in text


# -- the same words ------------------------------------------------------------------------------------------


def test_what_a_sync_brought_is_the_same_sentence_on_the_screen_and_in_lines(tmp_path: Path) -> None:
    (said,) = re.findall(r"^Everything is fetched.*", run(tmp_path / "lines", "demo").stdout, re.MULTILINE)
    with terminal(tmp_path / "screen", "demo") as opened:
        opened.expect("Everything is fetched", 60)
        assert said in opened.text
        leave(opened)


def test_changes_points_and_answers_are_told_alike_on_the_screen_in_lines_and_in_a_table(tmp_path: Path) -> None:
    assert run(tmp_path, "demo").returncode == 0
    changes = run(tmp_path, "--profile", "demo", "changes")
    table = run(tmp_path, "--profile", "demo", "export", "changes", "--csv")
    today = run(tmp_path, "--profile", "demo", "today")
    assert (changes.returncode, table.returncode, today.returncode) == (0, 0, 0)
    with terminal(tmp_path, "--profile", "demo", "--offline", columns=250, rows=60) as opened:
        opened.expect("7 Sync")
        opened.press("6")
        opened.expect("21 not seen")
        for words in ("GOALS (7)", "number", "CANCELLED", "partly done", "partner, gone; shown for 90 days"):
            assert words in opened.text
            assert words in changes.stdout
        (end,) = re.findall(r"end date: (\S+) -> (\S+)", changes.stdout)
        assert re.search(rf"end date +{end[0]} +-> {end[1]}", opened.text)
        for words in ("partly done", "CANCELLED"):
            assert words in table.stdout
        opened.press("1")
        opened.expect("21 changes at 15 partners")
        assert "21 changes at 15 partners" in today.stdout
        for words in ("OVERDUE", "Vil dere fornye avtalen, eller la den gå ut? (eksempel)", "changed, see Changes"):
            assert words in opened.text
            assert words in today.stdout
        leave(opened)


def test_a_cancelled_session_is_told_alike_on_the_screen_in_lines_and_in_a_table(tmp_path: Path) -> None:
    assert run(tmp_path, "demo").returncode == 0
    (line,) = [one for one in office_hours(tmp_path).splitlines() if "Veilederen er syk" in one]
    (record,) = [one for one in office_hours(tmp_path, "--csv").splitlines() if "Veilederen er syk" in one]
    (word,) = re.findall(r"^ *([A-Z]+) ", line)
    note = "Veilederen er syk (eksempel), otherwise 10:00-12:00"
    assert line.endswith(note)
    assert ";cancelled;" in record
    with terminal(tmp_path, "--profile", "demo", "--offline", columns=160) as opened:
        opened.expect("7 Sync")
        opened.press("3")
        shown = row_with(opened, word)
        assert "Veilederen er syk" in shown
        opened.expect("otherwise 10:00-12:00")
        leave(opened)


def says(clock: Path, moment: datetime) -> None:
    """Set the clock on the wall; whoever looks sees the one time or the other."""
    beside = clock.with_name("set")
    beside.write_text(moment.isoformat(), encoding="utf-8")
    beside.replace(clock)


def dated(word: str, day: date) -> str:
    return rf"{word} +\w\w {day.day}\.{day.month}\b"


def on_top(day: date) -> str:
    """Row 3 of the first pane."""
    return rf" {day.day} \w+ {day.year}, week {day.isocalendar().week}\b"


# -- over midnight -------------------------------------------------------------------------------------------


def test_at_midnight_today_is_another_day(tmp_path: Path) -> None:
    begun(tmp_path / "home")
    clock = tmp_path / "clock"
    day = datetime.now(OSLO).date() + timedelta(days=1)
    midnight = datetime.combine(day, time(), OSLO).astimezone(UTC)
    says(clock, midnight - timedelta(seconds=2))
    with Terminal(
        [], env=environment(tmp_path / "home", TERM="xterm-256color"), columns=120, rows=40,
        program=(sys.executable, "-c", ASLEEP.format(clock=str(clock))),
    ) as opened:  # fmt: skip
        opened.expect("7 Sync")
        opened.press("1")
        opened.expect(on_top(day - timedelta(days=1)))
        says(clock, midnight - timedelta(seconds=1))
        opened.press("3")
        opened.expect(dated("TODAY", day - timedelta(days=1)))
        opened.expect(dated("TOMORROW", day))
        says(clock, midnight + timedelta(seconds=1))
        opened.expect(dated("TODAY", day))
        opened.expect(dated("TOMORROW", day + timedelta(days=1)))
        opened.press("1")
        opened.expect(on_top(day))
        says(clock, midnight + timedelta(days=1))
        opened.expect(on_top(day + timedelta(days=1)))
        leave(opened)
