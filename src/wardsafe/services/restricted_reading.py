"""Which restricted records there are, and when what was read of them must be read anew."""

from collections.abc import Iterator

from wardsafe.services.audiences import keys
from wardsafe.services.session import Session
from wardsafe.views import restricted

_PAGE = 500

Mark = tuple[int, tuple[str, ...]]


def records_of(session: Session, kind: str) -> Iterator[str]:
    """Every record of a kind, many at a time; of none of them anything but its id."""
    below: int | None = None
    while True:
        with session.ledger.reading() as db:
            found = restricted.numbered(db, kind, below=below, limit=_PAGE)
        yield from (record for _, record in found)
        if len(found) < _PAGE:
            return
        below = found[-1][0]


def mark(session: Session) -> Mark:
    """What was read holds until something restricted is written, or the keys change."""
    if "restricted" in session.ledger.views_behind():
        session.ledger.rebuild("restricted")
    with session.ledger.reading() as db:
        return restricted.entries(db), keys(session)
