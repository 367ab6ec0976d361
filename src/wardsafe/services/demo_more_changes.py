"""The tests of change of the invented ward: one adapted and tested again, one going on."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from random import Random
from typing import Any

from wardsafe.clock import Chance
from wardsafe.ledger.entry import NewEntry
from wardsafe.records.change_test import ChangeTest
from wardsafe.records.moments import local
from wardsafe.records.parts import Authorship, split
from wardsafe.records.patient import Patient
from wardsafe.vocabulary.code_lists import code_list


def entries(
    said: Mapping[str, Any],
    people: Sequence[tuple[str, Patient]],
    now: datetime,
    chance: Chance,
    dice: Random,
) -> Iterator[NewEntry]:
    """Four cycles of three ideas, written by the safety lead."""
    lead = next(one for one in said["staff"] if one["role"] == "safety-lead")
    first = ""
    for told in _told(now):
        record = chance.new_id()
        test = ChangeTest(**told) if told["cycle"] == 1 else ChangeTest(**told, before=first)
        first = record if told["cycle"] == 1 else first
        entered = min(test.do_started or now, now) - timedelta(days=2)
        author = Authorship(
            act="record",
            entered=test.acted or entered,
            author=lead["id"],
            author_name=lead["name"],
            job_title=code_list("job-title").text(lead["job_title"]),
        )
        yield NewEntry(test.kind, record, (), split(test, author))


def _told(now: datetime) -> Iterator[dict[str, Any]]:
    def ago(days: int) -> datetime:
        return now - timedelta(days=days)

    aim = {
        "aim": "Fewer people are held or secluded on this ward",
        "measure": "interventions-rate",
        "aim_direction": "lower",
        "aim_percent": 33,
        "aim_by": local(now).date() + timedelta(days=180),
    }
    yield {
        **aim,
        "idea": "soft-words",
        "cycle": 1,
        "change": "Soft words",
        "question": "Will day staff use the card when they say no?",
        "prediction": "Staff use it in most refusals, and fewer of these end in a hold.",
        "owner": "deputy ward manager",
        "plan_who": "day staff",
        "plan_where": "day room and dining room",
        "do_started": ago(50),
        "do_ended": ago(40),
        "as_planned": "Y",
        "happened_text": "Two cards in ten days. Patients asked for a card of their own.",
        "seen": "Used in about half. Two refusals in the dining room still ended in a hold.",
        "came_true": "N",
        "learnt": "It works where there is time; at meals there is none.",
        "took_part": ("healthcare-assistants", "nurses", "patients-now"),
        "represents": ("women", "detained", "restrained"),
        "act": "adapt",
        "act_why": "Patients and staff both want to go on.",
        "next_step": "Soft words, and two more staff at meals",
        "acted": ago(37),
    }
    yield {
        **aim,
        "idea": "soft-words",
        "cycle": 2,
        "change": "Soft words, and two more staff at meals",
        "question": "Does it hold at meals once there is time?",
        "prediction": "No refusal at a meal ends in a hold for two weeks.",
        "owner": "deputy ward manager",
        "plan_where": "dining room",
        "took_part": ("healthcare-assistants", "nurses", "patients-now", "domestic"),
        "represents": ("women", "detained", "restrained", "language"),
        "do_started": ago(9),
    }
    yield {
        **aim,
        "idea": "ward-round-sheet",
        "cycle": 1,
        "change": "A sheet to prepare for the ward round",
        "question": "Do people fill it in, and is it read?",
        "prediction": "Half of the people bring a sheet, and nobody leaves the round in anger.",
        "do_started": ago(30),
        "do_ended": ago(16),
        "as_planned": "Y",
        "happened_text": "Filled in with a healthcare assistant the evening before.",
        "took_part": ("patients-now", "doctors", "healthcare-assistants", "carers"),
        "represents": ("detained", "informal", "carers"),
    }
    yield {
        "idea": "sensory-box",
        "cycle": 1,
        "change": "A sensory box in each bay",
        "measure": "rapid-tranquillisation",
        "aim": "Something else is offered first",
        "took_part": ("experts", "occupational-therapy"),
        "represents": ("autistic", "learning-disability"),
    }
