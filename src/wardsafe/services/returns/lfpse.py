"""A draft for Learn from Patient Safety Events, to be copied by hand: nothing is sent from here.

Codes of the interface definition v5 (January 2023 ✓). They run backwards, 1 being the worst, the
two harm scales differ in length, and gender is the other way round than in the NHS dictionary.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from wardsafe.errors import BadInput
from wardsafe.records.moments import local, say_date, say_time
from wardsafe.records.patient import age_at
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.text import show
from wardsafe.services.masking import masked, names_here
from wardsafe.services.returns.incident import Incident, incident
from wardsafe.services.returns.placing import write_file
from wardsafe.services.returns.statutory_page import code_words
from wardsafe.services.session import Session
from wardsafe.vocabulary.code_lists import code_list

PHYSICAL, PSYCHOLOGICAL = "lfpse-physical-harm", "lfpse-psychological-harm"
LEARNING_DISABILITIES = "05"
"""The setting of a ward that LFPSE calls service area 14; every other ward here is 4."""

_GENDER = {"female": "1", "male": "2", "unknown": "3"}
_ETHNICITY = {
    "A": "11", "B": "12", "C": "13", "D": "21", "E": "22", "F": "23", "G": "24", "H": "31",
    "J": "32", "K": "33", "L": "35", "M": "42", "N": "41", "P": "43", "R": "34", "S": "51",
    "99": "52",
}  # fmt: skip
"""Ethnic category 2001 → LFPSE. Z, asked and declined, has no code there."""

_AGES = ((4, "4"), (9, "5"), (15, "6"), (17, "7"), (25, "8"), (45, "9"), (65, "10"), (85, "11"))


@dataclass(frozen=True, slots=True)
class Harm:
    """The harm as somebody who knows the person judges it, in wardsafe's own words; "" is open."""

    physical: str = ""
    psychological: str = ""


_WORDS = ("reason_text", "how", "outcome")
"""The fields of a record that the draft gives in words."""


def harm_code(name: str, word: str) -> str:
    """The LFPSE code of one of our words. Raises BadInput for a word the scale does not have."""
    codes = {code.short: code.code for code in code_list(name).codes}
    if word not in codes:
        words = ", ".join(codes)
        raise BadInput("That is no level of harm.", field="harm", do=f"Say one of {words}.")
    return codes[word]


def gender_code(sex: str | None) -> str:
    """1 female, 2 male, 3 not known."""
    return _GENDER.get(sex or "", "3")


def ethnicity_code(category: str | None) -> str:
    """The LFPSE code of an ethnic category; "" for one that has none."""
    known = category or "99"
    return _ETHNICITY.get(known, _ETHNICITY.get(known[:1], ""))


def age_code(years: int) -> str:
    """The bracket of an age in whole years; 85, which is in two of them, is in the first."""
    return next((code for last, code in _AGES if years <= last), "12")


def draft(one: Incident, harm: Harm, details: Mapping[str, str]) -> str:
    """The draft as plain text. Raises BadInput for a level of harm that there is not."""
    lines = [
        "DRAFT FOR LFPSE, TO COPY BY HAND",
        "wardsafe does not report to LFPSE. Until somebody enters this there, nobody has.",
        "",
        f"Record #{one.opened.number}, {one.ward} ({one.site})",
        "",
        *_when(one.said),
        *_where(one, details),
        *_what(one.said),
        *_harm(one.said, harm),
        *_patient(one),
        "",
        "Before you copy",
        "  Names of this ward's lists stand as [name]: not every name is found. Take out each that",
        "  is left. An event that harmed staff alone is no patient safety event and",
        "  goes another way. Level of concern, duty of candour and the rest are asked for there.",
        "  Afterwards keep the number that LFPSE gives you.",
    ]
    return "\n".join([*(show(line) for line in lines), ""])


def write_draft(session: Session, record: str, target: Path, harm: Harm) -> Path:
    """Write the draft into a file. Raises NotAllowed, BadInput, NotSaved."""
    one = incident(session, record)
    names = names_here(session)
    words = {name: masked(names, text).text for name in _WORDS if (text := getattr(one.said, name))}
    one = replace(one, said=one.said.model_copy(update=words))
    text = draft(one, harm, session.about.details)
    return write_file(session, target, text, "LFPSE draft, to copy by hand", record=record)


def _when(said: RestrictivePractice) -> Iterator[str]:
    began = said.happened()
    yield "When"
    yield f"  date            {say_date(local(began).date()) if began else 'not recorded'}"
    yield f"  time            {say_time(began) if began else 'not recorded'}"


def _where(one: Incident, details: Mapping[str, str]) -> Iterator[str]:
    learning = details.get("setting") == LEARNING_DISABILITIES
    yield "Where"
    yield f"  organisation    the trust of site {one.site}"
    area = "14  learning disability and autism" if learning else "4  mental health"
    yield f"  service area    {area}"
    yield "  location        10  mental health unit"


def _what(said: RestrictivePractice) -> Iterator[str]:
    yield "What happened"
    for row in said.interventions:
        length = f", {row.minutes} min" if row.minutes is not None else ""
        yield f"  {code_words('restrictive-type', row.type) or 'type not recorded'}{length}"
    reason = code_words("restrictive-reason", said.reason)
    yield f"  reason: {reason or 'not recorded'}"
    for title, words in (("before", said.reason_text), ("how", said.how), ("end", said.outcome)):
        if words:
            yield f"  {title}:"
            yield from (f"    {line}" for line in words.split("\n"))


def _harm(said: RestrictivePractice, harm: Harm) -> Iterator[str]:
    yield "Harm: the codes run backwards, 1 is the worst"
    yield f"  physical        {_level(PHYSICAL, harm.physical)}"
    yield f"  psychological   {_level(PSYCHOLOGICAL, harm.psychological)}"
    recorded = code_words("injury-outcome", said.serious_harm) or "not recorded"
    yield f"  recorded here   {recorded}"


def _level(name: str, word: str) -> str:
    if word:
        code = harm_code(name, word)
        return f"{code}  {code_list(name).text(code)}"
    choices = "  ".join(f"{code.code} {code.short}" for code in code_list(name).codes)
    return f"to be judged:  {choices}"


def _patient(one: Incident) -> Iterator[str]:
    said, patient, began = one.said, one.patient, one.said.happened()
    years = said.age
    if years is None and patient and patient.born and began:
        years = age_at(patient.born, local(began).date())
    age = age_code(years) if years is not None else ""
    sex = said.sex or (patient.sex if patient else None)
    category = said.ethnic_category or (patient.ethnic_category if patient else None)
    ethnicity = ethnicity_code(category)
    yield "Patient, without name or number"
    yield f"  age             {_coded('lfpse-age', age) if age else 'not recorded'}"
    yield f"  gender          {_coded('lfpse-gender', gender_code(sex))}"
    said_no = "leave it blank: there is no code for asked and declined"
    yield f"  ethnicity       {_coded('lfpse-ethnicity', ethnicity) if ethnicity else said_no}"


def _coded(name: str, code: str) -> str:
    return f"{code}  {code_list(name).text(code)}"
