"""A second terminal of a ward joins: an invitation, opened with a code that is read aloud.

It holds what the two must have in common (ward, environment, pseudonyms, whom the ward exchanges
with, the public keys that restricted records are sealed to) and no record. The code is 100 bits and
is used for nothing else: who has it was told it, so the first terminal's card inside needs no
second fingerprint. The new terminal's own card is enrolled at the first one like any other.
"""

import base64
import json
from dataclasses import asdict, dataclass
from typing import Any

from wardsafe.bundles import limits
from wardsafe.bundles.cards import Card, read_card
from wardsafe.bundles.manifest import grouped
from wardsafe.bundles.opening import seal_with_code, unseal_with_code
from wardsafe.bundles.refusing import Refused, not_whole
from wardsafe.bundles.signed import read_signed, write_signed
from wardsafe.clock import Chance, Clock
from wardsafe.ledger.keys import Cost
from wardsafe.places import WardFolder
from wardsafe.services import pseudonyms
from wardsafe.services.access import note
from wardsafe.services.audiences import AUDIENCES, public_key
from wardsafe.services.coming_in import LAST
from wardsafe.services.enrolling import ENROLLED, Enrolled, card_file, enrolled
from wardsafe.services.recording import PSEUDONYM_KEY, PSEUDONYM_NUMBER, current
from wardsafe.services.session import Session
from wardsafe.services.stewarding import NewPerson, NewWard, SetUp, set_up
from wardsafe.views.staff import members

_WHAT = "invitation/1"


@dataclass(frozen=True, slots=True)
class Invitation:
    """An opened invitation: the ward it is to, and who of its people may set the terminal up."""

    said: dict[str, Any]
    host: Card

    @property
    def ward_name(self) -> str:
        """The ward's name."""
        return str(self.said["ward_name"])

    @property
    def stewards(self) -> list[tuple[str, str]]:
        """Staff id and name of those who may."""
        return [(one["staff_id"], one["name"]) for one in self.said["stewards"]]


def invite(session: Session) -> tuple[bytes, str]:
    """The invitation file, and the code to read aloud. Raises NotAllowed, NotSaved."""
    session.require("enrol")
    about = session.about
    with session.ledger.reading() as db:
        stewards = [m for m in members(db) if m.role == "steward" and m.active]
    said = {
        "environment": about.environment,
        "ward": about.ward,
        "ward_name": about.ward_name,
        "site": about.site,
        "details": about.details,
        "card": card_file(session).decode(),
        "enrolled": [asdict(one.card) for one in enrolled(session) if not one.revoked],
        "pseudonyms": base64.b64encode(session.ledger.key(PSEUDONYM_KEY) or b"").decode(),
        "audiences": {name: public_key(session, name) for name in AUDIENCES},
        "pseudonym_key": pseudonyms.number_of(session),
        "stewards": [_steward(session, m.record) | {"staff_id": m.id, "name": m.name,
                     "job_title": m.job_title} for m in stewards],
    }  # fmt: skip
    code = grouped(session.chance.random_bytes(32))
    data = seal_with_code(write_signed(_WHAT, said, session.ledger.sign), _bare(code))
    note(session, "enrolled", detail="an invitation for a second terminal was written")
    return data, code


def _steward(session: Session, record: str) -> dict[str, Any]:
    heads = [step.entry.id for step in current(session, record).heads]
    return {"record": record, "parents": heads}


def _bare(code: str) -> str:
    return "".join(c for c in code.casefold() if c.isalnum())


def open_invitation(data: bytes, code: str) -> Invitation:
    """The invitation that the code opens. Raises Refused."""
    if len(data) > limits.SIGNED:
        raise not_whole("invitation")
    plain = unseal_with_code(data, _bare(code))
    if plain is None:
        raise Refused("The code does not open this invitation.", do="Have it read aloud again.")
    signed = read_signed(_WHAT, plain)
    host = read_card(str(signed.fields.get("card")).encode())
    if not signed.is_by(host.sign):
        raise Refused("The invitation is not signed by the terminal that it names.")
    return Invitation(signed.fields, host)


def join(
    where: WardFolder,
    invitation: Invitation,
    terminal_name: str,
    steward: tuple[str, str],
    clock: Clock,
    chance: Chance,
    cost: Cost,
) -> SetUp:
    """Make this computer a terminal of the ward; `steward` is staff id and PIN.

    The caller closes the ledger. Raises as `stewarding.set_up`, Refused for somebody else.
    """
    said, (staff_id, pin) = invitation.said, steward
    found = [one for one in said["stewards"] if one["staff_id"] == staff_id]
    if not found:
        raise Refused("That is no steward of this ward.", do="Ask one to set this terminal up.")
    one = found[0]
    person = NewPerson(
        staff_id, one["name"], one["job_title"], "steward", pin, one["record"],
        tuple(one["parents"]),
    )  # fmt: skip
    new = NewWard(
        said["ward_name"], said["site"], terminal_name, (person,), "", said["details"],
        (said["environment"], said["ward"], base64.b64decode(said["pseudonyms"])),
        said["audiences"],
    )  # fmt: skip
    made = set_up(where, new, clock, chance, cost)
    cards = [invitation.host, *(Card(**card) for card in said["enrolled"])]
    them = [asdict(Enrolled(card)) for card in cards if card.terminal != made.about.terminal]
    made.ledger.keep_key(ENROLLED, json.dumps(them).encode())
    if (number := int(said["pseudonym_key"])) > 1:
        made.ledger.keep_key(PSEUDONYM_NUMBER, b"%d" % number)
    heard = {f"{invitation.host.terminal}/ward": [0, 0, 0, "", clock.now().date().isoformat()]}
    made.ledger.keep_key(LAST, json.dumps(heard).encode())
    return made
