"""Changing the key that pseudonyms are made with: a leak ends there, and nobody outside joins up.

From then on everybody of the ward has another pseudonym, with the number of its key beside it, so
that a reader knows which are of one key. Earlier keys stay here, and nowhere else: who is who
across a change can be told by the trust alone. Other terminals are handed the new key sealed.
"""

import base64
import json

from wardsafe.bundles.cards import TERMINAL
from wardsafe.ledger.entry import Entry, NewEntry
from wardsafe.records.access import Access
from wardsafe.services.enrolling import own_card, own_keys, readers
from wardsafe.services.recording import PSEUDONYM_KEY, PSEUDONYM_NUMBER, prepared, pseudonym
from wardsafe.services.session import Session
from wardsafe.views import access

CHANGED, KEYS = "pseudonym key changed", "keys"
_EARLIER = "pseudonym/earlier"


def change(session: Session) -> int:
    """Take a new key; its number. Raises NotAllowed, NotSaved. What was recorded stays as it is."""
    session.require("enrol")
    number, key = number_of(session) + 1, session.chance.random_bytes(32)
    said = Access(what=CHANGED, whom=session.person.id, when=session.now(), detail=str(number))
    new = prepared(session, said, session.chance.new_id())
    session.ledger.append(_sealed(session, new, number, key))
    _keep(session, number, key)
    return number


def take_up(session: Session) -> None:
    """Take over a key that another terminal of the ward handed to this one. Raises NotSaved."""
    own = session.about
    for entry in _handed(session):
        clear = entry.opened(own_keys(session))
        if clear is None or (entry.header.ward, entry.header.terminal) == (own.ward, own.terminal):
            continue
        said = clear.read(KEYS)
        number, key = int(str(said.get("number"))), base64.b64decode(str(said.get("key")))
        # Of two that were made apart every terminal keeps the same.
        if entry.header.ward == own.ward and (number, key) > (number_of(session), _key(session)):
            _keep(session, number, key)


def number_of(session: Session) -> int:
    """The number of the key in use: 1 for the ward's first."""
    return int(session.ledger.key(PSEUDONYM_NUMBER) or b"1")


def all_of(session: Session, known: str) -> dict[int, str]:
    """Every pseudonym of one person, by the number of its key; only here can they be joined up."""
    keys = _earlier(session) | {number_of(session): _key(session)}
    return {number: pseudonym(key, known) for number, key in sorted(keys.items())}


def _sealed(session: Session, new: NewEntry, number: int, key: bytes) -> NewEntry:
    own = own_card(session)
    to = [c.age for c in readers(session, "ward") if c.role == TERMINAL and c.ward == own.ward]
    if not to:
        return new
    keys = {"number": str(number), "key": base64.b64encode(key).decode()}
    return NewEntry(new.kind, new.record, new.parents, {**new.parts, KEYS: keys}, {KEYS: tuple(to)})


def _keep(session: Session, number: int, key: bytes) -> None:
    """The old one first, so that a power cut loses none."""
    held = _earlier(session) | {number_of(session): _key(session)}
    said = {str(n): base64.b64encode(one).decode() for n, one in held.items()}
    session.ledger.keep_key(_EARLIER, json.dumps(said).encode())
    session.ledger.keep_key(PSEUDONYM_KEY, key)
    session.ledger.keep_key(PSEUDONYM_NUMBER, b"%d" % number)


def _earlier(session: Session) -> dict[int, bytes]:
    held = json.loads(session.ledger.key(_EARLIER) or b"{}")
    return {int(number): base64.b64decode(key) for number, key in held.items()}


def _key(session: Session) -> bytes:
    return session.ledger.key(PSEUDONYM_KEY) or b""


def _handed(session: Session) -> list[Entry]:
    with session.ledger.reading() as db:
        numbers = [row.number for row in access.acts(db, what=CHANGED)]
    found = (session.ledger.entry(number) for number in numbers)
    return [entry for entry in found if entry is not None]
