"""Two terminals of a ward, a stick and the hub. The docstring of the test is its title."""

from datetime import timedelta
from pathlib import Path

from two_terminals import believe, hub, second_terminal
from wardsafe.bundles.carriers import INBOX, FolderCarrier
from wardsafe.bundles.merging import GAP, REFUSED
from wardsafe.ledger.verify import verify
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import exchange_seen, exchanging
from wardsafe.services.finding import open_record, page
from wardsafe.services.going_out import written
from wardsafe.services.recording import record_new
from wardsafe.views.log import LogFilter


def restraint(session, ward, minutes):
    began = session.now() - timedelta(minutes=20)
    held = Intervention(type="07", start=began, end=began + timedelta(minutes=minutes))
    said = RestrictivePractice(
        person=ward.rosa, when=began, place="day-room", reason="10", interventions=(held,),
        narrative="She asked for quiet.",
    )  # fmt: skip
    return record_new(session, said)


def damage(stick, one, session):
    """One bit of a file turns."""
    file = Path(stick.where) / INBOX / session.about.terminal / f"{one.name}.bundle"
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 1
    file.write_bytes(bytes(data))


def leg(session, purpose="network"):
    return next(one for one in exchange_seen.seen(session).legs if one.purpose == purpose)


def test_an_exchange(ward, story, tmp_path, clock, chance) -> None:
    """A stick between two terminals and the network's hub, and one file of it that was damaged."""
    (tmp_path / "stick").mkdir()
    stick = FolderCarrier(tmp_path / "stick")
    first = ward.unlock("owain")
    second = second_terminal(first, tmp_path / "second", clock, chance)
    centre = hub(tmp_path / "hub", clock, chance)
    believe(first, centre)
    believe(centre, first)
    story.tell(
        "Ashdown Ward has two PCs, and the network has a hub. Owain, the ward's administrator, "
        "has compared their cards with each other on the telephone: nothing is believed that "
        "somebody else signed."
    )

    here = restraint(first, ward, 7)
    exchanging.sync(first, stick)
    now = leg(first)
    assert (now.confirmed, now.waiting.entries) == (0, 0)
    story.tell(
        f"A restraint of RW is recorded at the ward's PC as #{here.number}. Owain puts the stick "
        f"in and exchanges. The screen says: {now.written.entries} entries written, "
        f"{now.confirmed} of {now.entries} confirmed. Written is not sent."
    )
    clock.pass_(24 * 3600)
    there, later = restraint(second, ward, 3), restraint(first, ward, 4)
    came = exchanging.sync(second, stick)
    exchanging.sync(first, stick)
    exchanging.sync(second, stick)
    rows = [{row.record for row in page(one, LogFilter(), limit=50)} for one in (first, second)]
    assert {here.record, there.record, later.record} <= rows[0] == rows[1]
    assert open_record(first, there.record).versions[0].id == there.id
    story.tell(
        f"A day later one more is recorded at each PC. The stick brings {came.new} entries to the "
        "other PC, and its own back: both show all three records, whole, in one log."
    )

    damage(stick, next(one for one in written(first)[::-1] if one.purpose == "network"), first)
    refused = exchanging.sync(centre, stick)
    plans = {plan.verdict: plan for plan in refused.came if plan.verdict in (GAP, REFUSED)}
    assert plans.keys() == {GAP, REFUSED}
    assert centre.ledger.of_record(here.record) == ()
    story.tell(
        "On its way to the hub a file on the stick is damaged. The hub says of it: "
        f"“{plans[REFUSED].reason}” Of what came after it, it takes in nothing yet: "
        f"“{plans[GAP]}.” Both stand in the receipt that it leaves on the stick."
    )

    told = exchanging.sync(first, stick)
    (again,) = [one for one in told.wrote if one.purpose == "network" and one.first == 1]
    assert leg(first).confirmed == 0
    story.tell(
        f"Back on the ward the PC reads it and says so. Nothing of it counts as sent, and entries "
        f"{again.first} to {again.last} are written once more."
    )

    filled = exchanging.sync(centre, stick)
    assert not [plan for plan in filled.came if plan.verdict == GAP]
    (entry,) = centre.ledger.of_record(here.record)
    assert set(entry.parts) == {"facts"}
    assert verify(centre.ledger).problems == ()
    story.tell(
        f"The hub takes in {filled.new} entries: the gap is filled, and what waited follows it. It "
        "holds the codes of #{} and its length, and no name, no time of day and no words.".format(
            here.number
        )
    )

    exchanging.sync(first, stick)
    now = leg(first)
    assert now.confirmed == now.entries > 15
    story.tell(
        f"With the hub's next receipt the screen says: {now.confirmed} of {now.entries} confirmed. "
        "That word comes from receipts alone."
    )
    for session in (second, centre):
        session.close()
