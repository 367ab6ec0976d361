"""The menu, and the way from it into each room; and what can be done while the ward is locked."""

from collections.abc import Callable
from importlib import import_module

from wardsafe.clock import Clock
from wardsafe.errors import BadInput, WardsafeError
from wardsafe.plain.talk import Back, LockNow, Talk
from wardsafe.services.door import Door
from wardsafe.services.session import Session

Room = Callable[[Talk, Session], None]

MENU: dict[str, tuple[str, str]] = {
    "b": ("the board: what is due, open, today", "board:board"),
    "r": ("record something", "recording:record_one"),
    "d": ("duties: say that one is done", "duties:duties"),
    "f": ("find: the log", "log:log"),
    "p": ("people and movements", "ward_people:people"),
    "s": ("safety reviews", "reviews:reviews"),
    "x": ("sexual safety", "sexual_safety:sexual_safety"),
    "c": ("close a day or a shift; midnight census", "closing:closing"),
    "h": ("handover", "handover:handover"),
    "g": ("go on with a draft of yours", "drafts:drafts"),
    "w": ("records that wait to be claimed", "claiming:claiming"),
    "q": ("queue: what waits for a safety lead's review", "queue:queue"),
    "m": ("measures: what the charts say, and the national ones", "measures:measures"),
    "i": ("ideas and tests of change: plan, do, study, act", "changes:changes"),
    "e": ("exchange: to and from the network", "exchange:exchange"),
    "t": ("staff and PINs", "staff:staff"),
    "v": ("verify every entry", "verifying:verify"),
}
"""Letter → what it is, and module under wardsafe.plain : function."""

HELP = (
    "Type a letter. ? lists them. At any question: back goes one step back, cancel leaves what "
    "you are doing, lock locks, help explains."
)


def menu(talk: Talk, session: Session) -> None:
    """The board, then the menu until somebody locks. Raises LockNow, Ended."""
    enter(talk, session, "b")
    talk.say(HELP)
    while True:
        try:
            typed = talk.ask("What now (a letter; ? lists them; lock)", HELP).casefold()
        except Back:
            continue
        if typed in MENU:
            enter(talk, session, typed)
        elif typed == "l":
            raise LockNow
        else:
            talk.say(*(f"{key}  {words}" for key, (words, _) in MENU.items()), "l  lock")


def enter(talk: Talk, session: Session, letter: str) -> None:
    """Go into a room; what goes wrong there is one sentence, and the menu is next."""
    module, _, name = MENU[letter][1].partition(":")
    room: Room = getattr(import_module(f"wardsafe.plain.{module}"), name)
    try:
        room(talk, session)
    except Back:
        pass
    except WardsafeError as problem:
        talk.say(str(problem))


def who(talk: Talk, door: Door, typed: str) -> str:
    """The staff id that was meant. Raises BadInput where that is nobody's."""
    faces = list(door.faces())
    word = typed.casefold()
    exact = [one for one in faces if word in (one.staff_id.casefold(), one.name.casefold())]
    found = exact or [one for one in faces if word in one.name.casefold()]
    if len(found) > 1:
        lines = [f"{one.name}, {one.job_title}, {one.staff_id}" for one in found]
        return found[talk.pick("Which of them?", lines, "Which")].staff_id
    if not found:
        raise BadInput("That is not one name of this ward's list.", do="Type the whole name.")
    return found[0].staff_id


def record_now(talk: Talk, door: Door, clock: Clock) -> None:
    """Record without a PIN."""
    from wardsafe.plain.record_now import RecordNow

    RecordNow(talk, door, clock).write()
