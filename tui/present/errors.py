"""What went wrong, where, and what to do about it."""

from __future__ import annotations

from typing import Final

from ..domain.errors import (
    BadConfig,
    BadResponse,
    BadResponseReason,
    BookError,
    BookFault,
    Busy,
    CacheBroken,
    CacheBusy,
    CacheForeign,
    CacheFull,
    CacheReadOnly,
    CacheRecordBroken,
    CacheTooNew,
    Cancelled,
    CannotWrite,
    ConfigFault,
    Forbidden,
    Gone,
    NoDemo,
    NoSuchPartner,
    NotFound,
    Offline,
    OfflineReason,
    RateLimited,
    SamspillError,
    ServerFailed,
    Unauthorized,
)
from . import dates, toml
from .language import N_, _

_OFFLINE: Final = {
    OfflineReason.REFUSED: N_(
        "No contact with {url} (nothing answers at that address). Check the network; the local copy can be read."
    ),
    OfflineReason.NAME: N_(
        "No contact with {url} (the name was not found). Check the address and the network; the local copy can be read."
    ),
    OfflineReason.TIMEOUT: N_("{url} took too long to answer. Try again later; the local copy can be read."),
    OfflineReason.CERTIFICATE: N_(
        "{url} could not prove who it is (certificate). Tell those who run it; nothing was sent."
    ),
    OfflineReason.PROXY: N_(
        "The proxy does not let {url} through. Check HTTPS_PROXY and NO_PROXY; the local copy can be read."
    ),
    OfflineReason.BROKEN: N_("The connection to {url} broke off. Try again; the local copy is as it was."),
    OfflineReason.UNREACHABLE: N_(
        "{url} cannot be reached from here. Check the network or the VPN; the local copy can be read."
    ),
}
_BOOK: Final = {
    BookFault.BROKEN: N_(
        "{path}, where notes and reviews are kept, is damaged. Copy the folder and tell those who run Samspill;"
        " nothing is written there now."
    ),
    BookFault.READ_ONLY: N_("{path} cannot be written, so nothing was noted. Make the folder writable."),
    BookFault.TOO_NEW: N_("{path} was made by a newer Samspill, so notes and reviews cannot be read. Upgrade."),
    BookFault.FOREIGN: N_(
        "{path} belongs to another program or another user and was left alone. Notes and reviews need another folder."
    ),
    BookFault.BUSY: N_("Another program is writing to {path}. Nothing was noted; try again soon."),
    BookFault.FULL: N_("There is no room for {path}, so nothing was noted. Free some space and try again."),
    BookFault.OVERTAKEN: N_("It was changed or removed in another window. Nothing was noted; look at it again."),
}
_BAD_RESPONSES: Final = {
    BadResponseReason.NOT_JSON: N_("{url} answered with something other than JSON{where}. Check the address."),
    BadResponseReason.HTML: N_(
        "{url} answered with a web page{where}. Check the address, or log in to the network in a browser."
    ),
    BadResponseReason.TRUNCATED: N_("The answer from {url} was cut off{where}. Try again."),
    BadResponseReason.TOO_LARGE: N_("The answer from {url} was larger than allowed{where}. Tell those who run it."),
    BadResponseReason.ENCODING: N_("The answer from {url} was not valid UTF-8{where}. Tell those who run it."),
    BadResponseReason.SHAPE: N_("The answer from {url} does not follow HSDS{where}. Tell those who run it."),
    BadResponseReason.REDIRECT: N_(
        "{url} sent us on to another address{where}. Check the address in the configuration."
    ),
    BadResponseReason.FOREIGN_LINK: N_(
        "{url} pointed to pages on another server{where}, and they were not fetched. Tell those who run it."
    ),
    BadResponseReason.ENDLESS: N_("{url} never came to its last page{where}. Tell those who run it."),
    BadResponseReason.ALL_REJECTED: N_("No record from {url} could be understood{where}. Tell those who run it."),
    BadResponseReason.SHRUNK: N_(
        "{url} had lost more than half of its records{where}, so nothing was removed here. If that is right, run"
        " samspill sync --accept-deletes."
    ),
    BadResponseReason.INCOMPLETE: N_(
        "{url} changed while it was read{where}, and not everything came. Try again; nothing was removed here."
    ),
}
_COLLECTIONS: Final = {"hours": N_("Office hours"), "partners": N_("Partners"), "agreements": N_("Agreements")}
_CONFIG: Final = {
    ConfigFault.SYNTAX: N_("{place}: not valid TOML{found}. Correct the line."),
    ConfigFault.UNKNOWN_KEY: N_("{place}: the key {key} is not known. Did you mean {expected}?"),
    ConfigFault.WRONG_TYPE: N_("{place}: {key} is of the wrong kind{found}. Use {expected}."),
    ConfigFault.WRONG_VALUE: N_("{place}: {key} has a value that cannot be used{found}. Use {expected}."),
    ConfigFault.MISSING: N_("{place}: {key} is missing. Use {expected}."),
    ConfigFault.UNREADABLE: N_(
        "{place}: {key} could not be read{found}. Check that it exists and that you may read it."
    ),
    ConfigFault.UNSAFE: N_("{place}: {key} is not safe as it is{found}. Use {expected}."),
    ConfigFault.NO_SOURCE: N_(
        "{place}: no service is set up. Add a profile with its address, or start samspill and enter the address there."
    ),
    ConfigFault.EXISTS: N_("{place} is there already and was not changed. Edit it, or move it away first."),
    ConfigFault.UNWRITABLE: N_("{place} could not be written. Check that you may write in that folder."),
    ConfigFault.NO_KEYRING: N_(
        "{place}: keyring is turned on, but the package for it is not installed. Install it with"
        ' pip install "samspill[keyring]", or use token_command.'
    ),
    ConfigFault.KEYRING_LOCKED: N_(
        "{place}: the keyring is locked, missing, or did not answer. Unlock it, or use token_command: over SSH there is"
        " often no keyring."
    ),
    ConfigFault.KEYRING_EMPTY: N_(
        "{place}: the keyring has no token{found}. Put it there with keyring set samspill NAME."
    ),
    ConfigFault.NO_COMMAND: N_("{place}: there is no command {key}. Did you mean {expected}?"),
    ConfigFault.UNSENDABLE: N_("{place}: {key} cannot be on {found}: {expected}. Choose another key."),
    ConfigFault.TAKEN: N_(
        "{place}: {key} cannot be on {found}, which {expected} is on already. Give one of them another key."
    ),
    ConfigFault.NO_KEY_LEFT: N_(
        "{place}: {key} would be on no key, and it leads to everything else. Give it one that is neither a letter nor a"
        " sign, such as {expected}."
    ),
}
_CONFIG_PLAIN: Final = {
    ConfigFault.WRONG_TYPE: N_("{place}: {key} is of the wrong kind{found}. Correct it."),
    ConfigFault.WRONG_VALUE: N_("{place}: {key} has a value that cannot be used{found}. Correct it."),
    ConfigFault.UNKNOWN_KEY: N_("{place}: the key {key} is not known. Remove it."),
    ConfigFault.MISSING: N_("{place}: {key} is missing. Add it."),
    ConfigFault.NO_COMMAND: N_("{place}: there is no command {key}. samspill keys lists those there are."),
    ConfigFault.UNSAFE: N_("{place}: {key} is not safe as it is{found}. Make it readable and writable for you alone."),
}
"""Where nobody could say what would be right."""
_ABOUT_KEYS: Final = {ConfigFault.NO_COMMAND, ConfigFault.UNSENDABLE, ConfigFault.TAKEN, ConfigFault.NO_KEY_LEFT}
_COMMAND: Final = N_("{place}: {key} gave no token{found}. Run the command yourself to see why.")
_NO_SUCH_KEY: Final = N_("{place}: the key {key} is not known. Use one of these: {expected}.")
_WHOLE_FILE: Final = {
    ConfigFault.MISSING: N_("{place} does not exist. Create it with samspill config init."),
    ConfigFault.UNREADABLE: N_("{place} could not be read. Check that you may read it, and that it is UTF-8."),
}
_TYPES: Final = {
    "string": N_("text in quotation marks"),
    "boolean": N_("true or false"),
    "integer": N_("a whole number"),
    "[profiles.NAME]": N_("[profiles.NAME]"),
}


