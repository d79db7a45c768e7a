"""The program in a real terminal: bytes on the wire, hostile records, a lost server, a hung-up line."""

from __future__ import annotations

import os
import re
import shutil
import signal
import threading
from collections.abc import Iterator
from datetime import UTC, datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from tests.api.hsdsserver import HsdsServer, Item
from tests.running import environment
from tests.terminal import Terminal
from tui.paths import locate
from tui.present.dates import local_date
from tui.ui.state import ScreenState, save

from .conftest import sync_into

PANES = "1234567"


def home_with(cache: Path, home: Path) -> Path:
    """A home whose demo profile has this local copy."""
    target = home / "cache" / "demo"
    shutil.copytree(cache.parent, target)
    for folder in (home, home / "cache", target):
        folder.chmod(0o700)
    left_in(home, "demo")
    return home


def left_in(home: Path, profile: str, pane: str = "partners") -> None:
    """As if this pane had been left a moment ago: otherwise the app begins with what the day holds."""
    day = local_date(datetime.now(UTC)).isoformat()
    save(locate({"SAMSPILL_HOME": str(home)}).state_file(profile), ScreenState(pane=pane, day=day))


def over_ssh(home: Path, **more: str) -> dict[str, str]:
    """A plain 16-colour terminal at the far end of a line."""
    return environment(home, **{"TERM": "xterm", "SSH_CONNECTION": "192.0.2.1 1 192.0.2.2 22", **more})


@pytest.fixture
def offline(synced: Path, tmp_path: Path) -> Iterator[Terminal]:
    home = home_with(synced, tmp_path / "home")
    with Terminal(["--profile", "demo", "--offline"], env=over_ssh(home)) as terminal:
        terminal.expect("Agder")
        terminal.settle()
        yield terminal


def test_bytes_on_the_wire_stay_within_the_budget(offline: Terminal) -> None:
    assert len(offline.sent) <= 14_000
    offline.press("jjj")
    row = offline.first_burst("k")
    assert 0 < row <= 300
    for pane in PANES * 2:
        assert offline.press(pane) <= 6_000
    offline.press("2")
    offline.press("/")
    offline.press("mosj")
    assert 0 < offline.press("ø") <= 200  # the same partner is still the only one
    offline.press("\x1b")
    offline.settle()
    before = len(offline.sent)
    offline.read(10)
    assert len(offline.sent) == before


def test_a_mark_costs_little_more_than_what_it_says(offline: Terminal) -> None:
    offline.press("4")
    offline.expect("0 of 13 reviewed")
    offline.settle()
    assert 0 < offline.press("m") <= 400  # the stage and one sentence
    assert "seen" in offline.text
    assert 0 < offline.press("m") <= 2_000  # finished: the next agreement and its card too
    assert "1 of 13 reviewed" in offline.text
    assert 0 < offline.press("u") <= 2_000
    assert "0 of 13 reviewed" in offline.text


def test_no_mouse_no_animation_over_ssh(offline: Terminal) -> None:
    assert b"\x1b[?1003h" not in offline.sent
    assert b"\x1b[?1000h" not in offline.sent


def test_the_terminal_is_given_back_as_it_was(offline: Terminal) -> None:
    offline.press("q")
    assert offline.wait() == 0
    assert offline.sent.endswith(b"\x1b[?25h")
    assert b"\x1b[?1049l" in offline.sent
    assert b"\x1b[?25h" in offline.sent


@pytest.mark.parametrize("number", [signal.SIGHUP, signal.SIGTERM])
def test_a_hung_up_line_ends_it_in_order(offline: Terminal, number: signal.Signals) -> None:
    offline.press("4")
    os.kill(offline.pid, number)
    assert offline.wait() == 0
    assert b"\x1b[?1049l" in offline.sent


class Patient(BaseHTTPRequestHandler):
    """A server that asks for a quarter of a minute, whatever it is asked."""

    def do_GET(self) -> None:
        self.send_response(429)
        self.send_header("Retry-After", "15")
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002
        pass


