"""The tables of the Mental Health Services Data Set that a ward can fill, column by column.

Names ✓ as in NHS production code (github.com/NHSDigital/mental-health-monthly-statistics and
github.com/nhsengland/MHSDS) and published model data; formats ✓ NHS Data Model and Dictionary
(dates an10 CCYY-MM-DD, times an8 HH:MM:SS local); lengths of ids ≈ (max an20). Which columns are
mandatory in v6 is not known; `needed` is what a row means nothing without (≈ design).
"""

import re
from dataclasses import dataclass
from datetime import date, time
from typing import Literal

from wardsafe.vocabulary.code_lists import code_list

Shape = Literal["id", "date", "time", "code", "count", "ward", "site"]

_PATTERNS = {
    "id": re.compile(r"[A-Za-z0-9-]{1,20}"),
    "date": re.compile(r"\d{4}-\d{2}-\d{2}"),
    "time": re.compile(r"\d{2}:\d{2}:\d{2}"),
    "count": re.compile(r"\d{1,5}"),
    "ward": re.compile(r"[A-Za-z0-9]{1,12}"),
    "site": re.compile(r"[A-Z0-9]{5,9}"),
}
_WORDS = {
    "id": "at most 20 letters, digits and hyphens",
    "date": "a date as CCYY-MM-DD",
    "time": "a time as HH:MM:SS",
    "count": "a whole number",
    "ward": "at most 12 letters and digits",
    "site": "a site code of 5 to 9 letters and digits",
}


@dataclass(frozen=True, slots=True)
class Column:
    """One column. `codes` names the code list of a column that takes codes."""

    name: str
    shape: Shape
    codes: str = ""
    needed: bool = False

    def fault(self, cell: str) -> str:
        """What is wrong with a cell, in a few words; "" where nothing is."""
        if not cell:
            return "is blank" if self.needed else ""
        if self.codes:
            known = {code.code: code for code in code_list(self.codes).codes}
            if cell not in known:
                return "is no published code"
            return "is a retired code" if known[cell].retired else ""
        if not _PATTERNS[self.shape].fullmatch(cell) or not _exists(self.shape, cell):
            return f"is not {_WORDS[self.shape]}"
        return ""


def _exists(shape: str, cell: str) -> bool:
    """Whether a date or a time is one that there is."""
    try:
        if shape == "date":
            date.fromisoformat(cell)
        if shape == "time":
            time.fromisoformat(cell)
    except ValueError:
        return False
    return True


def _id(name: str, *, needed: bool = True) -> Column:
    return Column(name, "id", needed=needed)


def _code(name: str, codes: str, *, needed: bool = False) -> Column:
    return Column(name, "code", codes, needed)


TABLES: dict[str, tuple[Column, ...]] = {
    "MHS505RestrictiveInterventInc": (
        _id("RestrictiveIntIncID"),
        _id("HospProvSpellID"),
        Column("StartDateRestrictiveIntInc", "date", needed=True),
        Column("StartTimeRestrictiveIntInc", "time", needed=True),
        Column("EndDateRestrictiveIntInc", "date"),
        Column("EndTimeRestrictiveIntInc", "time"),
        _code("RestrictiveIntReason", "restrictive-reason", needed=True),
        _code("RestrictiveIntPIReviewHeldPat", "yes-no"),
        _code("RestrictiveIntPIReviewNotHeldReasPat", "review-not-held"),
        _code("RestrictiveIntPIReviewHeldCarePers", "yes-no"),
    ),
    "MHS515RestrictiveInterventType": (
        _id("RestrictiveIntIncID"),
        _id("RestrictiveIntTypeID"),
        _code("RestrictiveIntType", "restrictive-type", needed=True),
        Column("StartDateRestrictiveIntType", "date", needed=True),
        Column("StartTimeRestrictiveIntType", "time", needed=True),
        Column("EndDateRestrictiveIntType", "date"),
        Column("EndTimeRestrictiveIntType", "time"),
        _code("RestraintInjuryPatient", "yes-no"),
        _code("RestraintInjuryCarePers", "yes-no"),
        _code("RestraintInjuryOtherPers", "yes-no"),
    ),
    "MHS516PoliceAssistanceRequest": (
        _id("WardStayId"),
        Column("PoliceAssistReqDate", "date", needed=True),
        Column("PoliceAssistReqTime", "time", needed=True),
        Column("PoliceAssistArrDate", "date"),
        Column("PoliceAssistArrTime", "time"),
        _code("PoliceRestraintForceUsedInd", "yes-no"),
    ),
    "MHS903WardDetails": (
        Column("WardCode", "ward", needed=True),
        Column("SiteIDOfWard", "site", needed=True),
        _code("WardType", "ward-setting-type"),
        _code("WardAge", "ward-age-group"),
        _code("WardIntendedSex", "ward-sex"),
        _code("WardIntendedClinCareMH", "clinical-care-intensity"),
        _code("WardSecLevel", "ward-security-level"),
        _code("LockedWardInd", "yes-no"),
        Column("AvailBedDays", "count"),
        Column("ClosedBedDays", "count"),
    ),
}
INCIDENTS, TYPES, POLICE, WARD = TABLES

NOT_HELD = (
    "MHS506 Assault is not made: wardsafe does not record assaults between patients as such. It "
    "needs a row for each, with WardStayId of the person assaulted and DateAssault.",
    "MHS507 SelfHarm is not made: wardsafe reviews safety with a person and counts no acts. It "
    "needs a row for each, with WardStayId and DateSelfHarm.",
)
"""What a report says of the tables that are not made, and what each would need."""
