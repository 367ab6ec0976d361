"""Setting a ward up by lines: the ward, its staff with their PINs, and two parts for paper."""

from collections.abc import Callable
from dataclasses import dataclass, field

from wardsafe.clock import Chance, Clock
from wardsafe.errors import WardsafeError
from wardsafe.ledger.keys import Cost, calibrate
from wardsafe.places import WardFolder
from wardsafe.plain.form import Form
from wardsafe.plain.staff import ask_new_pin
from wardsafe.plain.talk import Back, Cancel, Ended, LockNow, Talk
from wardsafe.records.base import Record
from wardsafe.services import first_run
from wardsafe.services.first_run_model import WardAnswers
from wardsafe.services.staffing import STEWARD, Colleague
from wardsafe.services.stewarding import NewPerson, NewWard
from wardsafe.tui.forms.task import FormTask, SavedEntry, Typed
from wardsafe.vocabulary.code_lists import code_list

WELCOME = (
    "There is no ward here yet. You name it, name those who may unlock it, and get two recovery "
    "parts to write on paper. Nothing is kept before the last step; cancel leaves."
)
ON_PAPER = (
    "Give this part to {} person, who writes it down and keeps it. It is never shown again. "
    "Clear this window afterwards: a plain terminal keeps what it has shown."
)
_MEANT = str.maketrans("018", "OIB", " -")
"""What is misread on paper: the parts are spelled without 0, 1 and 8."""
LETTERS = {"a": "add somebody", "r": "take somebody off", "g": "make the keys"}


class _Answer:
    """What a form of the first run makes."""

    number, code = 0, ""

    def __init__(self, record: Record) -> None:
        self.record = record


class _Answers(Form):
    """A form whose answers go into no ledger yet."""

    def _say_saved(self, saved: SavedEntry) -> None:
        self.talk.say("Taken.")


@dataclass
class FirstRun:
    """One first run. `cost` measures what a PIN should cost to try."""

    where: WardFolder
    talk: Talk
    clock: Clock
    chance: Chance
    cost: Callable[[Clock], Cost] = calibrate
    _people: list[NewPerson] = field(default_factory=list)

    def run(self) -> int | None:
        """None when there is a ward now; 0 where it was left."""
        try:
            self.talk.say(WELCOME)
            ward = self._ask(WardAnswers, "This ward", {})
            if isinstance(ward, WardAnswers):
                self._ask_people()
                self._write_down(self._make(ward))
                return None
        except (Back, LockNow, Ended):
            self.talk.say("The ward is not set up. Nothing was kept.")
        finally:
            first_run.discard(self.where)
            self._people.clear()
        return 0

    def _ask_people(self) -> None:
        self._add()
        while True:
            lines = [
                f"{one.name}, {one.staff_id}, {code_list('staff-role').text(one.role)}"
                for one in self._people
            ]
            self.talk.say("Who may unlock this terminal.")
            self.talk.listed(lines)
            at = self.talk.choose((), "What now", LETTERS)
            try:
                if at == "a":
                    self._add()
                elif at == "r" and lines:
                    del self._people[self.talk.pick("Take off:", lines, "Whom")]
                elif any(one.role == STEWARD for one in self._people):
                    return
                else:
                    self.talk.say("Nobody here is a steward. a adds one.")
            except Cancel:
                raise
            except Back:
                continue

    def _add(self) -> None:
        first = not any(one.role == STEWARD for one in self._people)
        title = "The first steward" if first else "Somebody else who may unlock"
        said = self._ask(Colleague, title, {"role": STEWARD} if first else {})
        if not isinstance(said, Colleague):
            return
        name, staff_id = said.name or "", said.staff_id or ""
        self.talk.say("They type the PIN themselves, twice. It is never shown.")
        while True:
            try:
                pin = ask_new_pin(
                    self.talk, name, lambda new: first_run.refuse_poor_pin(staff_id, new)
                )
                break
            except WardsafeError as problem:
                self.talk.say(str(problem))
        self._people.append(NewPerson(staff_id, name, said.job_title or "", said.role or "", pin))

    def _ask(self, model: type[Record], title: str, typed: Typed) -> Record | None:
        task = FormTask(
            model=model,
            now=self.clock.now,
            on_save=lambda record, _: self._answered(record),
            on_draft=lambda _: None,
            title=title,
            typed=typed,
        )
        answer = _Answers(self.talk, task, drafts=False).write()
        return answer.record if isinstance(answer, _Answer) else None

    def _answered(self, record: Record) -> _Answer:
        if isinstance(record, Colleague):
            first_run.refuse_twice(self._people, record.staff_id or "")
        return _Answer(record)

    def _make(self, ward: WardAnswers) -> tuple[str, str]:
        self.talk.say("Making the keys. Each is made slow on purpose: a few seconds.")
        new = NewWard(
            ward_name=(ward.name or "").strip(),
            site=ward.site_code(),
            terminal_name=(ward.terminal or "").strip(),
            people=tuple(self._people),
            details=ward.details(),
        )
        return first_run.make(self.where, new, self.clock, self.chance, self.cost(self.clock))

    def _write_down(self, parts: tuple[str, str]) -> None:
        """Each part is said until its last group was typed from the paper."""
        for number, (part, whose) in enumerate(zip(parts, ("one", "another"), strict=True), 1):
            self.talk.say(f"Recovery part {number} of 2.", ON_PAPER.format(whose))
            groups = part.split("-")
            self.talk.say(*("  ".join(groups[at : at + 5]) for at in range(0, len(groups), 5)))
            while True:
                typed = self.talk.ask("Type its last group of four, from the paper").upper()
                if typed.translate(_MEANT) == part[-4:]:
                    break
                self.talk.say("That is not its last group.")
            self.talk.lines.clear()
        first_run.finish(self.where)
        self.talk.say("The ward is set up.")
