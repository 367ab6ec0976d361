"""The kind `sexual-safety/1`: what was seen, said or told, in words that decide nothing.

There is a *person affected* and a *person whose behaviour is described*; acts are alleged until
others decide. Two people may each be both. Physical and psychological harm stand apart. Everything
but the kind of event, the place and the month is private, and the private part is sealed to the few
who may read it (design section 5). Words and lists: domain page on sexual safety, sections 2 to 6
(≈ design, no national list exists).
"""

from datetime import datetime
from typing import Annotated, ClassVar

from wardsafe.records.base import Day, Moment, Problem, Record
from wardsafe.records.hints import (
    Codes,
    Derived,
    Help,
    Label,
    Later,
    Lives,
    Narrative,
    Now,
    Who,
)
from wardsafe.records.involved import (
    AFFECTED,
    BOTH,
    CHILD,
    DESCRIBED,
    PATIENT,
    PEOPLE,
    STAFF,
    Involved,
)
from wardsafe.records.nhs_number import holds_nhs_number

SAID, CONSENT, HARM = "What was seen and said", "Consent and capacity", "Harm"
CHOICE, SURROUNDINGS, NUMBERS = "What they chose", "Place and surroundings", "Other numbers"

ENVIRONMENT = "environment_concern"


class SexualSafety(Record):
    """One event or concern. `person` is the patient it is filed under, where there is one."""

    kind: ClassVar[str] = "sexual-safety/1"
    title: ClassVar[str] = "Sexual safety"
    sections: ClassVar[tuple[str, ...]] = (
        SAID,
        PEOPLE,
        CONSENT,
        HARM,
        CHOICE,
        SURROUNDINGS,
        NUMBERS,
    )

    person: Annotated[
        str | None,
        Label("Person affected"),
        Help("The patient who was affected, if it was a patient."),
        Lives("private"),
        Who("patient"),
    ] = None
    thread: Annotated[
        str | None,
        Label("Thread"),
        Help("Ties what was done about this to it; made by wardsafe."),
        Lives("private"),
        Derived(),
    ] = None
    audience: Annotated[
        str | None,
        Label("Audience"),
        Help("Whom it is sealed to; worked out by wardsafe, and never made wider."),
        Lives("private"),
        Derived(),
    ] = None

    when: Annotated[
        Moment | None,
        Label("Happened"),
        Help("When it happened: -15m, 0310, yesterday 2230; ? if nobody knows."),
        Lives("private"),
        Now(1),
    ] = None
    told: Annotated[
        Moment | None,
        Label("Told us"),
        Help("When we were told, if that was later; it may be long after."),
        Lives("private"),
        Now(2),
    ] = None
    place: Annotated[
        str | None,
        Label("Where"),
        Help("The room or place; type a few letters."),
        Codes("place"),
        Lives("facts"),
        Now(3),
    ] = None
    category: Annotated[
        str | None,
        Label("What"),
        Help("The nearest kind of event; alleged until others decide."),
        Codes("sexual-safety-category"),
        Lives("facts"),
        Now(4),
    ] = None
    involved: Annotated[
        tuple[Involved, ...],
        Label("Who"),
        Help("One row for each person: what they are, and which part they had."),
        Lives("private"),
        Now(5),
    ] = ()

    seen: Annotated[
        str | None,
        Label("Seen"),
        Help("What was seen, and by whom; facts only, and A and B for names."),
        Narrative(),
        Lives("private"),
        Later(SAID),
    ] = None
    words: Annotated[
        str | None,
        Label("Said"),
        Help("What was said, word for word, and who said it."),
        Narrative(),
        Lives("private"),
        Later(SAID),
    ] = None
    opinion: Annotated[
        str | None,
        Label("Opinion"),
        Help("What somebody thinks, marked as their opinion, and whose it is."),
        Narrative(),
        Lives("private"),
        Later(SAID),
    ] = None
    category_text: Annotated[
        str | None,
        Label("What, in words"),
        Help("The kind of event in words, if the list does not name it."),
        Lives("private"),
        Later(SAID),
    ] = None

    intent: Annotated[
        str | None,
        Label("Sexual intent"),
        Help("Of nakedness or exposure: much of it is clearly not sexual."),
        Codes("yes-no-unknown"),
        Lives("private"),
        Later(CONSENT),
    ] = None
    consent: Annotated[
        str | None,
        Label("Consent"),
        Help("What is known of consent, as people told us."),
        Codes("sexual-safety-consent"),
        Lives("private"),
        Later(CONSENT),
    ] = None
    capacity: Annotated[
        str | None,
        Label("Capacity"),
        Help("Capacity to consent to sexual relations, of the person affected."),
        Codes("sexual-safety-capacity"),
        Lives("private"),
        Later(CONSENT),
    ] = None
    consent_text: Annotated[
        str | None,
        Label("In words"),
        Help("What was said about it, by whom, and who assessed when."),
        Narrative(),
        Lives("private"),
        Later(CONSENT),
    ] = None

    harm_physical: Annotated[
        str | None,
        Label("Physical"),
        Help("Physical harm, as it looks now; it may be amended."),
        Codes("sexual-safety-harm-physical"),
        Lives("private"),
        Later(HARM),
    ] = None
    harm_psychological: Annotated[
        str | None,
        Label("Psychological"),
        Help("Psychological harm, apart from the physical; it often shows later."),
        Codes("sexual-safety-harm-psychological"),
        Lives("private"),
        Later(HARM),
    ] = None
    harm_text: Annotated[
        str | None,
        Label("In words"),
        Help("How the person affected is, in their own words where they say it."),
        Narrative(),
        Lives("private"),
        Later(HARM),
    ] = None

    police: Annotated[
        str | None,
        Label("Police"),
        Help("What the person affected chose; choosing later is a choice."),
        Codes("sexual-safety-police"),
        Lives("private"),
        Later(CHOICE),
    ] = None
    wishes: Annotated[
        str | None,
        Label("Their wishes"),
        Help("What the person affected wants to happen, in their own words."),
        Narrative(),
        Lives("private"),
        Later(CHOICE),
    ] = None

    place_text: Annotated[
        str | None,
        Label("Where, in words"),
        Help("The place in words, if the list does not name it."),
        Lives("private"),
        Later(SURROUNDINGS),
    ] = None
    surroundings: Annotated[
        str | None,
        Label("Concern"),
        Help("What about the place is a concern: a lock, a sightline, lighting."),
        Narrative(),
        Lives("private"),
        Later(SURROUNDINGS),
    ] = None
    mixed_sex: Annotated[
        tuple[str, ...],
        Label("Mixed-sex"),
        Help("What kind of mixed-sex accommodation, if it was that."),
        Codes("sexual-safety-mixed-sex"),
        Lives("private"),
        Later(SURROUNDINGS),
    ] = ()
    breach: Annotated[
        str | None,
        Label("As a breach"),
        Help("Whether it was reported as a breach."),
        Codes("yes-no-unknown"),
        Lives("private"),
        Later(SURROUNDINGS),
    ] = None
    definition_date: Annotated[
        Day | None,
        Label("Definition of"),
        Help("The date of the definition that was used; it is under review."),
        Lives("private"),
        Later(SURROUNDINGS),
    ] = None

    lfpse: Annotated[
        str | None,
        Label("LFPSE"),
        Help("The reference number there, once somebody has reported it."),
        Lives("private"),
        Later(NUMBERS),
    ] = None
    other_number: Annotated[
        str | None,
        Label("Other number"),
        Help("A crime or safeguarding reference, and whose it is."),
        Lives("private"),
        Later(NUMBERS),
    ] = None

    def person_record(self) -> str | None:
        """The record id of the patient affected."""
        return self.person

    def happened(self) -> datetime | None:
        """When it happened, if that is known, otherwise when somebody told us."""
        return self.when or self.told

    def is_dated_by_telling(self) -> bool:
        """Whether only the time of telling is known, which every count of days must say."""
        return self.when is None and self.told is not None

    def describes_staff(self) -> bool:
        """Whether the behaviour of a member of staff is described."""
        return any(one.who == STAFF and one.part in (DESCRIBED, BOTH) for one in self.involved)

    def affected(self) -> frozenset[str]:
        """Who was affected, as codes of "sexual-safety-who"."""
        rows = {one.who for one in self.involved if one.who and one.part in (AFFECTED, BOTH)}
        return frozenset(rows | ({PATIENT} if self.person else set()))

    def names_a_child(self) -> bool:
        """Whether somebody in it is under 18, so that child safeguarding is prompted."""
        return any(one.age in CHILD for one in self.involved)

    def errors(self) -> tuple[Problem, ...]:
        """No time at all: it could not be filed."""
        if self.happened() is None:
            return (Problem("when", "Say when it happened, or when we were told."),)
        return ()

    def warnings(self, now: datetime | None = None) -> tuple[Problem, ...]:
        """A time still ahead, told before it happened, a number in words that identifies."""
        found = list(super().warnings(now))
        if self.when and self.told and self.told < self.when:
            found.append(Problem("told", "Told before it happened."))
        texts = {name: value for name, value in self if isinstance(value, str)}
        for number, one in enumerate(self.involved):
            texts[f"involved.{number}.known_as"] = one.known_as or ""
        found += [
            Problem(name, "This looks like an NHS number.")
            for name, text in texts.items()
            if name not in ("person", "thread", "audience") and holds_nhs_number(text)
        ]
        return tuple(found)
