"""Gathering facts into a network's folder: from one unlocked ward, or from what a hub was sent."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from pathlib import Path

from wardsafe.ledger.entry import Entry
from wardsafe.network.files import WardOf, write
from wardsafe.records.moments import local
from wardsafe.records.nil_return import SEXUAL
from wardsafe.services import closing
from wardsafe.services.access import note
from wardsafe.services.network import facts, nights
from wardsafe.services.network.facts import Namer, nobody
from wardsafe.services.recording import PSEUDONYM_KEY, pseudonym
from wardsafe.services.session import Session

MAY = "gather facts"


def gather(session: Session, folder: Path) -> int:
    """Put the facts of this ward into a network's folder; how many rows. That it was done is an
    entry first. Raises NotAllowed, BadInput, NotSaved."""
    session.require(MAY)
    about = session.about
    key = session.ledger.key(PSEUDONYM_KEY)
    note(session, "export", detail="facts for a network")
    return gather_ward(
        folder,
        about.ward,
        WardOf(
            about.ward_name, trust_of(about.site), about.environment.partition("-")[0],
            (about.terminal,), f"{local(session.now()).date() - timedelta(days=1)}",
        ),
        session.ledger.walk(),
        (lambda known: pseudonym(key, known)) if key else nobody,
        restricted=closing.may_see(session, SEXUAL),
    )  # fmt: skip


def gather_ward(
    folder: Path,
    ward: str,
    about: WardOf,
    entries: Iterable[Entry],
    name: Namer = nobody,
    *,
    restricted: bool = False,
) -> int:
    """Put the facts of one ward, out of the entries of any, into a network's folder; how many rows.

    Raises BadInput, NotSaved.
    """
    until = date.fromisoformat(about.until)
    said = facts.told(ward, about.trust, entries, until, name, restricted=restricted)
    return write(folder, ward, about, {**facts.rows(said), **nights.rows(said)})


def gather_all(
    folder: Path,
    wards: Mapping[str, WardOf],
    entries: Iterable[Entry],
    name: Namer = nobody,
    *,
    restricted: bool = False,
) -> int:
    """Put the facts of every ward of a ledger of many into a network's folder; how many rows.

    One walk of the ledger; entries of a ward that is not in `wards` are left out. Raises BadInput,
    NotSaved.
    """
    by_ward: dict[str, list[Entry]] = {ward: [] for ward in wards}
    for entry in entries:
        if entry.header.ward in by_ward:
            by_ward[entry.header.ward].append(entry)
    return sum(
        gather_ward(folder, ward, wards[ward], by_ward.pop(ward), name, restricted=restricted)
        for ward in wards
    )


def trust_of(site: str) -> str:
    """The trust of a site: its code begins with the trust's three characters (ODS ≈); else ""."""
    return site[:3] if re.fullmatch(r"[A-Z0-9]{3}[A-Z0-9]{2,3}", site) else ""
