"""Exchanging in lines: what waits, what is written and confirmed; exchange; what would leave."""

from datetime import datetime

from wardsafe.plain.stopping import stoppable
from wardsafe.plain.talk import Talk
from wardsafe.plain.words import at_time, many
from wardsafe.services import exchange_seen, exchanging
from wardsafe.services.exchange_seen import Leg, Seen
from wardsafe.services.exchanging import BYTES, LastSync
from wardsafe.services.session import Session

MOST = 6
LETTERS = {"s": "exchange with a stick, a share or a server", "p": "what would leave"}
PLACE = "Place (a whole path, or an address)"
PLACE_HELP = (
    "The folder of a stick or of a share, or an address such as s3://bucket/folder, "
    "sftp://name@host/folder or davs://host/folder. No password belongs in it. Enter alone is the "
    "place of the last time."
)
NOBODY = "Nobody is enrolled to send to yet. A steward does that: wardsafe enrol."
_CONFIRMED_BY = {"network": "the network", "ward": "the ward's other terminals and its trust"}


def exchange(talk: Talk, session: Session) -> None:
    """Say where things stand; exchange, or say what would leave. Raises NotAllowed."""
    found = exchange_seen.seen(session)
    _say(talk, found, session.now())
    while True:
        at = talk.choose((), "What now", LETTERS)
        with talk.one_thing():
            if at == "s":
                _exchange(talk, session, found)
                found = exchange_seen.seen(session)
                _say(talk, found, session.now())
            else:
                talk.say(*exchanging.preview_lines(exchanging.preview(session)))


def _exchange(talk: Talk, session: Session, found: Seen) -> None:
    place = talk.ask(PLACE, PLACE_HELP) or next(iter(found.places), "")
    if not place:
        talk.say("No place was typed.")
        return
    talk.say(f"Exchanging with {place}. Do not remove it. Ctrl+C stops; what is written stays.")
    told: set[tuple[str, int]] = set()

    def tell(what: str, done: int, of: int) -> None:
        quarter = (what, 4 * done // of if of else 0)
        if what != BYTES and quarter not in told and 0 < done < of:
            told.add(quarter)
            talk.say(f"{what} {done:,} of {of:,}.")

    with stoppable() as stop:
        exchanging.exchange(session, place, tell, stop)


def _say(talk: Talk, found: Seen, now: datetime) -> None:
    if found.role != "terminal":
        talk.say(f"This is a {found.role}: it takes in what wards send, and answers with receipts.")
    elif not found.legs:
        talk.say(NOBODY)
    if found.last is not None:
        talk.say(*_last(found.last, now))
    for leg in found.legs:
        talk.say(_leg(leg, now))
    for line in found.bundles[:MOST]:
        one = line.written
        state = "confirmed" if line.confirmed else "not confirmed yet"
        count = one.last - one.first + 1
        size = f"{count:,} {'entry' if count == 1 else 'entries'}"
        when = at_time(datetime.fromisoformat(one.at), now)
        talk.say(f"- Bundle {one.number:04}, {one.purpose}, {size}, written {when}, {state}.")
    for receipt in found.receipts:
        refused = f"refused {len(receipt.refused)}: {receipt.refused[0]}" if receipt.refused else ""
        talk.say(
            f"Last receipt of {receipt.by}, {at_time(receipt.written, now)}: holds ours to entry "
            f"{receipt.upto:,}, {refused or 'refused nothing'}."
        )
    talk.say(*(f"LOOK: {sentence}" for sentence in found.look_at))


def _last(last: LastSync, now: datetime) -> list[str]:
    when = at_time(datetime.fromisoformat(last.at), now)
    if last.trouble:
        return [f"NOT exchanged, {when}: {last.trouble}"]
    gaps = f", {many(last.gaps, 'bundle')} wait for an earlier one" if last.gaps else ""
    refused = f"{last.refused} refused" if last.refused else "nothing refused"
    said = f"Last exchange {when} with {last.place}: {many(last.wrote, 'bundle')} written and read"
    said += f" back, {last.new:,} new entries came in{gaps}, {refused}."
    safe = "Nothing is open there." if "://" in last.place else "Safe to remove the stick."
    return (
        ["Stopped. What was written is whole; s goes on.", said, safe]
        if last.stopped
        else [said, safe]
    )


def _leg(leg: Leg, now: datetime) -> str:
    waits = f" since {at_time(leg.waiting.since, now)}" if leg.waiting.since else ""
    return (
        f"For {_CONFIRMED_BY[leg.purpose]}: {leg.waiting.entries:,} wait to be written{waits}, "
        f"{leg.written.entries:,} written and not confirmed, {leg.confirmed:,} of {leg.entries:,} "
        "confirmed by signed receipt."
    )
