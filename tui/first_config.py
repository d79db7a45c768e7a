"""The first configuration file: made from the commented example, never in the place of one that is there."""

from __future__ import annotations

import json
import os
import re
from pathlib import Path
from urllib.parse import urlsplit

from .config import checked_url
from .domain.errors import BadConfig, ConfigFault
from .paths import Paths, make_missing
from .present.language import _
from .settings import DEMO

EXAMPLE = "config.example.toml"
COMMENT = re.compile(r"^# .*(?:\n# .*)*", re.MULTILINE)
"""A paragraph of the example for people; a line that begins with # and no space after it is a setting turned off."""
_SAY_NOTHING = {"www", "api", "hsds", "samspill", "data", "kommune", "fylkeskommune", "test"}
"""Parts of host names that many share."""


def completed(address: str) -> str:
    """What a person typed as an address a sync may use; https is taken for granted. Raises BadConfig."""
    typed = address.strip()
    return checked_url(typed if "://" in typed else f"https://{typed}")


def profile_name(url: str) -> str:
    """A name for the source at this address, from the part of its host that tells it from others: `nordland`."""
    host = urlsplit(url).hostname or ""
    labels = host.split(".") if not host.replace(".", "").isdecimal() else [host]
    telling = [one for one in (labels[:-1] or labels) if one not in _SAY_NOTHING] or labels[:1]
    name = re.sub(r"[^a-z0-9]+", "-", telling[0]).strip("-")[:40]
    return name if name and name != DEMO else "service"


def example() -> str:
    """The commented configuration, in the language in use: in the package when installed, beside it in a source tree.

    Paragraphs of comments are texts of the catalogues, line breaks and all.
    """
    package = Path(__file__).parent
    inside = package / EXAMPLE
    text = (inside if inside.exists() else package.parent / EXAMPLE).read_text(encoding="utf-8")
    return COMMENT.sub(lambda found: _commented(_(found[0].replace("\n# ", "\n").removeprefix("# "))), text)


def _commented(words: str) -> str:
    return "\n".join(f"# {line}" for line in words.split("\n"))


def write_config(paths: Paths, url: str | None = None) -> None:
    """A new configuration file (0600) from the example, with one profile if `url` is given.

    Raises BadConfig where there is one already or none can be written.
    """
    text = example()
    if url:
        text = text.replace("#[profiles.nord]", f"[profiles.{profile_name(url)}]").replace(
            '#url = "https://samspill.example.no"', f"url = {json.dumps(url, ensure_ascii=False)}"
        )
    try:
        make_missing(paths.config_file.parent)
        descriptor = os.open(paths.config_file, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
    except FileExistsError:
        raise BadConfig(paths.config_file, ConfigFault.EXISTS) from None
    except OSError:
        raise BadConfig(paths.config_file, ConfigFault.UNWRITABLE) from None
    with os.fdopen(descriptor, "w", encoding="utf-8") as file:
        file.write(text)
