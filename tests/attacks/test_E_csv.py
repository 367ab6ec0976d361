"""E09 and E10: what a spreadsheet is given, and what no CSV ever holds."""

import csv
import io
from datetime import date, timedelta

import pytest

from sealed_ward import SECRETS, event
from wardsafe.errors import NotAllowed
from wardsafe.measures.cells import cell
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import measuring
from wardsafe.services.measuring_file import write_numbers
from wardsafe.services.recording import record_new
from wardsafe.services.reports.numbers import as_csv
from wardsafe.services.returns.csv_file import csv_text
from wardsafe.services.returns.mhsds import month_return, report, write_month

LEADS = ("=", "+", "-", "@", "\t", "\r", "\n", "\0", "＝", "＋", "－", "＠")
TAILS = ("1+1", 'cmd|"/C calc"!A0', "SUM(A1;B1)", 'a"b,c\nd')
SPACES = ("", " ", "\u00a0 ")


def runs(text: str) -> bool:
    """Whether a spreadsheet would take it for a formula: its first sign decides, spaces apart."""
    return text.lstrip(" \u00a0").startswith(LEADS)


def test_E09_no_cell_of_any_csv_runs_and_each_comes_back_as_it_was() -> None:
    texts = [space + lead + tail for space in SPACES for lead in LEADS for tail in TAILS]
    assert all(runs(text) for text in texts)
    rows = list(csv.reader(io.StringIO(csv_text(("a",), [(text,) for text in texts]), newline="")))
    for text, (found,) in zip(texts, rows[1:], strict=True):
        assert not runs(found), text
        assert found.removeprefix("'") == text
    assert [cell(n) for n in ("-3.5", -3.5, 12, None)] == ["-3.5", "-3.5", "12", ""]


def test_E09_the_files_that_wardsafe_writes_go_through_it(ward) -> None:
    session = ward.unlock("ingrid")
    made = month_return(session, date(2026, 11, 1))
    made.spells["x"] = tuple(lead + "1" for lead in LEADS[:4])
    cells = list(csv.reader(io.StringIO(made.files("")["admissions.csv"])))[1]
    assert cells == ["'=1", "'+1", "-1", "'@1"]
    chart = measuring.charted(measuring.read(session), "incidents", "week")
    rows = list(csv.reader(io.StringIO(as_csv(chart))))
    assert len(rows) > 1
    assert not [text for row in rows for text in row if runs(text)]


def test_E10_no_csv_holds_what_few_may_read_and_those_who_may_not_write_one(ward, tmp_path) -> None:
    session = ward.unlock("grace")
    record = record_new(session, event(ward)).record
    record_new(session, RestrictivePractice(when=ward.clock.now() - timedelta(days=1), place="x"))
    lead = ward.unlock("ingrid")  # who reads the event itself
    made = month_return(lead, date(2026, 11, 1))
    texts = made.files(report(lead, made))
    for measure in measuring.offered(lead):
        chart = measuring.charted(measuring.read(lead), measure, "week")
        texts[measure] = as_csv(chart)
    assert len(texts) > 5
    for name, text in texts.items():
        for word in (*SECRETS, record[:20], "unwanted_touch", "corridor"):
            assert word not in text, name
    staff = ward.unlock("emeka")
    assert not [m for m in measuring.offered(staff) if "sexual" in m]
    with pytest.raises(NotAllowed):
        month_return(staff, date(2026, 11, 1))
    with pytest.raises(NotAllowed):
        write_month(staff, made, tmp_path / "return")
    with pytest.raises(NotAllowed):
        write_numbers(staff, tmp_path / "numbers.csv", chart)
    assert not list(tmp_path.glob("*.csv"))
