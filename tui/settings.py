"""What the user has set, as frozen values; `config` reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import timedelta
from pathlib import Path
from typing import Literal

from .domain.errors import BadConfig, ConfigFault
from .domain.persons import Persons
from .domain.query import PartnerFilter
from .domain.values import dataclass
from .present.keymap import Keymap
from .toml_source import nearest

DEMO = "demo"
"""The built-in profile; its server runs only as long as `samspill demo` does."""

FILTER_NAME_LENGTH = 40

LANGUAGES = ("nb", "nn", "en")
Choice = Literal["auto", "on", "off"]
CHOICES = ("auto", "on", "off")
THEMES = ("auto", "hc16", "hc16-light", "standard")
COPY_ROUTES = ("auto", "tmux", "osc52", "screen", "file")


@dataclass(frozen=True, slots=True, kw_only=True)
class Profile:
    """One source and how to sign in there."""

    url: str
    """Base address, without a slash at the end."""
    auth: str = "bearer"
    """`bearer`, or the name of the header that carries the token."""
    token_command: tuple[str, ...] = ()
    """Prints the token; run without a shell."""
    token_file: Path | None = None
    keyring: bool = False
    """Ask the keyring of the desktop, when nothing before it gives a token."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SyncSettings:
    automatic: bool = True
    """Sync by itself when the app opens and the local copy is older than `hold_off_minutes`."""
    hold_off_minutes: int = 60

    @property
    def hold_off(self) -> timedelta:
        return timedelta(minutes=self.hold_off_minutes)


@dataclass(frozen=True, slots=True, kw_only=True)
class UiSettings:
    """`auto` means off over SSH, on otherwise; of theme and copy, whatever suits the terminal."""

    mouse: Choice = "auto"
    animations: Choice = "auto"
    theme: str = "auto"
    copy: str = "auto"
    letter_keys: bool = True
    """False: letters, digits and signs are no commands."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Mine:
    """Whose work is mine: partners of these municipalities, and these partners."""

    municipalities: tuple[str, ...] = ()
    """Four digits, or the two of a county."""
    partners: tuple[str, ...] = ()
    """Ids at the source."""

    @property
    def counties(self) -> tuple[str, ...]:
        """The counties, two digits each, that `municipalities` lie in."""
        return tuple(dict.fromkeys(code[:2] for code in self.municipalities))


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewSettings:
    period: Literal["quarter", "tertial", "half-year", "year"] = "tertial"
    """How long the period is that agreements are reviewed in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    language: str | None = None
    """nb, nn or en; None: as the environment says."""
    profile: str | None = None
    """Which profile is used when none is asked for."""
    persons: Persons = Persons.FULL
    """How much of contact persons is kept in the local copy."""
    export_folder: Path | None = None
    """Where the app puts files to take along; None: the documents folder, else where it was started."""
    profiles: Mapping[str, Profile] = field(default_factory=dict)
    sync: SyncSettings = field(default_factory=SyncSettings)
    ui: UiSettings = field(default_factory=UiSettings)
    review: ReviewSettings = field(default_factory=ReviewSettings)
    keys: Keymap = field(default_factory=Keymap)
    mine: Mine = field(default_factory=Mine)
    filters: Mapping[str, PartnerFilter] = field(default_factory=dict)
    """Ways to narrow the partner list, by the name they are chosen by."""

    def chosen(self, name: str | None, path: Path | None) -> tuple[str, Profile | None]:
        """The profile asked for, else the configured one, else the only one; no profile at all is (`default`, None).

        Raises BadConfig for a name nobody has set up, and where it is unclear which one is meant.
        """
        wanted = name or self.profile
        if wanted == DEMO:
            return DEMO, None
        if wanted is None and len(self.profiles) <= 1:
            return next(iter(self.profiles.items()), ("default", None))
        if wanted is None:
            raise BadConfig(path, ConfigFault.MISSING, key="profile", expected=", ".join(self.profiles))
        if wanted not in self.profiles:
            close = nearest(wanted, [*self.profiles, DEMO]) or ", ".join([*self.profiles, DEMO])
            raise BadConfig(path, ConfigFault.WRONG_VALUE, key="profile", found=wanted, expected=close)
        return wanted, self.profiles[wanted]
