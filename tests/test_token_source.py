"""Where a token comes from, and that it goes nowhere else."""

from __future__ import annotations

import os
import pickle
import sys
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from tui import token_source
from tui.domain.errors import BadConfig, ConfigFault
from tui.present.errors import sentence
from tui.settings import Profile
from tui.token_source import Token, resolve, take

SECRET = "s3cret-Token_1"
URL = "https://samspill.example.no"


def printing(text: str, code: int = 0) -> tuple[str, ...]:
    return (sys.executable, "-c", f"import sys; sys.stdout.write({text!r}); sys.exit({code})")


def private(path: Path, content: str = SECRET + "\n", mode: int = 0o600) -> Path:
    path.write_text(content, encoding="utf-8")
    path.chmod(mode)
    return path


def revealed(token: Token | None) -> str | None:
    return token.reveal() if token else None


def refused(profile: Profile, environ: dict[str, str] | None = None) -> BadConfig:
    with pytest.raises(BadConfig) as caught:
        resolve(profile, environ or {})
    assert SECRET not in repr(caught.value)
    assert SECRET not in str(caught.value)
    return caught.value


def test_nothing_set_up_is_no_token() -> None:
    assert resolve(Profile(url=URL), {}) is None


def test_the_first_source_wins(tmp_path: Path) -> None:
    environ = {"SAMSPILL_TOKEN": "from-environment", "CREDENTIALS_DIRECTORY": str(tmp_path)}
    private(tmp_path / "samspill-token", "from-systemd")
    file = private(tmp_path / "file", "from-file")
    inherited = take(environ)
    everything = Profile(url=URL, token_command=printing("from-command"), token_file=file)
    assert revealed(resolve(everything, environ, inherited)) == "from-command"
    no_command = Profile(url=URL, token_file=file)
    assert revealed(resolve(no_command, environ, inherited)) == "from-environment"
    assert revealed(resolve(no_command, environ)) == "from-systemd"
    assert revealed(resolve(no_command, {})) == "from-file"


def test_the_environment_keeps_nothing() -> None:
    environ = {"SAMSPILL_TOKEN": SECRET, "OTHER": "x"}
    token = take(environ)
    assert environ == {"OTHER": "x"}
    assert revealed(token) == SECRET
    assert take(environ) is None


def test_a_token_does_not_show_itself() -> None:
    token = Token(SECRET, "token_file")
    assert SECRET not in f"{token} {token!r} {[token]}"
    assert "token_file" in repr(token)
    with pytest.raises(TypeError):
        pickle.dumps(token)


@pytest.mark.parametrize("output", [SECRET, SECRET + "\n", SECRET + "\nlogin: me\n", f" {SECRET}\t\r\n"])
def test_the_first_line_of_a_command_is_the_token(output: str) -> None:
    assert revealed(resolve(Profile(url=URL, token_command=printing(output)), {})) == SECRET


@pytest.mark.parametrize("output", ["", "\n" + SECRET, "a\x00b", "a\x1b[2Jb", "nøkkel", "x" * 20_000])
def test_what_does_not_belong_in_a_header_is_refused(output: str) -> None:
    assert refused(Profile(url=URL, token_command=printing(output))).fault is ConfigFault.WRONG_VALUE


def test_a_line_break_from_the_environment_is_refused() -> None:
    with pytest.raises(BadConfig) as caught:
        take({"SAMSPILL_TOKEN": SECRET + "\r\nX-Other: 1"})
    assert SECRET not in repr(caught.value)


def test_a_command_that_fails_or_is_missing_is_named_without_its_arguments() -> None:
    failed = refused(Profile(url=URL, token_command=printing(SECRET, code=3)))
    assert (failed.fault, failed.key) == (ConfigFault.UNREADABLE, "token_command")
    assert failed.found == f"{sys.executable}: 3"
    missing = refused(Profile(url=URL, token_command=("samspill-no-such-command", SECRET)))
    assert missing.found == "samspill-no-such-command"


