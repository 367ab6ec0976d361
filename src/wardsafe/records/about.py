"""What the Act and the national lists ask about a person, declared once for every kind that asks.

The eight relevant characteristics are the whole list of s.6(10) of the Mental Health Units (Use
of Force) Act 2018 (✓). Gender identity is an optional extra and never labelled statutory.
"""

from typing import Annotated

from wardsafe.records.base import Count
from wardsafe.records.hints import (
    Characteristic,
    Codes,
    Help,
    Label,
    Later,
    Lives,
    Narrative,
    Statutory,
)

SECTION = "About the person"

Age = Annotated[
    Count | None,
    Label("Age"),
    Help("Their age in years on the day it happened."),
    Lives("private"),
    Statutory("k"),
    Characteristic("a"),
    Later(SECTION),
]
Disability = Annotated[
    tuple[str, ...],
    Label("Disability"),
    Help("Whether they have a disability, and what kind; more than one may be named."),
    Codes("disability"),
    Lives("people"),
    Statutory("k"),
    Characteristic("b"),
    Later(SECTION),
]
MaritalStatus = Annotated[
    str | None,
    Label("Marital status"),
    Help("Whether they are married or in a civil partnership."),
    Codes("marital-status"),
    Lives("people"),
    Statutory("k"),
    Characteristic("c"),
    Later(SECTION),
]
Pregnant = Annotated[
    str | None,
    Label("Pregnant"),
    Help("Whether they are pregnant."),
    Codes("pregnancy"),
    Lives("people"),
    Statutory("k"),
    Characteristic("d"),
    Later(SECTION),
]
EthnicCategory = Annotated[
    str | None,
    Label("Ethnic group"),
    Help("As they describe it; asked and declined is not the same as never asked."),
    Codes("ethnic-category"),
    Lives("people"),
    Statutory("k"),
    Characteristic("e"),
    Later(SECTION),
]
Religion = Annotated[
    str | None,
    Label("Religion, belief"),
    Help("The religion or belief they name, or that they have none."),
    Codes("religion"),
    Lives("people"),
    Statutory("k"),
    Characteristic("f"),
    Later(SECTION),
]
Sex = Annotated[
    str | None,
    Label("Sex"),
    Help("Their sex, as the Act lists it."),
    Codes("sex"),
    Lives("people"),
    Statutory("k"),
    Characteristic("g"),
    Later(SECTION),
]
SexualOrientation = Annotated[
    str | None,
    Label("Orientation"),
    Help("Their sexual orientation, as they state it."),
    Codes("sexual-orientation"),
    Lives("people"),
    Statutory("k"),
    Characteristic("h"),
    Later(SECTION),
]
GenderIdentity = Annotated[
    str | None,
    Label("Gender identity"),
    Help("As they describe it; the Act does not ask for it."),
    Codes("gender-identity"),
    Lives("people"),
    Later(SECTION),
]
LearningDisability = Annotated[
    str | None,
    Label("Learning dis."),
    Help("Whether they have a learning disability."),
    Codes("yes-no"),
    Lives("people"),
    Statutory("l"),
    Later(SECTION),
]
Autism = Annotated[
    str | None,
    Label("Autism"),
    Help("Whether they are autistic."),
    Codes("yes-no"),
    Lives("people"),
    Statutory("l"),
    Later(SECTION),
]
DiagnosisGroup = Annotated[
    str | None,
    Label("Disorder"),
    Help("The group that their mental disorder belongs to, if it is known."),
    Codes("diagnosis-group"),
    Lives("people"),
    Statutory("j"),
    Later(SECTION),
]
MentalDisorder = Annotated[
    str | None,
    Label("In words"),
    Help("Their mental disorder, if it is known, in a few words."),
    Narrative(),
    Lives("private"),
    Statutory("j"),
    Later(SECTION),
]
LegalStatus = Annotated[
    str | None,
    Label("Legal status"),
    Help("The section of the Mental Health Act they are held under, or informal."),
    Codes("legal-status"),
    Lives("people"),
    Later(SECTION),
]
Deprivation = Annotated[
    str | None,
    Label("Deprivation"),
    Help("Decile of their home in the 2019 index, 1 being the most deprived tenth."),
    Codes("deprivation-decile"),
    Lives("people"),
    Later(SECTION),
]
