"""Who this terminal exchanges with: its own card, the cards that people compared, revocations.

What is kept lies in the ledger's keyring; that it was done is an entry of its own. A card counts
only when somebody typed the fingerprint that they heard: nothing is trusted because it came first.
"""

import json
from dataclasses import asdict, dataclass, replace
from datetime import date, timedelta
from typing import Any

from wardsafe.bundles.cards import (
    DESK,
    HUB,
    ROLES,
    TERMINAL,
    Card,
    read_card,
    same_terminal,
    write_card,
)
from wardsafe.bundles.receipts import Revoked
from wardsafe.bundles.refusing import Refused
from wardsafe.errors import BadInput
from wardsafe.ledger.keys import new_identity
from wardsafe.records.text import show
from wardsafe.services.access import note
from wardsafe.services.session import TERMINAL_KEY, Session

OWN, ENROLLED, LISTS = "exchange/own", "exchange/enrolled", "exchange/revocations"
"""Where the keyring keeps our own keys, the cards we believe, and the lists we were sent."""
_GONE = "exchange/gone"
"""Where it keeps our own list: a key stays on it when its terminal is enrolled with a new one."""
_YEARS = timedelta(days=3 * 365)
LIST_IS_OLD = timedelta(days=60)


@dataclass(frozen=True, slots=True)
class Enrolled:
    """Somebody we exchange with; `revoked` is the day on which that ended, "" while it holds."""

    card: Card
    revoked: str = ""
    reason: str = ""


def own_card(session: Session) -> Card:
    """What this terminal says of itself; its keys are made the first time."""
    return _card(session, _own(session))


def role_of(session: Session) -> str:
    """What this ledger is: a terminal, a trust desk or a network hub. Makes no keys."""
    return str((_held(session, OWN) or {}).get("role", TERMINAL))


def own_keys(session: Session) -> list[str]:
    """The private age keys that open what is sealed to us: the present one, and earlier ones."""
    return [key["private"] for key in _own(session)["keys"]]


def card_file(session: Session) -> bytes:
    """The card to carry to the other side."""
    return write_card(own_card(session), session.ledger.sign)


def become(session: Session, role: str) -> Card:
    """Say that this ledger is a terminal, a trust desk or a network hub. Raises NotAllowed."""
    session.require("enrol")
    if role not in ROLES:
        raise BadInput("That is none of terminal, trust desk and network hub.", field="role")
    _keep(session, OWN, _own(session) | {"role": role})
    note(session, "enrolled", detail=f"this is a {role}")
    return own_card(session)


def rotate(session: Session) -> Card:
    """Take a new receiving key; what was sealed to the old one still opens. Raises NotAllowed."""
    session.require("enrol")
    own = _own(session)
    private, public = new_identity()
    keys = [{"private": private, "public": public}, *own["keys"]]
    until = (session.now().date() + _YEARS).isoformat()
    _keep(session, OWN, own | {"keys": keys, "until": until})
    note(session, "enrolled", detail="this terminal took a new receiving key")
    return own_card(session)


def enrolled(session: Session) -> tuple[Enrolled, ...]:
    """Everybody whose card was believed once, revoked ones too, by name."""
    held = _held(session, ENROLLED) or []
    found = (Enrolled(Card(**one["card"]), one["revoked"], one["reason"]) for one in held)
    return tuple(sorted(found, key=lambda one: one.card.title))


def known(session: Session, terminal: str) -> Enrolled | None:
    """The one of that terminal id."""
    return next((one for one in enrolled(session) if one.card.terminal == terminal), None)


def readers(session: Session, purpose: str) -> list[Card]:
    """Whom a bundle of that purpose is for today: of the ward and its trust, or of the network.

    A network hub writes none: it confirms with receipts, and with nothing else. A trust desk
    writes for the terminals of its wards, what `leaving.answers` lets each have.
    """
    own, today = own_card(session), session.now().date()
    found = [one.card for one in enrolled(session) if not one.revoked]
    found = [card for card in found if not card.is_over(today)]
    if own.role == DESK and purpose == "ward":
        return [card for card in found if card.role == TERMINAL]
    if own.role != TERMINAL:
        return []
    if purpose == "network":
        return [card for card in found if card.role == HUB]
    return [
        card for card in found if card.role != HUB and (card.role != TERMINAL or _ours(own, card))
    ]


def _ours(own: Card, other: Card) -> bool:
    return (own.ward, own.environment) == (other.ward, other.environment)


def look_at(session: Session, data: bytes) -> Card:
    """A card before it is believed. Raises Refused where it can never be."""
    card, own = read_card(data), own_card(session)
    if card.terminal == own.terminal:
        raise Refused("This is this terminal's own card.", do="Take it to the other one.")
    if card.environment.partition("-")[0] != own.environment.partition("-")[0]:
        raise Refused("One of the two is a demo and the other is not.")
    if card.is_over(session.now().date()):
        raise Refused(f"The card ended on {card.until}.", do="Have a new one made there.")
    held = known(session, card.terminal)
    if held and not held.revoked and not same_terminal(held.card, card):
        raise Refused(
            "Another key is enrolled for this terminal.",
            do="Ring them. If its key really changed, revoke the old one first.",
        )
    if held and not held.revoked and card.number < held.card.number:
        raise Refused("This card is older than the one that is enrolled.")
    return card