def sentence(error: SamspillError) -> str:
    """What happened, where, and what to do. The local copy is not touched by any of these."""
    match error:
        case BadConfig():
            return _bad_config(error)
        case BadResponse(url=""):
            return _about_all(error)
        case Offline():
            return _(_OFFLINE[error.reason]).format(url=error.url)
        case BadResponse():
            where = f" ({error.where})" if error.where else ""
            return _(_BAD_RESPONSES[error.reason]).format(url=error.url, where=where)
        case NoSuchPartner():
            words = _("There is no partner with the id {id} in the local copy. The id stands under i in Partners.")
            return words.format(id=error.id)
        case CannotWrite():
            detail = f" ({error.detail})" if error.detail else ""
            return _("{path} could not be written{detail}. Choose another folder.").format(
                path=error.path, detail=detail
            )
        case (
            CacheBroken() | CacheBusy() | CacheForeign() | CacheFull() | CacheReadOnly() | CacheRecordBroken()
            | CacheTooNew()
        ):  # fmt: skip
            return _cache(error)
        case BookError():
            return _(_BOOK[error.fault]).format(path=error.path)
        case Busy():
            return _busy(error)
        case Cancelled():
            return _("The fetching was stopped. Nothing was lost; start it again when it suits you.")
        case NoDemo():
            return _no_demo(error)
        case _:
            return _refused(error)


