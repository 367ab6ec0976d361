"""A ward with a second terminal, a hub, and a stick between them: for tests of exchanging."""

from dataclasses import dataclass
from pathlib import Path
from typing import Any

from wardsafe.bundles.cards import HUB
from wardsafe.bundles.carriers import FolderCarrier
from wardsafe.ledger.keys import FLOOR
from wardsafe.places import WardFolder
from wardsafe.services import enrolling, exchanging, inviting
from wardsafe.services.door import Door
from wardsafe.services.session import Session
from wardsafe.services.stewarding import NewPerson, NewWard, set_up

STEWARD = ("s-price", "316408")
NIA = NewPerson("s-rees", "Nia Rees", "administrator", "steward", "640275")


@dataclass
class Desk:
    """One ward folder and who is signed in there."""

    session: Session

    def sync(self, place: Path) -> exchanging.Outcome:
        return sync(self.session, place)


def sync(session: Session, place: Path) -> exchanging.Outcome:
    """One exchange at a folder."""
    return exchanging.sync(session, FolderCarrier(place))


def second_terminal(first: Session, folder: Path, clock: Any, chance: Any) -> Session:
    """PC 1, joined by an invitation, its card enrolled at the first with its fingerprint."""
    data, code = inviting.invite(first)
    where = WardFolder(folder / "ward", folder / "device")
    invitation = inviting.open_invitation(data, code)
    inviting.join(where, invitation, "PC 1", STEWARD, clock, chance, FLOOR).ledger.close()
    second = Door(where, clock, chance).unlock(*STEWARD)
    believe(first, second)
    return second


def believe(one: Session, other: Session) -> None:
    """`one` enrols `other`'s card with the fingerprint that `other` shows."""
    heard = enrolling.own_card(other).fingerprint
    enrolling.enrol(one, enrolling.card_file(other), heard)


def another_ward(folder: Path, name: str, clock: Any, chance: Any, env: str = "test") -> Session:
    where = WardFolder(folder / "ward", folder / "device")
    new = NewWard(name, "ZZ902", "PC 1", (NIA,), env)
    set_up(where, new, clock, chance, FLOOR).ledger.close()
    return Door(where, clock, chance).unlock(NIA.staff_id, NIA.pin)


def hub(folder: Path, clock: Any, chance: Any, role: str = HUB) -> Session:
    session = another_ward(folder, "Network hub", clock, chance)
    enrolling.become(session, role)
    return session
