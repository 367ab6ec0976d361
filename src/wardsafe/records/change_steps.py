"""The steps of a test of change as forms of their own: only the fields of one step.

A step is not a kind: what it holds is written into the `change-test/1` record that it belongs to.
"""

from typing import Annotated, Any, ClassVar

from pydantic import create_model

from wardsafe.records.base import Problem, Record
from wardsafe.records.change_test import ChangeTest
from wardsafe.records.hints import Later, Now

_ELSEWHERE = {"change": "-", "do_started": "2000-01-01T00:00:00+00:00"}


class Step(Record):
    """The base of a step: what is impossible in the whole is impossible in the step."""

    kind: ClassVar[str] = ChangeTest.kind
    title: ClassVar[str] = ""

    def errors(self) -> tuple[Problem, ...]:
        """As far as the fields of this step go."""
        said = self.model_dump(exclude={"not_known"})
        # What the other steps hold is there by now.
        problems = ChangeTest.model_validate({**_ELSEWHERE, **said}).errors()
        return tuple(problem for problem in problems if problem.field in said)


def fields_of_step(model: type[Record]) -> tuple[str, ...]:
    """The names of the fields that a step asks for."""
    return tuple(name for name in model.model_fields if name != "not_known")


def read_from(said: ChangeTest, model: type[Record]) -> Record:
    """The step as the test has it now, to be gone on with."""
    return model.model_validate({name: getattr(said, name) for name in fields_of_step(model)})


def written_into(said: ChangeTest, step: Record) -> ChangeTest:
    """The test with what the step says in the place of what it said there before."""
    names = fields_of_step(type(step))
    kept = [path for path in said.not_known if path not in names]
    update: dict[str, Any] = {name: getattr(step, name) for name in names}
    return said.model_copy(update={**update, "not_known": (*kept, *step.not_known)})


def _step(name: str, title: str, *names: str) -> type[Step]:
    fields: dict[str, Any] = {}
    for order, field in enumerate(names, 1):
        info = ChangeTest.model_fields[field]
        marks = [mark for mark in info.metadata if not isinstance(mark, Later | Now)]
        fields[field] = (Annotated[(info.annotation, *marks, Now(order))], info.default)
    return create_model(name, __base__=Step, title=(ClassVar[str], title), **fields)


CHANGE_DO = _step(
    "ChangeDo",
    "Do",
    "do_started",
    "do_ended",
    "as_planned",
    "happened_text",
    "notes",
    "took_part",
    "represents",
)
CHANGE_STUDY = _step("ChangeStudy", "Study", "seen", "came_true", "learnt")
CHANGE_ACT = _step("ChangeAct", "Act", "act", "act_why", "next_step")