def test_a_command_gets_no_input_no_shell_and_no_token(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SAMSPILL_TOKEN", SECRET)
    inherited = take(os.environ)
    code = "import os, sys; print(sys.stdin.read() + os.environ.get('SAMSPILL_TOKEN', 'none') + sys.argv[1])"
    token = resolve(Profile(url=URL, token_command=(sys.executable, "-c", code, "$HOME;*")), os.environ, inherited)
    assert revealed(token) == "none$HOME;*"


def test_a_command_that_waits_is_ended_with_its_children(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(token_source, "SECONDS", 1.0)
    fifo = tmp_path / "fifo"
    os.mkfifo(fifo)
    ended: list[bytes] = []
    reader = threading.Thread(target=lambda: ended.append(fifo.read_bytes()))  # ends when the last writer is gone
    reader.start()
    child = f"import signal; kept = open({str(fifo)!r}, 'w'); signal.pause()"
    code = f"import subprocess, sys; subprocess.run([sys.executable, '-c', {child!r}])"
    failed = refused(Profile(url=URL, token_command=(sys.executable, "-c", code)))
    assert failed.fault is ConfigFault.UNREADABLE
    reader.join(30)
    assert ended == [b""]


def test_a_credential_of_systemd_may_be_a_link(tmp_path: Path) -> None:
    private(tmp_path / "real", mode=0o440)
    (tmp_path / "samspill-token").symlink_to("real")
    assert revealed(resolve(Profile(url=URL), {"CREDENTIALS_DIRECTORY": str(tmp_path)})) == SECRET
    assert resolve(Profile(url=URL), {"CREDENTIALS_DIRECTORY": str(tmp_path / "none")}) is None


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o620, 0o601])
def test_a_file_others_may_touch_is_refused(tmp_path: Path, mode: int) -> None:
    file = private(tmp_path / "token", mode=mode)
    failed = refused(Profile(url=URL, token_file=file))
    assert (failed.fault, failed.path, failed.expected) == (ConfigFault.UNSAFE, file, "0600")


def test_a_link_a_folder_and_a_pipe_are_refused(tmp_path: Path) -> None:
    private(tmp_path / "real")
    (tmp_path / "link").symlink_to("real")
    (tmp_path / "folder").mkdir()
    os.mkfifo(tmp_path / "pipe", 0o600)
    for name in ("link", "folder", "pipe"):
        assert refused(Profile(url=URL, token_file=tmp_path / name)).fault is ConfigFault.UNSAFE


def test_a_missing_file_is_unreadable(tmp_path: Path) -> None:
    failed = refused(Profile(url=URL, token_file=tmp_path / "none"))
    assert (failed.fault, failed.path) == (ConfigFault.UNREADABLE, tmp_path / "none")


# -- the keyring -------------------------------------------------------------------------------------------------------

KEYRING = Profile(url=URL, keyring=True)
PACKAGE = """
import signal, threading
from keyring.errors import KeyringError

def get_password(service, name):
    {body}
"""


@pytest.fixture
def keyring(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Installs a package `keyring` that answers as its one function's body says."""
    before = {name: module for name, module in sys.modules.items() if name.partition(".")[0] == "keyring"}

    def forget() -> None:
        for name in [one for one in sys.modules if one.partition(".")[0] == "keyring"]:
            del sys.modules[name]

    def install(body: str) -> None:
        folder = tmp_path / "packages" / "keyring"
        folder.mkdir(parents=True)
        (folder / "errors.py").write_text("class KeyringError(Exception): pass\n", encoding="utf-8")
        (folder / "__init__.py").write_text(PACKAGE.format(body=body), encoding="utf-8")
        monkeypatch.syspath_prepend(folder.parent)

    forget()
    yield install
    forget()
    sys.modules.update(before)


def test_a_keyring_is_asked_for_the_profile(keyring: Callable[[str], None]) -> None:
    keyring("return f'{service}/{name}'")
    token = resolve(KEYRING, {}, name="nord")
    assert revealed(token) == "samspill/nord"
    assert repr(token) == "<Token from keyring>"


def test_a_keyring_is_neither_asked_nor_imported_unless_that_is_configured(keyring: Callable[[str], None]) -> None:
    keyring("raise AssertionError('asked')")
    assert resolve(Profile(url=URL), {}, name="nord") is None
    environ = {"SAMSPILL_TOKEN": SECRET}
    assert revealed(resolve(KEYRING, environ, take(environ), name="nord")) == SECRET
    assert "keyring" not in sys.modules


@pytest.mark.parametrize(
    ("body", "fault"),
    [
        ("return None", ConfigFault.KEYRING_EMPTY),
        ("return ''", ConfigFault.KEYRING_EMPTY),
        ("raise KeyringError('No recommended backend was available.')", ConfigFault.KEYRING_LOCKED),
        ("raise OSError('no session bus')", ConfigFault.KEYRING_LOCKED),
        (f"return '{SECRET}' + chr(10) + 'X-Other: 1'", ConfigFault.WRONG_VALUE),
    ],
)
def test_a_keyring_without_a_usable_token_is_said_so(
    keyring: Callable[[str], None], body: str, fault: ConfigFault
) -> None:
    keyring(body)
    failed = refused(KEYRING)
    assert (failed.fault, failed.key) == (fault, "keyring")


def test_a_keyring_that_waits_for_somebody_is_not_waited_for(
    keyring: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(token_source, "KEYRING_SECONDS", 0.05)
    keyring("threading.Event().wait()")
    assert refused(KEYRING).fault is ConfigFault.KEYRING_LOCKED


def test_a_keyring_that_is_not_installed_is_said_so(
    keyring: Callable[[str], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "keyring", None)  # an import fails, installed or not
    failed = refused(KEYRING)
    assert failed.fault is ConfigFault.NO_KEYRING
    assert "samspill[keyring]" in sentence(failed)
