"""Letting somebody in to an audience at another terminal of the ward.

Each person has another key pair at each terminal. Where somebody belongs to an audience and has no
copy of its key, their terminal asks, at their unlock, with an entry that names their public key; it
travels with the ward's bundles. Whoever holds the key lets them in, or does not: the answer is an
entry with the key sealed to the one who asked, and nobody else opens it, whoever carries or keeps
it. No key is asked for by, or handed to, a terminal that is not enrolled.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from wardsafe.bundles.cards import TERMINAL, Card
from wardsafe.ledger.audiences import Audience
from wardsafe.ledger.entry import Entry
from wardsafe.records.access import Access
from wardsafe.services.audiences import AUDIENCES, RECOVERY_KEY, belongs, held, members
from wardsafe.services.enrolling import enrolled, own_card
from wardsafe.services.recording import prepared
from wardsafe.services.session import Session
from wardsafe.views import access
from wardsafe.views.staff import Member

ASKED, ANSWERED = "asks to be let in", "audience opened to, elsewhere"
KEYS = "keys"
"""The part of an answer that holds the keys, sealed to whoever asked."""


@dataclass(frozen=True, slots=True)
class Request:
    """Somebody asks, from another terminal; `names` are the audiences that this session opens to
    them, `key` is their public key there."""

    record: str
    who: Member
    card: Card
    key: str
    names: tuple[str, ...]

    @property
    def said(self) -> Member:
        """Who it is, and where."""
        return replace(self.who, name=f"{self.who.name}, at {self.card.terminal_name}")


def ask(session: Session) -> None:
    """Ask the ward's other terminals for what this person belongs to and cannot open here, once.

    Raises NotSaved.
    """
    if not _others(session) or not _lacking(session):
        return
    mine = (session.person.id, session.public_key)
    if any((entry.read("private").get("whom"), _key_in(entry)) == mine
           for entry in _acts(session, ASKED)):  # fmt: skip
        return
    said = Access(what=ASKED, whom=session.person.id, when=session.now(), detail=session.public_key)
    session.ledger.append(prepared(session, said, session.chance.new_id()))


def take_up(session: Session) -> tuple[str, ...]:
    """Keep what was handed to this person for this terminal; which audiences those are.

    Raises NotSaved, Damaged.
    """
    lacking = _lacking(session)
    found = []
    for entry in _acts(session, ANSWERED) if lacking else ():
        clear = entry.opened([session.private_key])
        for name, key in (clear.read(KEYS) if clear else {}).items():
            recovery = (session.ledger.key(RECOVERY_KEY) or b"").decode()
            audience = Audience(session.ledger, name)
            if name in lacking and audience.take_over(
                str(key), session.person.id, session.public_key, recovery
            ):
                session.audience_keys.pop(name, None)
                found.append(name)
    return tuple(dict.fromkeys(found))


def requests(session: Session) -> tuple[Request, ...]:
    """Who asks from another terminal of the ward and has no answer, where this session can help."""
    mine = [name for name, _ in held(session, only_theirs=False)]
    cards = _others(session) if mine else {}
    if not cards:
        return ()
    known = {one.id: one for one in members(session.ledger)}
    answered = _answered(session)
    return tuple(
        Request(record, who, cards[entry.header.terminal], _key_in(entry), names)
        for entry in _acts(session, ASKED)
        if entry.header.terminal in cards
        and (who := known.get(str(entry.read("private").get("whom"))))
        and (record := entry.header.record)
        and (names := tuple(n for n in mine if belongs(n, who) and (record, n) not in answered))
    )


def _answered(session: Session) -> set[tuple[str, str]]:
    """Requests and the audiences that somebody opened in answer to them."""
    said = [entry.read("private") for entry in _acts(session, ANSWERED)]
    return {
        (str(one.get("record")), name)
        for one in said
        for name in str(one.get("detail")).partition(";")[0].split(", ")
    }


def hand_over(session: Session, request: Request) -> None:
    """Answer a request: the keys, sealed to whoever asked, and who opened them. Raises NotSaved."""
    mine = dict(held(session, only_theirs=False))
    said = Access(
        what=ANSWERED, whom=request.who.id, when=session.now(), record=request.record,
        detail=f"{', '.join(request.names)}; at {request.card.title}",
    )  # fmt: skip
    new = prepared(session, said, session.chance.new_id())
    keys = {name: mine[name] for name in request.names}
    session.ledger.append(
        replace(new, parts={**new.parts, KEYS: keys}, sealed={KEYS: (request.key,)})
    )


def _lacking(session: Session) -> tuple[str, ...]:
    """The audiences that this person belongs to and has no copy of the key of."""
    me = next((one for one in members(session.ledger) if one.id == session.person.id), None)
    return tuple(
        name
        for name in AUDIENCES
        if me is not None
        and belongs(name, me)
        and not Audience(session.ledger, name).holds(me.id, session.public_key)
    )


def _others(session: Session) -> dict[str, Card]:
    """The ward's other terminals, by id."""
    own = own_card(session)
    found = (one.card for one in enrolled(session) if not one.revoked)
    return {
        card.terminal: card
        for card in found
        if card.role == TERMINAL and (card.ward, card.environment) == (own.ward, own.environment)
    }


def _key_in(entry: Entry) -> str:
    key = str(entry.read("private").get("detail"))
    return key if key.startswith("age1") else ""


def _acts(session: Session, what: str) -> Iterator[Entry]:
    with session.ledger.reading() as db:
        numbers = [row.number for row in access.acts(db, what=what)]
    for number in numbers:
        entry = session.ledger.entry(number)
        if entry is not None:
            yield entry
