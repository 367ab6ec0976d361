"""What happened since the last whole period is charted too; late entries; what is not redone."""

from datetime import date, datetime, timedelta

import pytest

from wardsafe.clock import LONDON
from wardsafe.duties.due import kept_in_time
from wardsafe.measures.chart import Rebase
from wardsafe.measures.charting import chart
from wardsafe.measures.definitions import measure
from wardsafe.measures.periods import months
from wardsafe.measures.profiles import NHS_R
from wardsafe.measures.series import plain
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.rebase import Rebase as Said
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import measuring, measuring_shares
from wardsafe.services.measuring_charts import _not_yet
from wardsafe.services.rebasing import rebase, rebases
from wardsafe.services.recording import record_new
from wardsafe.services.reports.chart_svg import Mark, svg
from wardsafe.tui.chart import Note, draw
from wardsafe.tui.chrome import Key, footer_line

NUMBERS = [20, 25, 30, 20, 25, 30, 20, 25, 30, 20, 25, 30, 20, 25]


def whole(rebase_at: list[Rebase] | None = None):
    series = plain(measure("interventions-rate"), months(date(2025, 9, 1), date(2026, 10, 1)),
                   NUMBERS)  # fmt: skip
    return chart(series, NHS_R, rebase_at=rebase_at or [])


def test_a_note_of_the_month_that_goes_on_is_drawn_at_the_end_and_older_ones_are_not() -> None:
    made = whole()
    told = "\n".join(line.plain for line in draw(made, 114, 24, [Note(date(2026, 11, 9), "Box")]))
    bare = "\n".join(line.plain for line in draw(made, 114, 24))
    assert "1 Box" in told
    assert "1 Box" not in bare
    assert draw(made, 114, 24, [Note(date(2025, 8, 1), "Before")]) == draw(made, 114, 24)
    assert ">Box</text>" in svg(made, "one", [Mark(date(2026, 11, 9), "Box")])
    assert "Before" not in svg(made, "one", [Mark(date(2025, 8, 1), "Before")])


@pytest.mark.parametrize(("day", "noted"), [(date(2026, 11, 9), True), (date(2026, 6, 1), False)])
def test_a_rebase_from_which_no_whole_month_has_begun_is_a_note(day: date, noted: bool) -> None:
    restart = Rebase(day, "Priya Nair", "mutual help")
    marks = list(_not_yet(whole([restart]), [restart]))
    assert [mark.words.endswith("mutual help") for mark in marks] == [True] * noted


def test_a_rebase_of_this_week_is_kept_and_noted_on_its_chart(ward) -> None:
    session = ward.unlock("ingrid")
    rebase(session, Said(measure="incidents", day=date(2026, 11, 22), why="new rota"))
    assert [each.at for each in rebases(session, "incidents")] == [date(2026, 11, 22)]


def test_an_entry_is_late_here_when_it_is_late_in_the_log(ward) -> None:
    session = ward.unlock("ingrid")
    for hours in (1, 11, 13, 40):
        at = datetime(2026, 11, 23, 3, 0, tzinfo=LONDON) - timedelta(hours=hours)
        rows = (Intervention(type="07", start=at, end=at + timedelta(minutes=5)),)
        said = RestrictivePractice(person=ward.rosa, when=at, interventions=rows)
        record_new(session, said)
    found = measuring.measured(session, "late-entries", "month")
    (value,) = found.values
    assert (value.count, value.of) == (2, 4)
    assert found.measure.better == "less"


def test_what_fell_due_is_worked_out_again_only_where_something_changed(ward, monkeypatch) -> None:
    session = ward.unlock("ingrid")
    done = []

    def counted(*asked, **more):
        done.append(1)
        return kept_in_time(*asked, **more)

    def met():
        return measuring_shares.met(measuring.read(session), measuring_shares.DUTIES)

    monkeypatch.setattr(measuring_shares, "kept_in_time", counted)
    first = met()
    assert met() == first
    assert len(done) == 1
    at = ward.clock.now() - timedelta(hours=30)
    rows = (Intervention(type="05", start=at, end=at + timedelta(hours=6)),)
    record_new(session, RestrictivePractice(person=ward.rosa, when=at, interventions=rows))
    assert met() != first
    assert len(done) == 2
    ward.clock.pass_(30 * 24 * 3600)  # time alone lets things fall due
    met()
    assert len(done) == 3


@pytest.mark.parametrize("width", [80, 60, 110])
def test_the_way_out_stays_in_the_footer_whatever_else_goes(width: int) -> None:
    left = [Key("Enter", "open the record"), *(Key(c, "something long") for c in "ABCDEF"),
            Key("Esc", "back", "escape")]  # fmt: skip
    line, places = footer_line(left, [Key("F12", "lock", "f12"), Key("F1", "help", "f1")], width)
    assert "Esc back" in line.plain
    assert len(places) == len(left) + 2
    at = places[len(left) - 1]
    assert line.plain[at.start : at.stop] == "Esc back"
    assert line.cell_length == width
