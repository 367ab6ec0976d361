"""What the invented ward recorded of sexual safety, sealed by the same hand as in a real ward.

Each event is written by a session of its author; of what there is to tell, part is ticked by the
ward manager, or by the safety lead where the behaviour of staff is described.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

from wardsafe.clock import Chance
from wardsafe.ledger.entry import NewEntry
from wardsafe.ledger.slots import Slots
from wardsafe.places import WardFolder
from wardsafe.records.involved import Involved
from wardsafe.records.patient import Patient
from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.records.tell_now import TellNow
from wardsafe.services import sealing
from wardsafe.services.demo_clock import StandingClock
from wardsafe.services.demo_names import told_in
from wardsafe.services.recording import prepared
from wardsafe.services.session import Person, Session
from wardsafe.services.sexual_safety import event
from wardsafe.services.stewarding import SetUp
from wardsafe.vocabulary.code_lists import code_list

_FIELDS = (
    "place", "category", "seen", "words", "surroundings", "breach", "intent", "consent",
    "capacity", "police", "harm_physical", "harm_psychological",
)  # fmt: skip


class SealedInvention:
    """Writes the restricted records of one invented ward; `people` are those on it."""

    def __init__(
        self,
        where: WardFolder,
        made: SetUp,
        staff: Sequence[Mapping[str, str]],
        people: Sequence[tuple[str, Patient]],
        chance: Chance,
    ) -> None:
        self._where, self._made, self._people, self._chance = where, made, people, chance
        self._staff = {one["id"]: one for one in staff}

    def tell(self, now: datetime, since: datetime) -> None:
        """Append the events from `since`, then what was done about them: two transactions."""
        told = [
            (self._chance.new_id(), said)
            for said in reversed(told_in("sexual-safety")["event"])
            if now - timedelta(minutes=said["ago"]) > since and said["person"] < len(self._people)
        ]
        ledger = self._made.ledger
        ledger.append_many([self._event(record, said, now) for record, said in told])
        readers = {role: self._reader(role, now) for role in ("nurse-in-charge", "safety-lead")}
        ledger.append_many(
            entry for record, said in told for entry in self._ticks(record, said, now, readers)
        )

    def _event(self, record: str, said: Mapping[str, Any], now: datetime) -> NewEntry:
        when = now - timedelta(minutes=said["ago"])
        entered = when + timedelta(minutes=said["later"])
        person = None if said["person"] < 0 else self._people[said["person"]][0]
        whole = SexualSafety(
            **{name: said[name] for name in _FIELDS if said.get(name)},
            person=person,
            when=when,
            told=entered if said["later"] > _SOON else None,
            involved=tuple(Involved(who=w, part=p, known_as=k) for w, p, k in said["involved"]),
            mixed_sex=tuple(said.get("mixed_sex", ())),
        )
        return prepared(self._session(said["by"], entered), whole, record)

    def _ticks(
        self, record: str, said: Mapping[str, Any], now: datetime, readers: Mapping[str, Session]
    ) -> Iterator[NewEntry]:
        about_staff = any(row[:2] == ["staff", "described"] for row in said["involved"])
        reader = readers["safety-lead" if about_staff else "nurse-in-charge"]
        entered = now - timedelta(minutes=said["ago"] - said["later"])
        whole = event(reader, record)
        for action, minutes, why in said["done"]:
            at = entered + timedelta(minutes=minutes)
            line = TellNow(
                about=record,
                action=action.removeprefix("-"),
                state="not-applicable" if action.startswith("-") else "done",
                when=at,
                by=reader.person.name,
                why=why or None,
            )
            session = replace(reader, clock=StandingClock(at))
            yield prepared(session, line, sealing.line_of(whole, line.action or ""))

    def _reader(self, role: str, now: datetime) -> Session:
        """A session that opens what it is one of the audience of."""
        who = next(one for one in self._staff.values() if one["role"] == role)
        session = self._session(who["id"], now)
        return replace(session, private_key=session.slots.unlock(who["id"], who["pin"]).private_key)

    def _session(self, staff_id: str, at: datetime) -> Session:
        """A session that can write and open nothing: it has no private key."""
        one, clock = self._staff[staff_id], StandingClock(at)
        slots = Slots(self._where, self._made.about.ward, clock, self._chance)
        title = code_list("job-title").text(one["job_title"])
        return Session(
            where=self._where,
            about=self._made.about,
            ledger=self._made.ledger,
            person=Person(staff_id, one["name"], title, one["role"]),
            slots=slots,
            data_key=b"",
            public_key=slots.public_key(staff_id),
            private_key="",
            clock=clock,
            chance=self._chance,
            looks_like_pin=lambda _: False,
        )


_SOON = 30
"""Minutes after which it is said when somebody told us."""
