"""What wards learnt from their tests of change, in their words, shared without anybody's name.

Words stay in the trust: a network's hub was sent none, and has nothing here. At a trust's desk a
text is shown without whose ward it is from, and only if no name of a patient or of staff that this
desk knows of any ward stands in it; else it is kept back and counted.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from wardsafe.places import seed
from wardsafe.services import changing
from wardsafe.services.names_in_text import is_named
from wardsafe.services.network.desk import LOOK
from wardsafe.services.network.spread import OWN, idea_title
from wardsafe.services.session import Session
from wardsafe.views import people, staff
from wardsafe.vocabulary.change_ideas import ideas_for


@dataclass(frozen=True, slots=True)
class Words:
    """One lesson: of which idea, how far the test came, and the words."""

    title: str
    stage: str
    said: str


def learnt(session: Session) -> tuple[tuple[Words, ...], int]:
    """Lessons that name nobody, by idea, and how many are kept back. Raises NotAllowed."""
    session.require(LOOK)
    names = _names(session)
    found, kept_back = [], 0
    for one in _lessons(session):
        if names(one.said):
            kept_back += 1
        else:
            found.append(one)
    return tuple(sorted(found, key=lambda one: (one.title, one.said))), kept_back


def _lessons(session: Session) -> Iterator[Words]:
    known = ideas_for(seed() / "none")
    for one in changing.tests(session):
        title = idea_title(known, one.said.idea or OWN)
        for said in (one.said.learnt, one.said.next_step):
            if said and said.strip():
                yield Words(title, one.said.stage(), said)


def _names(session: Session) -> Callable[[str], bool]:
    """Whether a text names anybody whom this desk knows of."""
    with session.ledger.reading() as db:
        every = [one.name for one in people.everybody(db)]
        every += [one.name for one in staff.members(db)]
    return lambda text: any(is_named(name, text) for name in every if name)
