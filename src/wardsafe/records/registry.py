"""Which model reads which kind. A kind is a stable string, never an import path."""

from collections.abc import Mapping
from types import MappingProxyType

from wardsafe.records.access import Access
from wardsafe.records.base import Record
from wardsafe.records.held_record import HeldRecord
from wardsafe.records.movement import Movement
from wardsafe.records.patient import Patient
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.records.staff import Staff

KINDS: Mapping[str, type[Record]] = MappingProxyType(
    {
        model.kind: model
        for model in (Patient, Movement, RestrictivePractice, Staff, Access, HeldRecord)
    }
)
"""Every kind that this version can read, by its name."""


def model_for(kind: str) -> type[Record] | None:
    """The model of a kind; None for one that a newer version wrote, which is kept unread."""
    return KINDS.get(kind)
