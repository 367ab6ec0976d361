"""The names on the lock screen, which must say what the staff list says."""

from contextlib import suppress

from wardsafe.errors import NotSaved
from wardsafe.services.session import Session
from wardsafe.views import staff
from wardsafe.vocabulary.code_lists import code_list


def show_on_the_lock_screen(session: Session) -> None:
    """Bring names and job titles on the lock screen up to date.

    Where that cannot be written they stay until somebody unlocks again: the ledger has them.
    """
    with session.ledger.reading() as db:
        members = {member.id: member for member in staff.members(db) if member.active}
    titles = code_list("job-title")
    for face in session.slots.faces():
        if (one := members.get(face.staff_id)) is None:
            continue
        title = titles.text(one.job_title) if one.job_title else ""
        if (one.name, title) != (face.name, face.job_title):
            with suppress(NotSaved):
                session.slots.rename(one.id, one.name, title)