def enrol(session: Session, data: bytes, heard: str) -> Card:
    """Believe a card whose fingerprint somebody read aloud. Raises NotAllowed, Refused."""
    session.require("enrol")
    card = look_at(session, data)
    if _bare(heard) != _bare(card.fingerprint):
        raise Refused(
            "The fingerprint is another one: this card is not theirs.",
            do="Do not use it. Fetch the card from them again and ring them.",
        )
    others = [one for one in enrolled(session) if one.card.terminal != card.terminal]
    _keep_all(session, [*others, Enrolled(card)])
    if _gone(session)["keys"].get(card.terminal, [""])[0] == card.sign:
        _keep_gone(session, card.terminal, None)
    note(session, "enrolled", detail=f"{card.role} {card.title}, {card.fingerprint}")
    return card


def _bare(fingerprint: str) -> str:
    return "".join(c for c in fingerprint.casefold() if c.isalnum())


def revoke(session: Session, terminal: str, reason: str) -> Enrolled:
    """Stop exchanging with a terminal, and tell the others. Raises NotAllowed, BadInput."""
    session.require("enrol")
    held = known(session, terminal)
    if held is None:
        raise BadInput("No such terminal is enrolled here.", do="See `wardsafe enrol list`.")
    if not reason.strip():
        raise BadInput("A reason is needed.", field="reason", do="Say in a few words why.")
    return _revoke(session, held, session.now().date().isoformat(), reason)


def _revoke(session: Session, held: Enrolled, day: str, reason: str) -> Enrolled:
    gone = replace(held, revoked=day, reason=reason)
    others = [one for one in enrolled(session) if one.card.terminal != held.card.terminal]
    _keep_all(session, [*others, gone])
    _keep_gone(session, held.card.terminal, [held.card.sign, day, reason])
    note(session, "revoked", detail=f"{held.card.title}, {held.card.fingerprint}: {reason}")
    return gone


def own_list(session: Session) -> Revoked:
    """The revocations to send on; its number is higher after each change of it."""
    gone = _gone(session)
    return Revoked(gone["number"], session.now().date().isoformat(), gone["keys"])


def take_list(session: Session, sender: Card, said: Revoked) -> tuple[str, ...]:
    """Take over the revocations of a trust desk or hub; the sentences that somebody must see."""
    if sender.role == TERMINAL:
        return ()
    lists = _held(session, LISTS) or {}
    before = lists.get(sender.terminal, {"number": 0, "day": ""})
    if said.number < before["number"]:
        return (f"{sender.title} sent an older list of revocations; it was ignored.",)
    if said.day != before["day"] or said.number != before["number"]:
        told = {"number": said.number, "day": said.day}
        _keep(session, LISTS, lists | {sender.terminal: told})
    alerts = []
    for terminal, (key, day, reason) in said.keys.items():
        held = known(session, terminal)
        if held and not held.revoked and held.card.sign == key:
            _revoke(session, held, day, f"{show(reason)} (told by {sender.title})")
            alerts.append(f"{held.card.title} was revoked by {sender.title}: {show(reason)}")
    return tuple(alerts)


def list_age(session: Session) -> timedelta | None:
    """How old the oldest list of revocations is that we go by; None where nobody sent one."""
    lists = _held(session, LISTS) or {}
    days = [date.fromisoformat(one["day"]) for one in lists.values()]
    return session.now().date() - min(days) if days else None


# --- what is kept ---------------------------------------------------------------------------


def _own(session: Session) -> dict[str, Any]:
    held = _held(session, OWN)
    if held is None:
        private = (session.ledger.key(TERMINAL_KEY) or b"").decode()
        until = (session.now().date() + _YEARS).isoformat()
        keys = [{"private": private, "public": session.about.public_key}]
        held = {"role": TERMINAL, "until": until, "keys": keys}
        _keep(session, OWN, held)
    return dict(held)


def _card(session: Session, own: dict[str, Any]) -> Card:
    about = session.about
    return Card(
        role=own["role"],
        environment=about.environment,
        ward=about.ward,
        ward_name=about.ward_name,
        site=about.site,
        terminal=about.terminal,
        terminal_name=about.terminal_name,
        age=own["keys"][0]["public"],
        sign=session.ledger.public_key,
        number=len(own["keys"]),
        until=own["until"],
    )


def _keep_all(session: Session, them: list[Enrolled]) -> None:
    said = [asdict(one) for one in them]
    _keep(session, ENROLLED, said)


def _gone(session: Session) -> dict[str, Any]:
    return dict(_held(session, _GONE) or {"number": 0, "keys": {}})


def _keep_gone(session: Session, terminal: str, said: list[str] | None) -> None:
    gone = _gone(session)
    keys = {name: one for name, one in gone["keys"].items() if name != terminal}
    if said is not None:
        keys[terminal] = said
    _keep(session, _GONE, {"number": gone["number"] + 1, "keys": keys})


def _held(session: Session, name: str) -> Any:
    kept = session.ledger.key(name)
    return json.loads(kept) if kept else None


def _keep(session: Session, name: str, said: Any) -> None:
    session.ledger.keep_key(name, json.dumps(said, separators=(",", ":")).encode())
