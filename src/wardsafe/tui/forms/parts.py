"""The parts of a form: *now*, then one for each later section, from the hints of the model."""

from collections.abc import Sequence
from dataclasses import replace

from wardsafe.records.fields import Field, fields_of, later_sections, now_fields
from wardsafe.tui.forms.task import FormTask, Suggestion
from wardsafe.vocabulary.code_lists import code_list

WHY, WHY_LIST = "@why", "amend-reason"
DESCRIBED = "person_described"
_WHY = Field(
    WHY, "Reason", "Why the record is changed: choose one, or write your own.", "text", None,
    "private", 0, None, (), None, True, (), False,
)  # fmt: skip

Part = tuple[str, tuple[Field, ...]]


def parts_of(task: FormTask) -> list[Part]:
    """Title and fields of each part. An amendment asks for its reason first; where there is
    nobody to choose from, the person is described first."""
    first = [*_asked_first(task), *now_fields(task.model)]
    return [("Now", tuple(first)), *later_sections(task.model).items()]


def _asked_first(task: FormTask) -> Sequence[Field]:
    if task.amend_of is not None:
        return [_WHY]
    if task.people is None and task.person is None:
        named = (field for field in fields_of(task.model) if field.name == DESCRIBED)
        return [replace(field, label="Who") for field in named]
    return []


def extra_fields(task: FormTask) -> tuple[Field, ...]:
    """What the form asks that is no field of the record."""
    return (_WHY,) if task.amend_of is not None else ()


def reasons() -> tuple[Suggestion, ...]:
    """The reasons for an amendment that may be chosen."""
    return tuple(Suggestion(code.text) for code in code_list(WHY_LIST).offered())


def is_about_a_patient(task: FormTask) -> bool:
    """Whether the form has somebody in its banner."""
    asked = any(f.input == "person" and f.who == "patient" for f in fields_of(task.model))
    return asked and (task.people is not None or task.person is not None)


def part_with(parts: Sequence[Part], path: str) -> int | None:
    """Which part the cell of a path stands on, if any does."""
    return next((at for at, part in enumerate(parts) if _holds(part, path)), None)


def _holds(part: Part, path: str) -> bool:
    name, column = path.partition(".")[0], path.rpartition(".")[2]
    found = [field for field in part[1] if field.name == name]
    return any(not f.rows or column in [sub.name for sub in f.rows] for f in found)
