"""No record, whatever is in it, lets a private value into the parts that travel; all come back."""

import json
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from wardsafe.records.base import Record
from wardsafe.records.fields import Field, fields_of
from wardsafe.records.moments import fixed
from wardsafe.records.parts import Authorship, join, split
from wardsafe.records.patient import Patient
from wardsafe.records.reading import build
from wardsafe.records.registry import KINDS
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.vocabulary.code_lists import code_list

SECRET = "§"
EXACT = re.compile("[0-9]T?[0-9]:[0-9]")
secrets = st.text("abcdefRosa Whitfield9", min_size=1, max_size=12).map(lambda s: SECRET + s)
# What could be smuggled into the list of fields that nobody knows.
strays = st.one_of(
    secrets,
    st.sampled_from(["staff.0.", "interventions.1.", "x."]).flatmap(
        lambda rows: secrets.map(lambda name: rows + name)
    ),
    secrets.map(lambda name: f"staff.{name}.used_force"),
)
moments = st.datetimes(datetime(2024, 1, 1), datetime(2035, 1, 1)).map(  # noqa: DTZ001
    lambda wall: fixed(wall.replace(tzinfo=UTC, microsecond=0))
)
AUTHOR = Authorship(
    act="record",
    entered=datetime(2026, 11, 23, 3, 14, tzinfo=UTC),
    author=f"{SECRET}s-7",
    author_name=f"{SECRET}Emeka Okoro",
    job_title=f"{SECRET}nurse",
    reason=f"{SECRET}mistyped",
)


def value_of(field: Field) -> st.SearchStrategy[Any]:
    """A value for a field; where codes belong, sometimes text that strayed there."""
    if field.rows:
        columns = {c.name: value_of(c) for c in field.rows if not c.derived}
        return st.lists(st.fixed_dictionaries({}, optional=columns), max_size=3)
    if field.name == "duty":  # the id of a definition, which only that shape fits
        return st.sampled_from(["seclusion-first-medical", "debrief", "rt-vital-signs-2"])
    if field.name == "idea":  # the id of a change idea likewise
        return st.sampled_from(["soft-words", "safety-huddle"])
    if field.name == "signed":  # the entries that a sign-off was about
        return st.lists(secrets, max_size=3).map(tuple)
    if field.codes:
        codes = st.sampled_from([code.code for code in code_list(field.codes).codes])
        one = st.one_of(codes, secrets)
        return st.lists(one, max_size=3, unique=True).map(tuple) if field.input == "codes" else one
    simple: dict[str, st.SearchStrategy[Any]] = {
        "moment": moments,
        "date": moments.map(lambda at: at.date()),
        "number": st.integers(0, 120),
    }
    return simple.get(field.input, secrets)


def records_of(model: type[Record]) -> st.SearchStrategy[Record]:
    shapes = {f.name: value_of(f) for f in fields_of(model) if f.name != "fields"}
    values = st.fixed_dictionaries({}, optional=shapes)
    names = st.lists(st.sampled_from(sorted(shapes)), max_size=4)
    unknown = st.tuples(names, st.lists(strays, max_size=2)).map(lambda two: two[0] + two[1])
    extra = st.dictionaries(st.sampled_from(["newer", "newest"]), secrets)
    return st.builds(
        lambda v, n, e: build(model, v).model_copy(
            update={"not_known": tuple(sorted(set(n))), **e}
        ),
        values,
        unknown,
        extra,
    )


# Built once: a strategy for a whole record is slow to put together.
RECORDS = st.one_of(*(records_of(model) for model in KINDS.values()))
INCIDENTS = records_of(RestrictivePractice)
SLOW = [HealthCheck.too_slow, HealthCheck.data_too_large]
few = settings(max_examples=60, suppress_health_check=SLOW, deadline=None)


def leaves(held: Any) -> Iterator[Any]:
    if isinstance(held, dict):
        for key, value in held.items():
            yield key
            yield from leaves(value)
    elif isinstance(held, list):
        for value in held:
            yield from leaves(value)
    else:
        yield held


@few
@given(RECORDS)
def test_a_record_comes_back_whole_from_its_stored_parts(record: Record) -> None:
    parts = json.loads(json.dumps(split(record, AUTHOR)))
    again, author = join(record.kind, parts)
    assert again.model_dump() == record.model_dump()
    assert author == AUTHOR


@few
@given(RECORDS)
def test_no_name_text_or_exact_time_is_in_a_part_that_travels(record: Record) -> None:
    rosa = Patient(name=f"{SECRET}Rosa Whitfield", nhs_number="9994182207")
    parts = split(record, AUTHOR, pseudonym="f00", patient=rosa)
    for value in leaves([parts["facts"], parts["people"]]):
        assert not (isinstance(value, str) and (SECRET in value or EXACT.search(value)))
        assert value != "9994182207"
        assert not isinstance(value, float)


@few
@given(INCIDENTS, INCIDENTS)
def test_amending_leaves_nothing_of_the_old_but_what_is_unknown(old: Record, new: Record) -> None:
    base = split(old, AUTHOR)
    base["facts"]["later_idea"] = 7
    parts = split(new, AUTHOR, base)
    assert parts["facts"]["later_idea"] == 7
    again = join(new.kind, parts)[0].model_dump(exclude={"later_idea", "newer", "newest"})
    assert again == new.model_dump(exclude={"newer", "newest"})


@few
@given(INCIDENTS)
def test_every_incident_can_be_checked_without_falling_over(record: Record) -> None:
    record.errors()
    record.warnings(datetime(2026, 11, 23, 3, 14, tzinfo=UTC))
    minutes = [
        row.get("minutes") for row in split(record, AUTHOR)["facts"].get("interventions", [])
    ]
    assert all(value is None or value >= 0 for value in minutes)