def _about_all(error: BadResponse) -> str:
    """A fault that no single answer had: a collection as a whole came short."""
    name = _(_COLLECTIONS[error.where]) if error.where in _COLLECTIONS else error.where
    facts = (name, error.detail if error.reason is BadResponseReason.SHRUNK else None)
    told = ", ".join(fact for fact in facts if fact)
    return _(_BAD_RESPONSES[error.reason]).format(url=_("The service"), where=f" ({told})" if told else "")


def _refused(error: SamspillError) -> str:
    match error:
        case Unauthorized():
            return _("{url} does not accept your token (401). Get a new one, or check how it is set up.").format(
                url=error.url
            )
        case Forbidden():
            return _("You do not have access to {url} (403). Ask those who run it; the rest works.").format(
                url=error.url
            )
        case NotFound():
            return _("{url} does not exist (404). Check the address in the configuration.").format(url=error.url)
        case Gone():
            return _("{url} no longer knows where we left off (410). Fetch everything again.").format(url=error.url)
        case RateLimited():
            return _rate_limited(error)
        case ServerFailed():
            return _("{url} failed ({status}). Try again later; the local copy can be read.").format(
                url=error.url, status=error.status
            )
        case _:
            return _("Something went wrong, and the log says more. The local copy is as it was.")


def _rate_limited(error: RateLimited) -> str:
    if error.retry_at is None:
        return _("{url} asks us to wait (429). Try again later.").format(url=error.url)
    when = f"{dates.day_with_year(dates.local_date(error.retry_at))} {dates.clock_seconds(error.retry_at)}"
    return _("{url} asks us to wait (429). Try again after {when}.").format(url=error.url, when=when)


def _busy(error: Busy) -> str:
    if error.pid is None:
        return _("Another Samspill is fetching already. What it brings is shown here.")
    return _("Another Samspill (process {pid}) is fetching already. What it brings is shown here.").format(
        pid=error.pid
    )


def _no_demo(error: NoDemo) -> str:
    if error.installed:
        return _("The demo server did not start. The log says why: demo-server.log.")
    return _('The demo needs the server, which is not installed. Install it with pip install "samspill[server]".')


def _cache(
    error: CacheBroken | CacheBusy | CacheForeign | CacheFull | CacheReadOnly | CacheRecordBroken | CacheTooNew,
) -> str:
    match error:
        case CacheBroken():
            words = _("The local copy {path} is damaged. samspill sync sets it aside and fetches everything anew.")
        case CacheRecordBroken():
            words = _("A record in the local copy {path} is damaged. {command} finds it, the next sync replaces it.")
            return words.format(path=error.path, command="samspill cache verify")
        case CacheBusy():
            words = _("Another program is writing to the local copy {path}. Nothing was changed; try again soon.")
        case CacheFull():
            words = _("There is no room for the local copy {path}. What was there can be read; free some space.")
        case CacheForeign():
            words = _("{path} belongs to another program or another user and was left alone. Use another folder.")
        case CacheReadOnly():
            words = _("{path} cannot be written. It can be read; make the folder writable to fetch anew.")
        case CacheTooNew():
            words = _("The local copy {path} was made by a newer Samspill. Upgrade, or delete the file and fetch anew.")
    return words.format(path=error.path)


def _bad_config(error: BadConfig) -> str:
    place = str(error.path) if error.path else _("The configuration")
    if error.line is not None:
        place = _("{path}, line {line}").format(path=place, line=error.line)
    said = toml.reason(error.found) if error.fault is ConfigFault.SYNTAX else error.found
    found = f" ({said})" if said else ""
    if error.fault in _ABOUT_KEYS:
        return _about_keys(error, place)
    if error.fault is ConfigFault.UNREADABLE and (error.key or "").endswith("token_command"):
        words = _COMMAND
    elif error.fault is ConfigFault.UNKNOWN_KEY and ", " in (error.expected or ""):
        words = _NO_SUCH_KEY
    elif error.key is None and error.fault in _WHOLE_FILE and error.path:
        words = _WHOLE_FILE[error.fault]
    elif not error.expected and error.fault in _CONFIG_PLAIN:
        words = _CONFIG_PLAIN[error.fault]
    else:
        words = _CONFIG[error.fault]
    expected = error.expected or ""
    expected = _(_TYPES[expected]) if expected in _TYPES else expected
    return _(words).format(place=place, key=error.key or _("a value"), found=found, expected=expected)


def _about_keys(error: BadConfig, place: str) -> str:
    """Ids of commands without the name of the table they stand in; reasons against a key are texts themselves."""
    key = (error.key or _("a value")).removeprefix("keys.")
    if not error.expected:
        words = _CONFIG_PLAIN.get(error.fault, _CONFIG_PLAIN[ConfigFault.WRONG_VALUE])
        return _(words).format(place=place, key=key, found=f" ({error.found})" if error.found else "")
    expected = _(error.expected) if error.fault is ConfigFault.UNSENDABLE else error.expected
    return _(_CONFIG[error.fault]).format(place=place, key=key, found=error.found, expected=expected)
