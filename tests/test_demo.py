"""The demo server lives exactly as long as whoever started it."""

from __future__ import annotations

import http.client
import importlib.util
import json
import os
import re
import signal
import socket
import stat
import subprocess
import sys
from contextlib import ExitStack, closing, suppress
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from tui import demo
from tui.domain.errors import NoDemo

from .running import SAMPLE, environment
from .terminal import Terminal


def connected(url: str) -> socket.socket:
    parts = urlsplit(url)
    assert parts.hostname
    assert parts.port
    return socket.create_connection((parts.hostname, parts.port), timeout=30)


def gone(url: str) -> bool:
    try:
        connected(url).close()
    except ConnectionRefusedError:
        return True
    return False


def partners(url: str) -> int:
    connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=30)
    with closing(connection):
        connection.request("GET", "/organizations?per_page=1")
        return int(json.load(connection.getresponse())["total_items"])


def test_it_serves_the_sample_until_the_end(tmp_path: Path) -> None:
    with ExitStack() as ends:
        url = demo.start(ends, SAMPLE, tmp_path / "log")
        assert partners(url) > 1
    assert gone(url)
    assert stat.S_IMODE((tmp_path / "log" / "demo-server.log").stat().st_mode) == 0o600


def test_it_serves_made_up_partners(tmp_path: Path) -> None:
    with ExitStack() as ends:
        url = demo.start(ends, SAMPLE, tmp_path, scale=1000)
        assert partners(url) > 1000


def test_it_dies_with_a_parent_that_is_killed(tmp_path: Path) -> None:
    code = (
        "import pathlib, signal, sys; from contextlib import ExitStack; from tui import demo\n"
        "with ExitStack() as ends:\n"
        "    print(demo.start(ends, *map(pathlib.Path, sys.argv[1:])), flush=True)\n"
        "    signal.pause()\n"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code, str(SAMPLE), str(tmp_path)],
        env=environment(tmp_path),
        stdout=subprocess.PIPE,
        text=True,
    ) as parent:
        assert parent.stdout
        url = parent.stdout.readline().strip()
        with closing(connected(url)) as line:
            parent.send_signal(signal.SIGKILL)
            with suppress(ConnectionResetError):
                assert line.recv(1) == b""  # the other side is gone
    assert gone(url)


def test_a_server_that_does_not_come_up_is_said_so(tmp_path: Path) -> None:
    with ExitStack() as ends, pytest.raises(NoDemo) as caught:
        demo.start(ends, tmp_path / "none", tmp_path)
    assert caught.value.installed


def test_a_server_that_stays_silent_is_ended(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(demo, "GRACE", 0.2)
    code = "import signal; signal.pause()"
    process = subprocess.Popen([sys.executable, "-c", code], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
    assert process.stdout
    with pytest.raises(NoDemo):
        demo.announced(process.stdout, 0.2)
    demo.stop(process)
    assert process.returncode == -signal.SIGKILL
    assert process.stdin
    assert process.stdin.closed


def test_without_the_extra_it_says_so(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with ExitStack() as ends, pytest.raises(NoDemo) as caught:
        demo.start(ends, SAMPLE, tmp_path)
    assert not caught.value.installed


def test_the_app_opens_on_it_and_its_copy_outlives_it(tmp_path: Path) -> None:
    env = environment(tmp_path, TERM="xterm-256color")
    with Terminal(["demo"], env=env) as terminal:
        terminal.expect("Everything is fetched")
        rows = terminal.text
        os.write(terminal.fd, b"Q")
        assert terminal.wait() == 0
    with Terminal(["--profile", "demo", "--offline"], env=env) as terminal:
        terminal.expect(re.escape(rows.splitlines()[6].strip()))
        os.write(terminal.fd, b"Q")
        assert terminal.wait() == 0


def test_a_terminal_that_cannot_be_drawn_on_gets_the_status(tmp_path: Path) -> None:
    with Terminal(["--lang", "en"], env=environment(tmp_path, TERM="dumb")) as terminal:
        assert terminal.wait() == 0
        assert "never fetched" in terminal.text
        assert b"\x1b" not in terminal.sent
