"""Unfinished records: kept every few seconds, sealed, offered to the same person only."""

from collections.abc import Mapping
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
    return _drafts(session).offered(session.person.id, session.private_key)


def drop_draft(session: Session, name: str) -> None:
    """Let a draft go: it is in the ledger now, or its writer threw it away."""
    _drafts(session).drop(session.person.id, name)


def _drafts(session: Session) -> Drafts:
    secret = device_secret(session.where)
    return Drafts(session.where, secret, session.clock, session.about.public_key)
