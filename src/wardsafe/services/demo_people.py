"""The people of the invented ward, with what is known of them and what nobody asked."""

from datetime import date
from hashlib import sha256

from wardsafe.records.patient import Patient


def patient_of(row: list[str], index: int) -> Patient:
    """The record of one row of the list of people; `index` decides what the list does not say."""
    name, born, sex, ethnic, status, disability, autism = row
    asked = {
        "disability": ("NN",) if index % 5 else ("04",),
        "marital_status": "SMSDSWPS"[index % 8],
        "pregnant": "N",
        "religion": "CLGLKCDL"[index % 8],
        "sexual_orientation": "1121141Z"[index % 8],
        "deprivation": str(index * 3 % 10 + 1),
    }
    if index % 7 == 3:  # never asked: outstanding, which is not the same as not known
        asked = {}
    unknown = ("mental_disorder", "sexual_orientation") if index % 6 == 2 else ()
    for name_of in unknown:
        asked.pop(name_of, None)
    return Patient(
        not_known=unknown,
        **asked,
        name=name,
        born=date.fromisoformat(born),
        nhs_number=_invented_number(index),
        sex=sex,
        ethnic_category=ethnic,
        legal_status=status,
        learning_disability=disability,
        autism=autism,
    )


def _invented_number(index: int) -> str:
    """A valid NHS number of the 999 range, which is never given to anybody."""
    for tail in range(100):
        nine = f"999{int(sha256(b'%d' % index).hexdigest(), 16) % 10_000:04}{tail:02}"
        check = 11 - sum(int(d) * w for d, w in zip(nine, range(10, 1, -1), strict=True)) % 11
        if check != 10:
            return nine + str(check % 11)
    raise AssertionError("every run of a hundred holds a valid number")
