"""What happened, on paper for the person it happened to: large print, plain words, room to write.

Names of staff and of anybody else are left out; the words of staff are given as they stand, so
somebody reads the page through before it is handed over.
"""

from collections.abc import Iterable, Iterator
from datetime import datetime

from wardsafe.records.moments import say_date, say_moment
from wardsafe.records.patient import Patient
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services.returns import html_page as page
from wardsafe.services.returns.incident import Incident
from wardsafe.services.returns.statutory_page import code_words, lasted, review_words
from wardsafe.vocabulary.code_lists import code_list

SIZE, ROOM = 14, 8
NOBODY_WROTE = "Nobody has written this down yet."
OWN = "patient"
PLAIN = {
    "physical": "You were held",
    "mechanical": "A device was used to hold you",
    "chemical": "You were given medicine to calm you",
    "isolation": "You were kept apart from others",
}
"""What each family of intervention is, said to the person."""
HURT = {
    "none": "It is written down that you were not seriously injured.",
    "serious-injury": "It is written down that you were seriously injured.",
    "death": "It is written down that the person died.",
}
TOLD = {
    "Y": "The people named in the care plan were sent word of it.",
    "N": "The people named in the care plan were not sent word of it.",
    "nobody": "The care plan names nobody to be told.",
}


def patient_page(one: Incident, now: datetime) -> str:
    """The page, as one HTML file."""
    said = one.said
    body = [
        page.heading("What happened to you", 1),
        page.paragraph(_whom(one.patient)),
        page.paragraph(
            f"This is what the staff of {one.ward} wrote down (record #{one.opened.number}). "
            "The law asks them to write it down whenever force is used."
        ),
        *_part("When and where", _when(said)),
        *_part("What was done", _done(said)),
        *_part("Why", _why(said)),
        *_part("What was tried before", _tried(said)),
        *_part("How it was done, in the words of staff", (said.how or "",)),
        *_part("Who was there", _who(said)),
        *_part("How it ended", (said.outcome or "",)),
        *_part("Whether you were hurt", _hurt(said)),
        *_part("Who was told", (TOLD.get(said.notification or "", ""),)),
        *_part("Talking about it afterwards", _afterwards(said)),
        *_part("Information on your rights", _rights(said)),
        page.heading("Your own words"),
        *_own_words(one),
        page.paragraph(
            "If you remember it differently, write it here or tell somebody you trust. What you "
            "say is kept beside what staff wrote, and does not replace it."
        ),
        page.lines_to_write_on(ROOM),
        page.paragraph(f"Printed at {say_moment(now)}.", "quiet"),
    ]
    return page.page("What happened to you", body, size=SIZE)


def _whom(patient: Patient | None) -> str:
    name = (patient.preferred_name or patient.name) if patient else ""
    return f"For {name}" if name else "For the person it is about"


def _part(title: str, found: Iterable[str]) -> Iterator[str]:
    lines = [line for line in found if line]
    yield page.heading(title)
    yield from (page.paragraph(line) for line in lines or [NOBODY_WROTE])


def _when(said: RestrictivePractice) -> Iterator[str]:
    began = said.happened()
    yield f"It began at {say_moment(began)}." if began else ""
    place = code_words("place", said.place) or said.place_text
    yield f"Where: {place}" if place else ""


def _done(said: RestrictivePractice) -> Iterator[str]:
    plan = {"Y": "It was in your care plan.", "N": "It was not in your care plan."}
    types = {code.code: code for code in code_list("restrictive-type").codes}
    for number, row in enumerate(said.interventions):
        family = types[row.type].family if row.type in types else ""
        official = code_words("restrictive-type", row.type) or "not written down what"
        words = f"{PLAIN.get(family, 'Something was done')} ({official}), {lasted(said, number)}."
        yield " ".join(filter(None, (words, plan.get(row.care_plan or "", ""))))
    for medicine in said.medicines:
        route = code_words("medicine-route", medicine.route).lower()
        yield ", ".join(
            filter(None, (f"Medicine: {medicine.medicine or ''}", medicine.dose, route))
        )


def _why(said: RestrictivePractice) -> Iterator[str]:
    reason = code_words("restrictive-reason", said.reason)
    yield f"The reason that staff gave: {reason}." if reason else ""
    yield said.reason_text or ""


def _tried(said: RestrictivePractice) -> Iterator[str]:
    yield from (code_words("de-escalation", code) for code in said.tried)
    yield said.tried_text or ""


def _who(said: RestrictivePractice) -> Iterator[str]:
    titles = [code_words("job-title", row.job_title) or "staff" for row in said.staff]
    for title in dict.fromkeys(titles):
        yield f"{title}, {titles.count(title)}" if titles.count(title) > 1 else title
    for row in said.others:
        yield code_words("others-involved", row.who)


def _hurt(said: RestrictivePractice) -> Iterator[str]:
    yield HURT.get(said.serious_harm or "", "")
    told = [row.patient_hurt for row in said.interventions]
    if "Y" in told:
        yield "It is written down that you were hurt."
    elif told and all(code == "N" for code in told):
        yield "It is written down that you were not hurt."


def _afterwards(said: RestrictivePractice) -> Iterator[str]:
    if said.patient_review_held or said.patient_review_at:
        yield f"A talk with you within two days: {review_words(said, 'patient_review')}."
    if said.external_review_held:
        yield f"A look at it from outside: {review_words(said, 'external_review')}."


def _rights(said: RestrictivePractice) -> Iterator[str]:
    told = {"Y": "given to you", "N": "not given to you"}.get(said.rights_explained or "")
    yield f"It is written down that it was {told}." if told else ""


def _own_words(one: Incident) -> Iterator[str]:
    if one.said.account:
        yield page.quoted(one.said.account)
    for voice in one.opened.heard:
        if voice.voice.whose == OWN and voice.voice.words:
            day = f" ({say_date(voice.voice.when.date())})" if voice.voice.when else ""
            yield page.quoted(voice.voice.words + day)
