"""What the user has set, read from TOML into frozen values; the file itself is never written to.

Every fault is found in one reading, with its line and, for a misspelt key, the key that was probably meant.
"""

from __future__ import annotations

import ipaddress
import re
import stat
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import fields
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

from .domain.errors import BadConfig, ConfigFault
from .domain.periods import PeriodLength
from .domain.persons import Persons
from .domain.query import PartnerFilter
from .domain.text import clean_line
from .present import keylint
from .present.keymap import Keymap
from .settings import (
    CHOICES,
    COPY_ROUTES,
    DEMO,
    FILTER_NAME_LENGTH,
    LANGUAGES,
    THEMES,
    Mine,
    Profile,
    ReviewSettings,
    Settings,
    SyncSettings,
    UiSettings,
)
from .toml_source import line_of, nearest, syntax_fault

_PROFILE_NAME = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
_MUNICIPALITY = re.compile(r"[0-9]{2}(?:[0-9]{2})?")
_HEADER_NAME = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
_HEADERS_NOT_OURS = {"host", "content-length", "transfer-encoding", "connection", "accept", "cookie", "user-agent"}


def load(path: Path, *, required: bool = False) -> Settings:
    """The settings, the defaults where there is no file and none is `required`. Raises BadConfig, the first fault."""
    settings, faults = read(path, required=required)
    if faults:
        raise faults[0]
    return settings


def read(path: Path, *, required: bool = False) -> tuple[Settings, tuple[BadConfig, ...]]:
    """The settings as far as they are right, and every fault in order of line."""
    try:
        with path.open("rb") as file:
            text = file.read(1_000_000).decode()
            loose = stat.S_IMODE(path.stat().st_mode) & 0o022 != 0
        document = tomllib.loads(text)
    except FileNotFoundError:
        return Settings(), ((BadConfig(path, ConfigFault.MISSING),) if required else ())
    except (OSError, UnicodeDecodeError):
        return Settings(), (BadConfig(path, ConfigFault.UNREADABLE),)
    except tomllib.TOMLDecodeError as error:
        line, said = syntax_fault(error, text)
        return Settings(), (BadConfig(path, ConfigFault.SYNTAX, line=line, found=said),)
    reading = _Reading(path, text, loose=loose)
    settings = reading.settings(document)
    return settings, tuple(sorted(reading.faults, key=lambda fault: fault.line or 0))


def checked_url(address: str) -> str:
    """An address a sync may use, without a slash at the end.

    https is required unless the host is this machine; user info, query and fragment are refused. Raises BadConfig,
    which never repeats an address with a password in it.
    """
    try:
        parts = urlsplit(address)
        host, _ = parts.hostname, parts.port
    except ValueError:
        parts, host = urlsplit(""), None
    spoilt = any(ord(sign) <= 32 or ord(sign) == 127 for sign in address)
    if spoilt or parts.scheme not in {"http", "https"} or not host:
        shown = None if "@" in address or "?" in address else address
        raise BadConfig(None, ConfigFault.WRONG_VALUE, key="url", found=shown, expected="https://samspill.example.no")
    if "@" in parts.netloc or parts.query or parts.fragment:
        bare = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path}"
        raise BadConfig(None, ConfigFault.WRONG_VALUE, key="url", expected=bare)
    if parts.scheme == "http" and not is_loopback(host):
        raise BadConfig(None, ConfigFault.UNSAFE, key="url", found=address, expected="https" + address[4:])
    return address.rstrip("/")


