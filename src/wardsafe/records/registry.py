"""Which model reads which kind. A kind is a stable string, never an import path."""

from collections.abc import Mapping
from types import MappingProxyType

from wardsafe.records.access import Access
from wardsafe.records.base import Record
from wardsafe.records.break_glass import BreakGlass
from wardsafe.records.census import Census
from wardsafe.records.change_test import ChangeTest
from wardsafe.records.duty_done import DutyDone
from wardsafe.records.environment_check import EnvironmentCheck
from wardsafe.records.held_record import HeldRecord
from wardsafe.records.link import Link
from wardsafe.records.movement import Movement
from wardsafe.records.nil_return import NilReturn
from wardsafe.records.patient import Patient
from wardsafe.records.rebase import Rebase
from wardsafe.records.restricted_aside import RestrictedLink, RestrictedVoice
from wardsafe.records.restricted_review import RestrictedReview
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.review import Review
from wardsafe.records.review_prompt import ReviewPrompt
from wardsafe.records.safety_plan import SafetyPlan
from wardsafe.records.self_harm_review import SelfHarmReview
from wardsafe.records.sexual_safety import SexualSafety
from wardsafe.records.staff import Staff
from wardsafe.records.tell_now import TellNow
from wardsafe.records.voice import Voice

KINDS: Mapping[str, type[Record]] = MappingProxyType(
    {
        model.kind: model
        for model in (
            Patient,
            Movement,
            RestrictivePractice,
            Staff,
            Access,
            HeldRecord,
            SelfHarmReview,
            ReviewPrompt,
            SafetyPlan,
            EnvironmentCheck,
            SexualSafety,
            TellNow,
            BreakGlass,
            DutyDone,
            NilReturn,
            Census,
            Link,
            Voice,
            Review,
            RestrictedReview,
            RestrictedLink,
            RestrictedVoice,
            ChangeTest,
            Rebase,
        )
    }
)
"""Every kind that this version can read, by its name."""


def model_for(kind: str) -> type[Record] | None:
    """The model of a kind; None for one that a newer version wrote, which is kept unread."""
    return KINDS.get(kind)
