"""What the board of a desk shows: which wards have not reported, what came in last, what waits."""

from dataclasses import dataclass

from wardsafe.errors import WardsafeError
from wardsafe.network.files import ABOUT
from wardsafe.services import exchange_seen, exchanging
from wardsafe.services.enrolling import role_of
from wardsafe.services.exchanging import LastSync
from wardsafe.services.network.collecting import older_names
from wardsafe.services.network.desk import LOOK, facts_folder, wards
from wardsafe.services.network.looking import last_quarter
from wardsafe.services.network.reporting import read_quarter
from wardsafe.services.network.shown import Shown
from wardsafe.services.overview import Overview, overview
from wardsafe.services.session import Session

NOT_YOURS = "A safety lead or a steward looks at the wards of a desk."


@dataclass(frozen=True, slots=True)
class DeskSeen:
    """Everything that the board of a desk draws. `shown` is the last quarter that is over, None
    where `why` says why not; `made` tells one making of the facts from another.

    `older` and `without` are names of wards: those whose facts the last collecting did not come
    to, and those enrolled here without any. `look_at` are sentences that somebody must see.
    """

    role: str
    enrolled: int
    rest: Overview
    shown: Shown | None
    why: str
    made: int
    older: tuple[str, ...]
    without: tuple[str, ...]
    last: LastSync | None
    look_at: tuple[str, ...]


def desk_seen(session: Session, before: DeskSeen | None = None) -> DeskSeen:
    """Read it. What may be shown is worked out again only where facts were made since `before`."""
    rest = overview(session)
    told, may = wards(session), session.may(LOOK)
    made = _made(session) if may else 0
    shown, why = _shown(session, made, before) if may else (None, NOT_YOURS)
    has = shown.wards.keys() if shown else ()
    last = exchanging.last_sync(session) if session.may(exchange_seen.LOOK) else None
    alerts = (*exchanging.warnings(session), *last.alerts) if last else ()
    return DeskSeen(
        role=role_of(session),
        enrolled=len(told),
        rest=rest,
        shown=shown,
        why=why,
        made=made,
        older=older_names(session),
        without=tuple(sorted(one.name for ward, one in told.items() if ward not in has)),
        last=last,
        look_at=tuple(dict.fromkeys(alerts)),
    )


def _made(session: Session) -> int:
    """When the list of wards was last written, which making facts ends with; 0 for never."""
    about = facts_folder(session) / ABOUT
    return about.stat().st_mtime_ns if about.exists() else 0


def _shown(session: Session, made: int, before: DeskSeen | None) -> tuple[Shown | None, str]:
    if before is not None and before.shown is not None and before.made == made:
        return before.shown, ""
    folder = facts_folder(session)
    try:
        return read_quarter(folder, last_quarter(folder)), ""
    except WardsafeError as problem:
        return None, str(problem)