def is_loopback(host: str) -> bool:
    """Whether a host name or address can only mean this machine (RFC 6761 section 6.3, RFC 5735)."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost" or host.endswith(".localhost")


class _WrongError(Exception):
    def __init__(self, fault: ConfigFault, expected: str, *, show: bool = True) -> None:
        self.fault, self.expected, self.show = fault, expected, show


_Check = Callable[[object], object]


def _type(expected: type, name: str) -> _Check:
    def check(value: object) -> object:
        if type(value) is not expected:
            raise _WrongError(ConfigFault.WRONG_TYPE, name)
        return value

    return check


_string, _boolean, _integer = _type(str, "string"), _type(bool, "boolean"), _type(int, "integer")


def _one_of(*allowed: str) -> _Check:
    def check(value: object) -> object:
        if _string(value) not in allowed:
            raise _WrongError(ConfigFault.WRONG_VALUE, ", ".join(allowed))
        return value

    return check


def _persons(value: object) -> object:
    return Persons(cast("str", _one_of(*Persons)(value)))


def _between(least: int, most: int) -> _Check:
    def check(value: object) -> object:
        if not least <= cast("int", _integer(value)) <= most:
            raise _WrongError(ConfigFault.WRONG_VALUE, f"{least} - {most}")
        return value

    return check


def _url(value: object) -> object:
    try:
        return checked_url(cast("str", _string(value)))
    except BadConfig as error:
        raise _WrongError(error.fault, error.expected or "", show=error.found is not None) from None


def _auth(value: object) -> object:
    name = cast("str", _string(value))
    if not _HEADER_NAME.fullmatch(name) or name.casefold() in _HEADERS_NOT_OURS:
        raise _WrongError(ConfigFault.WRONG_VALUE, "bearer, X-Api-Key")
    return name


def _words(value: object) -> object:
    """A command as a list of words: never a line for a shell."""
    if not isinstance(value, list) or not value or not all(isinstance(word, str) and word for word in value):
        raise _WrongError(ConfigFault.WRONG_TYPE, '["...", "..."]', show=False)
    return tuple(value)


def _municipalities(value: object) -> object:
    """Numbers as strings: as TOML integers they would lose the zero of 0301."""
    if not isinstance(value, list) or not all(isinstance(one, str) and _MUNICIPALITY.fullmatch(one) for one in value):
        raise _WrongError(ConfigFault.WRONG_VALUE, '["1824", "18"]', show=False)
    return tuple(value)


_CRITERIA: Mapping[str, _Check] = {
    "text": _string,
    "municipalities": _municipalities,
    "partners": _words,
    "without_agreement": _boolean,
    "expiring_days": _between(0, 3660),
    "without_contact": _boolean,
    "not_reviewed": _boolean,
}


def sound_filters(tables: object) -> Mapping[str, PartnerFilter]:
    """Filters as the configuration has them, from a place nobody is told about: what is wrong is left out."""
    found = _Reading(Path(), "", loose=False).filters({"filters": tables}) if isinstance(tables, dict) else {}
    return {name: one for name, one in found.items() if one != PartnerFilter()}


def _literal(value: object) -> str | None:
    """A plain value as it stands in the file; None for anything larger."""
    if isinstance(value, bool):
        return str(value).lower()
    return str(value) if isinstance(value, str | int | float) else None


class _Reading:
    """One pass over a parsed document. Faults are noted and the default stands in, so that all are found at once."""

    def __init__(self, path: Path, text: str, *, loose: bool) -> None:
        self.path, self.text, self.loose = path, text, loose
        self.faults: list[BadConfig] = []
        self._names: list[str] = []

    def settings(self, document: Mapping[str, object]) -> Settings:
        found = self._table((), document, Settings, {
            "language": _one_of(*LANGUAGES), "profile": _string, "persons": _persons,
            "export_folder": self._folder,
        })  # fmt: skip
        found["profiles"] = self._profiles(found.get("profiles", {}))
        found["sync"] = self._section("sync", found, SyncSettings, {
            "automatic": _boolean, "hold_off_minutes": _between(0, 100_000),
        })  # fmt: skip
        found["ui"] = self._section("ui", found, UiSettings, {
            "mouse": _one_of(*CHOICES), "animations": _one_of(*CHOICES),
            "theme": _one_of(*THEMES), "copy": _one_of(*COPY_ROUTES), "letter_keys": _boolean,
        })  # fmt: skip
        found["review"] = self._section("review", found, ReviewSettings, {"period": _one_of(*PeriodLength)})
        found["keys"] = self._keys(found.get("keys", {}), letters=found["ui"].letter_keys)
        found["mine"] = self._section("mine", found, Mine, _CRITERIA)
        found["filters"] = self.filters(found)
        wanted = found.get("profile")
        if wanted not in {None, DEMO, *self._names}:
            close = nearest(str(wanted), self._names) or ", ".join(self._names) or DEMO
            self._fault(("profile",), ConfigFault.WRONG_VALUE, found=str(wanted), expected=close)
            del found["profile"]
        return Settings(**found)

    def _section(self, name: str, found: dict[str, Any], kind: type, checks: Mapping[str, _Check]) -> Any:
        return kind(**self._table((name,), found.get(name, {}), kind, checks))

    def _keys(self, table: object, *, letters: bool) -> Keymap:
        if not isinstance(table, dict):
            self._fault(("keys",), ConfigFault.WRONG_TYPE, expected="[keys]")
            table = {}
        keymap, faults = keylint.read(table, letters=letters)
        for one in faults:
            self._fault(("keys", *one.where), one.fault, found=one.found, expected=one.expected)
        return keymap

    def filters(self, found: Mapping[str, object]) -> Mapping[str, PartnerFilter]:
        tables = found.get("filters", {})
        if not isinstance(tables, dict):
            self._fault(("filters",), ConfigFault.WRONG_TYPE, expected="[filters.NAME]")
            return {}
        return {
            name: PartnerFilter(**self._table(("filters", name), table, PartnerFilter, _CRITERIA))
            for name, table in tables.items()
            if self._named(name)
        }

    def _named(self, name: str) -> bool:
        sound = name == clean_line(name, FILTER_NAME_LENGTH) != ""
        if not sound:
            self._fault(("filters", name), ConfigFault.WRONG_VALUE, found=name, expected=f"1 - {FILTER_NAME_LENGTH}")
        return sound

    def _profiles(self, tables: object) -> Mapping[str, Profile]:
        if not isinstance(tables, dict):
            self._fault(("profiles",), ConfigFault.WRONG_TYPE, expected="[profiles.NAME]")
            tables = {}
        self._names = list(tables)
        profiles = {name: self._profile(name, table) for name, table in tables.items()}
        return {name: profile for name, profile in profiles.items() if profile}

    def _profile(self, name: str, table: object) -> Profile | None:
        where = ("profiles", name)
        if not _PROFILE_NAME.fullmatch(name) or name == DEMO:
            self._fault(where, ConfigFault.WRONG_VALUE, found=name, expected="a-z 0-9 - _")
        found = self._table(where, table, Profile, {
            "url": _url, "auth": _auth, "token_command": _words, "token_file": self._token_file, "keyring": _boolean,
        })  # fmt: skip
        if "token_command" in found and self.loose:  # who can write this file could run programs as its reader
            self._fault((*where, "token_command"), ConfigFault.UNSAFE, expected="chmod go-w")
        if isinstance(table, dict) and "url" not in table:
            self._fault((*where, "url"), ConfigFault.MISSING, expected="https://samspill.example.no")
        return Profile(**found) if "url" in found else None

    def _folder(self, value: object) -> object:
        """A relative path starts at the folder of the file, like all of them."""
        return self.path.parent / Path(cast("str", _string(value))).expanduser()

    def _token_file(self, value: object) -> object:
        return self.path.parent / Path(cast("str", _string(value))).expanduser()

    def _table(self, where: tuple[str, ...], table: object, kind: type, checks: Mapping[str, _Check]) -> dict[str, Any]:
        """The checked keys of one table, and its inner tables as they are."""
        if not isinstance(table, dict):
            self._fault(where, ConfigFault.WRONG_TYPE, expected=f"[{'.'.join(where)}]")
            return {}
        valid = [one.name for one in fields(kind)]
        found = {}
        for key, value in table.items():
            if key not in valid:
                self._fault((*where, key), ConfigFault.UNKNOWN_KEY, expected=nearest(key, valid) or ", ".join(valid))
                continue
            try:
                found[key] = checks[key](value) if key in checks else value
            except _WrongError as wrong:
                shown = _literal(value) if wrong.show else None
                self._fault((*where, key), wrong.fault, found=shown, expected=wrong.expected)
        return found

    def _fault(self, where: tuple[str | int, ...], fault: ConfigFault, **more: str | None) -> None:
        line = line_of(self.text, where) or line_of(self.text, where[:-1])
        key = ".".join(name for name in where if isinstance(name, str))  # not which element of a list
        self.faults.append(BadConfig(self.path, fault, key=key, line=line, **more))
