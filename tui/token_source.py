"""Where the token comes from: a command, the environment, a systemd credential, a file only its owner reads, a keyring.

The value is never an argument of a command, and stands in no representation, log line or error.
"""

from __future__ import annotations

import os
import signal
import stat
import threading
from collections.abc import Mapping, MutableMapping
from contextlib import suppress
from pathlib import Path
from typing import Final

from .domain.errors import BadConfig, ConfigFault
from .settings import Profile

VARIABLE: Final = "SAMSPILL_TOKEN"
CREDENTIALS: Final = "CREDENTIALS_DIRECTORY"
"""Set by systemd (LoadCredential=)."""
CREDENTIAL_NAME: Final = "samspill-token"
LIMIT: Final = 16_384
"""Bytes; more than any server accepts in a header."""
SECONDS: Final = 10.0
"""How long a command may take; it gets no input, so a longer wait is a prompt nobody sees."""
KEYRING_SERVICE: Final = "samspill"
KEYRING_SECONDS: Final = 3.0
"""How long the keyring may take; a longer wait is a prompt on a screen nobody sees."""


class Token:
    """A secret that must be asked for by name to be seen."""

    __slots__ = ("_value", "origin")

    def __init__(self, value: str, origin: str) -> None:
        self._value = value
        self.origin = origin
        """Which source it came from; may be shown."""

    def reveal(self) -> str:
        return self._value

    def __repr__(self) -> str:
        return f"<Token from {self.origin}>"

    def __reduce__(self) -> str:
        raise TypeError("a token is not pickled")


def take(environ: MutableMapping[str, str]) -> Token | None:
    """The token of the environment, removed from there so that no child process inherits it."""
    value = environ.pop(VARIABLE, None)
    return _token(value, VARIABLE) if value else None


def resolve(
    profile: Profile, environ: Mapping[str, str], inherited: Token | None = None, *, name: str = ""
) -> Token | None:
    """The token of a profile, None where nothing is set up.

    `inherited` is what `take` found, `name` that of the profile. May wait up to ten seconds. Raises BadConfig.
    """
    if profile.token_command:
        return _from_command(profile.token_command)
    if inherited:
        return inherited
    credentials = environ.get(CREDENTIALS)
    if credentials and (Path(credentials) / CREDENTIAL_NAME).exists():
        return _from_file(Path(credentials) / CREDENTIAL_NAME, CREDENTIALS, private=False)
    if profile.token_file:
        return _from_file(profile.token_file, "token_file", private=True)
    if profile.keyring:
        return _from_keyring(name)
    return None


def unusable(profile: Profile) -> BadConfig | None:
    """What is wrong with where a token should come from, as far as that shows without asking for it."""
    import shutil

    try:
        if profile.token_command and shutil.which(profile.token_command[0]) is None:
            return BadConfig(None, ConfigFault.UNREADABLE, key="token_command", found=profile.token_command[0])
        if profile.token_file:
            _from_file(profile.token_file, "token_file", private=True)
    except BadConfig as fault:
        return fault
    return None


def _from_command(words: tuple[str, ...]) -> Token:
    import subprocess  # only where it is used: `samspill status` passes here and is to be quick

    key = "token_command"
    try:
        process = subprocess.Popen(
            words,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            start_new_session=True,  # it cannot draw over the screen, and can be ended with all it started
        )
    except (OSError, ValueError):
        raise BadConfig(None, ConfigFault.UNREADABLE, key=key, found=words[0]) from None
    with process:
        try:
            output, _ = process.communicate(timeout=SECONDS)
        except subprocess.TimeoutExpired:
            os.killpg(process.pid, signal.SIGKILL)
            raise BadConfig(None, ConfigFault.UNREADABLE, key=key, found=f"{words[0]}: {SECONDS:.0f} s") from None
    if process.returncode:
        raise BadConfig(None, ConfigFault.UNREADABLE, key=key, found=f"{words[0]}: {process.returncode}")
    return _token(_first_line(output, key), key)


def _from_file(path: Path, key: str, *, private: bool) -> Token:
    """`private`: refused like an ssh key unless it is a plain file of ours that nobody else may touch."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK | (os.O_NOFOLLOW if private else 0))
    except OSError:
        raise BadConfig(path, ConfigFault.UNSAFE if path.is_symlink() else ConfigFault.UNREADABLE, key=key) from None
    try:
        found = os.fstat(descriptor)
        if not stat.S_ISREG(found.st_mode):
            raise BadConfig(path, ConfigFault.UNSAFE, key=key)
        if private and (found.st_uid != os.getuid() or found.st_mode & 0o077):
            mode = f"{stat.S_IMODE(found.st_mode):04o}"
            raise BadConfig(path, ConfigFault.UNSAFE, key=key, found=mode, expected="0600")
        return _token(_first_line(os.read(descriptor, LIMIT + 1), key), key)
    finally:
        os.close(descriptor)


def _from_keyring(name: str) -> Token:
    """Asked in a thread of its own: a locked keyring waits for a window that cannot be seen over SSH."""
    try:
        import keyring
        from keyring.errors import KeyringError
    except ImportError:
        raise BadConfig(None, ConfigFault.NO_KEYRING, key="keyring") from None
    found: list[str | None] = []

    def ask() -> None:
        with suppress(KeyringError, OSError, RuntimeError, ValueError):  # no backend, no session bus, locked, refused
            found.append(keyring.get_password(KEYRING_SERVICE, name))

    thread = threading.Thread(target=ask, name="keyring", daemon=True)
    thread.start()
    thread.join(KEYRING_SECONDS)
    if not found:
        raise BadConfig(None, ConfigFault.KEYRING_LOCKED, key="keyring")
    if not found[0]:
        raise BadConfig(None, ConfigFault.KEYRING_EMPTY, key="keyring", found=name)
    return _token(found[0], "keyring")


def _first_line(data: bytes, key: str) -> str:
    try:
        return (data.decode("ascii").splitlines() or [""])[0]
    except UnicodeDecodeError:
        raise BadConfig(None, ConfigFault.WRONG_VALUE, key=key) from None


def _token(value: str, key: str) -> Token:
    """Refuses what does not belong in a header (RFC 9110 section 5.5): a line break there would add another header."""
    value = value.strip(" \t")
    if not value or len(value) > LIMIT or not value.isascii() or not value.isprintable():
        raise BadConfig(None, ConfigFault.WRONG_VALUE, key=key)
    return Token(value, key)
