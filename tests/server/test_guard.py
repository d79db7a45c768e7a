"""The token, and who may ask without one."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from tui.server.guard import is_loopback

from .folders import Running, running, write
from .schemas import faults


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    folder = tmp_path_factory.mktemp("guarded")
    token = folder / "token"
    token.write_text("a-long-word\n", encoding="ascii")
    token.chmod(0o600)
    with running(write(folder / "data"), token_file=token) as started:
        yield started


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    with running(write(tmp_path_factory.mktemp("open"))) as started:
        yield started


@pytest.mark.parametrize("path", ["/", "/organizations", "/changes", "/agreements/x", "/nowhere"])
@pytest.mark.parametrize(
    "sent", [None, "Bearer wrong", "Bearer a-long-word2", "Basic a-long-word", "a-long-word", "Bearer æ"]
)
def test_without_the_token_nothing_is_told(guarded: Running, path: str, sent: str | None) -> None:
    headers = {} if sent is None else {b"Authorization": sent.encode()}
    reply = guarded.http.get(path, headers=headers)
    assert (reply.status_code, reply.headers["content-type"]) == (401, "application/problem+json")
    assert reply.headers["www-authenticate"].startswith("Bearer")
    assert faults("Problem", reply.json()) == []
    assert "a-long-word" not in reply.text


@pytest.mark.parametrize("sent", ["Bearer a-long-word", "bearer a-long-word"])
def test_the_token_opens(guarded: Running, sent: str) -> None:
    assert guarded.http.get("/organizations", headers={"Authorization": sent}).status_code == 200


@pytest.mark.parametrize("path", ["/profile/", "/profile/agreement.json", "/openapi.json"])
def test_the_description_of_the_interface_is_open(guarded: Running, path: str) -> None:
    assert guarded.http.get(path).status_code == 200


def test_with_a_token_any_host_name_will_do(guarded: Running) -> None:
    headers = {"Authorization": "Bearer a-long-word", "Host": "data.example"}
    assert guarded.http.get("/", headers=headers).json()["profile"] == "http://data.example/profile/"


@pytest.mark.parametrize(
    "host", ["evil.example", "evil.example:80", "127.0.0.1.evil.example", "", "[::1", "localhost.x"]
)
def test_without_a_token_foreign_names_are_refused(server: Running, host: str) -> None:
    reply = server.http.get("/organizations", headers={"Host": host})
    assert (reply.status_code, reply.headers["content-type"]) == (421, "application/problem+json")
    assert faults("Problem", reply.json()) == []


@pytest.mark.parametrize("host", ["localhost", "LOCALHOST:1", "127.0.0.1:8000", "[::1]:8000", "127.9.9.9"])
def test_without_a_token_names_of_this_machine_are_served(server: Running, host: str) -> None:
    assert server.http.get("/organizations", headers={"Host": host}).status_code == 200


@pytest.mark.parametrize(
    ("host", "expected"),
    [
        ("127.0.0.1", True),
        ("::1", True),
        ("localhost", True),
        ("0.0.0.0", False),  # noqa: S104
        ("::", False),
        ("box.example", False),
    ],
)
def test_what_is_this_machine(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected
