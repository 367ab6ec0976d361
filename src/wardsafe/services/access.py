"""What was done to the ledger itself, written into it: unlocks, wrong PINs, reads, exports."""

from wardsafe.records.access import Access
from wardsafe.services.recording import record_new
from wardsafe.services.session import Session


def note(
    session: Session,
    what: str,
    *,
    record: str | None = None,
    whom: str | None = None,
    count: int | None = None,
    detail: str | None = None,
) -> None:
    """Write down that the signed-in person did `what`. Raises NotSaved."""
    record_new(
        session,
        Access(
            what=what,
            whom=whom or session.person.id,
            when=session.now(),
            record=record,
            count=count,
            detail=detail,
        ),
    )


def note_unlock(session: Session, wrong_tries: int, findings: tuple[str, ...]) -> None:
    """Write down an unlock, the wrong PINs before it, and whatever was odd about their count."""
    if wrong_tries:
        note(session, "wrong PIN", count=wrong_tries)
    for finding in findings:
        note(session, "refused", detail=finding)
    note(session, "unlock")


def note_read(session: Session, record: str) -> None:
    """Write down that a record was opened (ISO 27789 asks for an entry at every reading ≈)."""
    note(session, "read", record=record)