def test_a_pause_is_counted_down_and_stopped_for_few_bytes(tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir(mode=0o700)
    with ThreadingHTTPServer(("127.0.0.1", 0), Patient) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        address = f"http://127.0.0.1:{server.server_port}"
        (home / "config.toml").write_text(f'[profiles.nord]\nurl = "{address}"\n', encoding="utf-8")
        with Terminal([], env=over_ssh(home)) as terminal:
            terminal.expect("SYNCING - trying again in 1[0-4] s")
            terminal.settle()
            for _second in range(2):
                assert 0 < len(terminal.read(10)) <= 120
            os.write(terminal.fd, b"\x03")
            terminal.expect("The fetching was stopped. Nothing was lost")
            terminal.expect("not checked")
            terminal.press("Q")
            assert terminal.wait() == 0
        server.shutdown()


def test_the_server_goes_away_while_one_reads(tmp_path: Path) -> None:
    """The whole promise: sync, read, lose the server, be told, come back offline to the same data with their age."""
    home = tmp_path / "home"
    records: list[Item] = [{"id": "1", "name": "Brua møteplass"}, {"id": "2", "name": "Åsgård frivilligsentral"}]
    home.mkdir(mode=0o700)
    left_in(home, "nord")
    with HsdsServer({"organizations": records, "services": [], "service_at_locations": []}) as server:
        (home / "config.toml").write_text(f'[profiles.nord]\nurl = "{server.url}"\n', encoding="utf-8")
        with Terminal([], env=over_ssh(home)) as terminal:
            terminal.expect("Brua møteplass")
            terminal.expect("online")
            server.__exit__(None, None, None)
            terminal.press("R")
            terminal.expect("OFFLINE - data from today", 60)
            assert "Åsgård" in terminal.text
            terminal.press("q")
            assert terminal.wait() == 0
    with Terminal(["--offline"], env=over_ssh(home)) as terminal:
        terminal.expect("Brua møteplass")
        assert "OFFLINE - data from today" in terminal.text
        os.kill(terminal.pid, signal.SIGKILL)
    with Terminal([], env=over_ssh(home)) as terminal:
        terminal.expect("Brua møteplass")


# -- text from outside ---------------------------------------------------------------------------------------

HOSTILE = (
    "[/]",
    "[@click=app.quit]x",
    "\x1b[31mrød\x1b[0m",
    "\x1b]52;c;ZXZpbA==\x1b\\utklipp",
    "\x1b]0;tittel\x07vindu",
    "\x9b31mC1\x9d0;t\x9c",
    "\x7fslettet",
    "\u202egalt\u2066vei\u2069",
    "usyn\u200blig\U000e0041",
    "rad\rto\nlinjer\u2028skilt",
    "[link='https://evil.example']lenke[/link]",
)
SHOWN = ("[/]", "[@click=app.quit]x", "␛[31mrød␛[0m", "␛]52;c;ZXZpbA==␛\\utklipp", "␡slettet", "galtvei", "usynlig")
"""What some of them look like when they are harmless."""
FORBIDDEN = re.compile("[\x80-\x9f\x7f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u200b\U000e0000-\U000e0fff]")


def hostile_records() -> dict[str, list[Item]]:
    """One record of every kind per hostile string, with that string in every field that is shown."""
    organizations: list[Item] = []
    meetings: list[Item] = []
    agreements: list[Item] = []
    for number, text in enumerate(HOSTILE):
        contact = {"id": f"c{number}", "name": text, "title": text, "email": text, "phones": [{"number": text}]}
        address = {"address_1": text, "city": text, "postal_code": "", "state_province": "", "country": "NO"}
        place = {
            "id": f"l{number}",
            "name": text,
            "location_type": "physical",
            "organization_id": f"o{number}",
            "addresses": [{"id": "a", "address_type": "physical", **address}],
        }
        organizations.append(
            {
                "id": f"o{number}",
                "name": text,
                "alternate_name": text,
                "description": text,
                "website": text,
                "email": text,
                "contacts": [contact],
                "locations": [place],
            }
        )
        meetings.append(
            {
                "id": f"m{number}",
                "service": {"id": f"s{number}", "name": text, "status": "active", "organization_id": f"o{number}"},
                "location": place,
                "contacts": [contact],
                "schedules": [
                    {
                        "id": f"r{number}",
                        "freq": "WEEKLY",
                        "byday": "MO,TU,WE,TH,FR,SA,SU",
                        "opens_at": "10:00",
                        "closes_at": "12:00",
                        "description": text,
                        "notes": text,
                    }
                ],
            }
        )
        goal = {
            "id": f"g{number}",
            "title": text,
            "description": text,
            "actions": [{"id": "t", "title": text, "status": "scheduled"}],
            "indicators": [{"id": "i", "title": text, "unit": text, "periods": [{"target": 2, "comment": text}]}],
        }
        agreements.append(
            {
                "id": f"a{number}",
                "title": text,
                "type": text,
                "description": text,
                "meeting_cadence": text,
                "signed_place": text,
                "parties": [{"organization_id": f"o{number}", "role": text, "signatory_name": text}],
                "documents": [{"title": text, "url": text}],
                "sources": [{"title": text, "url": text}],
                "goals": [goal],
            }
        )
    return {
        "organizations": organizations,
        "services": [],
        "service_at_locations": meetings,
        "agreements": agreements,
    }


def test_hostile_records_are_shown_as_what_they_are(tmp_path: Path) -> None:
    cache = tmp_path / "copy" / "cache.db"
    with HsdsServer(hostile_records()) as server:
        assert sync_into(cache, server.url, datetime.now(UTC)).whole
    home = home_with(cache, tmp_path / "home")
    seen = ""
    with Terminal(["--profile", "demo", "--offline"], env=over_ssh(home), columns=120, rows=40) as terminal:
        terminal.expect("demo")
        terminal.settle()
        for pane in PANES:
            terminal.press(pane)
            seen += terminal.text
            for _row in HOSTILE:
                terminal.press("j")
                seen += terminal.text
            terminal.press("\r")
            terminal.press("/")
            terminal.press("[/]")
            terminal.press("\x1b")
            terminal.settle()
        terminal.press("Q")
        assert terminal.wait() == 0
        sent = terminal.sent.decode()
    assert [text for text in SHOWN if text not in seen] == []
    assert FORBIDDEN.findall(sent) == []
    assert re.findall(r"\x1b[\]P^_X]", sent.replace("\x1b]22;", "")) == []  # no OSC, DCS, PM, APC or SOS of theirs
    assert "evil.example" in seen
