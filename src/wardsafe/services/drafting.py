"""Unfinished records: kept every few seconds, sealed, offered to the same person only."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime

from wardsafe.ledger.drafts import Drafts, Offered
from wardsafe.ledger.keys import device_secret
from wardsafe.records.restricted import is_restricted
from wardsafe.services.session import Session


def keep_draft(session: Session, name: str, fields: Mapping[str, object]) -> datetime:
    """Keep what is typed so far under `name`, in place of what was kept before; returns when.

    The draft of a restricted kind is sealed to the person alone. Raises NotSaved.
    """
    alone = is_restricted(str(fields.get("kind", "")))
    mine = (session.person.id, session.public_key)
    return _drafts(session).keep(*mine, name, fields, alone=alone)


def offered(session: Session) -> Offered:
    """This person's drafts on this terminal, newest first, and those that cannot be read."""
    found = _drafts(session).offered(session.person.id, session.private_key)
    return replace(found, drafts=tuple(d for d in found.drafts if d.fields.get("kind") != SETTINGS))


SETTINGS = "settings"
"""The kind of what a person keeps for themself and is no unfinished record."""


def kept_settings(session: Session, name: str) -> Mapping[str, object]:
    """What this person keeps under a name, sealed as a draft is; nothing where there is none."""
    found = _drafts(session).offered(session.person.id, session.private_key).drafts
    mine = (d.fields for d in found if d.name == name and d.fields.get("kind") == SETTINGS)
    return next(mine, {})


def keep_settings(session: Session, name: str, fields: Mapping[str, object]) -> None:
    """Keep something for this person alone, in place of what was kept before. Raises NotSaved."""
    keep_draft(session, name, {**fields, "kind": SETTINGS})


def drop_draft(session: Session, name: str) -> None:
    """Let a draft go: it is in the ledger now, or its writer threw it away."""
    _drafts(session).drop(session.person.id, name)


def _drafts(session: Session) -> Drafts:
    secret = device_secret(session.where)
    return Drafts(session.where, secret, session.clock, session.about.public_key)
