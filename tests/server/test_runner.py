"""The server as a process: where it binds, when it refuses, how it ends."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest

from tui.server.faults import FolderBroken
from tui.server.runner import FolderServer, Refusal, ServeRefused, read_token, serve

from .folders import PARTNERS, running, save, write
from .schemas import page_faults

PROGRAM = """
import sys
from pathlib import Path
from tui.server.runner import serve
sys.exit(serve(Path(sys.argv[1]), announce=lambda url: print(url, flush=True), until_eof=len(sys.argv) > 2))
"""


@contextmanager
def process(folder: Path, *arguments: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    """The server in a process of its own, and the URL it announces."""
    command = [sys.executable, "-c", PROGRAM, str(folder), *arguments]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, text=True, stdin=pipe, stdout=pipe, stderr=pipe) as started:
        assert started.stdout is not None
        try:
            yield started, started.stdout.readline().strip()
        finally:
            started.kill()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_is_an_orderly_end(tmp_path: Path, number: signal.Signals) -> None:
    with process(write(tmp_path)) as (started, url):
        assert httpx.get(url, trust_env=False).json()["title"] == "Test"
        started.send_signal(number)
        _, errors = started.communicate(timeout=20)
        assert (started.returncode, errors) == (0, "")


def test_the_end_of_standard_input_is_the_end(tmp_path: Path) -> None:
    with process(write(tmp_path), "until-eof") as (started, url):
        assert httpx.get(url, trust_env=False).status_code == 200
        _, errors = started.communicate("ignored", timeout=20)
        assert (started.returncode, errors) == (0, "")


def test_a_fault_while_serving_is_told_on_stderr(tmp_path: Path) -> None:
    folder = write(tmp_path)
    with process(folder) as (started, url):
        assert started.stderr is not None
        save(folder, PARTNERS.replace('"public"', '"pubic"'))
        assert "partners.toml, line 3: partner.nav-vefsna.sector:" in started.stderr.readline()  # without any request
        save(folder, PARTNERS)
        assert started.stderr.readline() == f"{folder} is in order again. The changes are served.\n"
        assert httpx.get(f"{url}/organizations", trust_env=False).json()["total_items"] == 3


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1", "server.example"])  # noqa: S104
def test_other_machines_only_with_a_token(tmp_path: Path, host: str) -> None:
    with pytest.raises(ServeRefused, match="Give a token file") as caught:
        serve(write(tmp_path), host=host, announce=pytest.fail)
    assert caught.value.reason is Refusal.NO_TOKEN


def token_file(folder: Path, content: bytes = b"word\n", mode: int = 0o600) -> Path:
    path = folder / "token"
    path.write_bytes(content)
    path.chmod(mode)
    return path


def test_other_machines_with_a_token(tmp_path: Path) -> None:
    server = FolderServer(write(tmp_path / "data"), host="0.0.0.0", token_file=token_file(tmp_path))  # noqa: S104
    thread = threading.Thread(target=server.run)
    thread.start()
    url = server.url.replace("0.0.0.0", "127.0.0.1")  # noqa: S104
    assert httpx.get(f"{url}/organizations", trust_env=False).status_code == 401
    assert httpx.get(url, headers={"Authorization": "Bearer word"}, trust_env=False).status_code == 200
    server.stop()
    thread.join()


def test_ipv6_loopback(tmp_path: Path) -> None:
    if not has_ipv6():  # a machine without it says so in words
        with pytest.raises(ServeRefused, match="cannot be used"):
            FolderServer(write(tmp_path), host="::1")
        return
    server = FolderServer(write(tmp_path), host="::1")
    thread = threading.Thread(target=server.run)
    thread.start()
    assert server.url.startswith("http://[::1]:")
    assert httpx.get(server.url, trust_env=False).json()["profile"] == f"{server.url}/profile/"
    server.stop()
    thread.join()


def has_ipv6() -> bool:
    try:
        with socket.create_server(("::1", 0), family=socket.AF_INET6):
            return True
    except OSError:
        return False


@pytest.mark.parametrize("mode", [0o644, 0o640, 0o604, 0o700])
def test_a_token_others_may_read_is_refused(tmp_path: Path, mode: int) -> None:
    with pytest.raises(ServeRefused, match="chmod 600") as caught:
        read_token(token_file(tmp_path, mode=mode))
    assert caught.value.reason is Refusal.TOKEN_UNSAFE


def test_a_token_of_somebody_else_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = token_file(tmp_path)
    owner = path.stat().st_uid
    monkeypatch.setattr(os, "getuid", lambda: owner + 1)
    with pytest.raises(ServeRefused) as caught:
        read_token(path)
    assert caught.value.reason is Refusal.TOKEN_UNSAFE


@pytest.mark.parametrize("content", [b"", b"\n \n", b"two words", "ø".encode(), b"a\x00b"])
def test_a_token_that_cannot_be_sent_is_refused(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(ServeRefused) as caught:
        read_token(token_file(tmp_path, content))
    assert caught.value.reason is Refusal.TOKEN_UNUSABLE


def test_a_missing_token_file_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ServeRefused, match="cannot be read") as caught:
        serve(write(tmp_path), token_file=tmp_path / "none", announce=pytest.fail)
    assert caught.value.reason is Refusal.TOKEN_UNREADABLE


def test_a_token_in_a_folder_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ServeRefused):
        read_token(tmp_path)


def test_a_taken_port_is_refused(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(ServeRefused, match="cannot be used") as caught:
        serve(write(tmp_path), port=taken.getsockname()[1], announce=pytest.fail)
    assert caught.value.reason is Refusal.ADDRESS


@pytest.mark.parametrize("port", [-1, 70_000])
def test_an_impossible_port_is_refused(tmp_path: Path, port: int) -> None:
    with pytest.raises(ServeRefused) as caught:
        serve(write(tmp_path), port=port, announce=pytest.fail)
    assert caught.value.reason is Refusal.ADDRESS


def test_a_faulty_folder_is_refused_before_anything_is_announced(tmp_path: Path) -> None:
    with pytest.raises(FolderBroken):
        serve(tmp_path, announce=pytest.fail)


def test_made_up_partners_are_served_like_the_others(tmp_path: Path) -> None:
    with running(write(tmp_path), scale=1000) as server:
        page = server.http.get("/organizations?full=true&per_page=500&page=3").json()
        assert page["total_items"] == 1003
        assert page_faults("Organization", page) == []
        hours = server.http.get("/service_at_locations?full=true").json()
        assert page_faults("ServiceAtLocation", hours) == []
        assert page_faults("Service", server.http.get("/services?full=true").json()) == []
