"""Drafts: what is being typed, kept every few seconds, offered again only to the same person.

One file a person and record, sealed to two keys: the person's own, and the terminal's, whose
private half lies in the ledger. So a person finds their draft as soon as their PIN is right, and
the drafts of somebody who left are retained and can be read once the ledger is open, by whom the
services allow, instead of being lost with their key (C10). File names are keyed digests: they say
neither who nor what.
"""

import hmac
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from wardsafe.clock import LONDON, Clock
from wardsafe.errors import Damaged
from wardsafe.ledger.keys import hkdf
from wardsafe.ledger.sealed import seal, unseal
from wardsafe.places import WardFolder, make_private, write_whole

_SUFFIX = ".draft"
_DIGITS = 16


@dataclass(frozen=True, slots=True)
class Draft:
    """An unfinished record. `name` tells the drafts of one person apart; `kept` is when."""

    staff_id: str
    name: str
    kept: datetime
    fields: Mapping[str, object] = field(repr=False)


@dataclass(frozen=True, slots=True)
class LostDraft:
    """A draft that cannot be opened: the name of its file, and when that was last written."""

    file: str
    kept: datetime


@dataclass(frozen=True, slots=True)
class Offered:
    """Drafts, newest first, and those that are lost, so that nobody waits for them."""

    drafts: tuple[Draft, ...]
    lost: tuple[LostDraft, ...]


class Drafts:
    """The drafts of one ward on one terminal; `terminal_key` is the terminal's public key."""

    def __init__(
        self, where: WardFolder, device_secret: bytes, clock: Clock, terminal_key: str
    ) -> None:
        self._folder, self._clock, self._terminal_key = where.drafts, clock, terminal_key
        self._name_key = hkdf(device_secret, b"wardsafe/draft-names")

    def keep(
        self,
        staff_id: str,
        public_key: str,
        name: str,
        fields: Mapping[str, object],
        *,
        alone: bool = False,
    ) -> datetime:
        """Keep a draft in place of the one before; returns when. Raises NotSaved, UnsafePlace.

        Written whole, so a power cut leaves this draft or the one before it. `alone` seals it to
        the person and not to the terminal, whose key everybody with a PIN can reach.
        """
        kept = self._clock.now()
        plain = {"staff": staff_id, "name": name, "kept": kept.isoformat(), "fields": dict(fields)}
        data = seal(plain, [public_key] if alone else [public_key, self._terminal_key])
        make_private(self._folder)
        write_whole(self._path(staff_id, name), data)
        return kept

    def offered(self, staff_id: str, private_key: str) -> Offered:
        """This person's own drafts, opened with their own key. Never raises for a bad file."""
        return self._read(f"{self._who(staff_id)}-*{_SUFFIX}", private_key, staff_id)

    def retained(self, terminal_private_key: str) -> Offered:
        """Everybody's drafts, leavers' among them, for a person whom the services allow that."""
        return self._read(f"*{_SUFFIX}", terminal_private_key, None)

    def drop(self, staff_id: str, name: str) -> None:
        """Forget a draft that has become a record, or that its author threw away."""
        self._path(staff_id, name).unlink(missing_ok=True)

    def set_aside(self, lost: LostDraft) -> None:
        """Stop reporting a lost draft; its file is renamed, not deleted."""
        path = self._folder / Path(lost.file).name
        if path.suffix == _SUFFIX:
            path.rename(path.with_suffix(".lost-draft"))

    def _read(self, pattern: str, private_key: str, staff_id: str | None) -> Offered:
        drafts, lost = [], []
        for path in self._folder.glob(pattern):
            try:
                draft = _draft(path, private_key)
                # A file moved under somebody else's name is not theirs.
                if staff_id not in (None, draft.staff_id):
                    raise Damaged("This draft is somebody else's.")
                drafts.append(draft)
            except Damaged:
                lost.append(LostDraft(path.name, _written(path)))
        drafts.sort(key=lambda draft: draft.kept, reverse=True)
        lost.sort(key=lambda one: one.kept, reverse=True)
        return Offered(tuple(drafts), tuple(lost))

    def _path(self, staff_id: str, name: str) -> Path:
        which = self._digest(f"{len(staff_id)} {staff_id} {name}")
        return self._folder / f"{self._who(staff_id)}-{which}{_SUFFIX}"

    def _who(self, staff_id: str) -> str:
        return self._digest(staff_id)

    def _digest(self, text: str) -> str:
        return hmac.digest(self._name_key, text.encode(), "sha256").hex()[:_DIGITS]


def _draft(path: Path, private_key: str) -> Draft:
    said = unseal(path, private_key)
    try:
        kept = datetime.fromisoformat(str(said["kept"])).astimezone(LONDON)
        fields = said["fields"]
        if not isinstance(fields, dict):
            raise ValueError
        return Draft(str(said["staff"]), str(said["name"]), kept, fields)
    except (KeyError, ValueError, OverflowError):
        raise Damaged("This draft is not as it was written.") from None


def _written(path: Path) -> datetime:
    try:
        return datetime.fromtimestamp(path.stat().st_mtime, LONDON)
    except OSError:
        return datetime.fromtimestamp(0, LONDON)
