"""Drafts: kept sealed, offered to their author only, never lost in silence."""

import json
import os
import time

import pytest

from wardsafe.errors import NotSaved
from wardsafe.ledger import drafts as drafts_module
from wardsafe.ledger.drafts import Drafts
from wardsafe.ledger.keys import new_identity

SECRET = b"d" * 32
TYPED = {"where": "Bay 2", "words": "café\n‮x \ud800 🙂", "rows": [{"type": "07"}], "n": 3}


@pytest.fixture(scope="module")
def people():
    return {"ama": new_identity(), "zofia": new_identity(), "terminal": new_identity()}


@pytest.fixture
def drafts(where, clock, people):
    return Drafts(where, SECRET, clock, people["terminal"][1])


def test_a_draft_comes_back_as_it_was_typed(drafts, people, clock):
    private, public = people["ama"]
    drafts.keep("ama", public, "incident", TYPED)
    offered = drafts.offered("ama", private)
    (draft,) = offered.drafts
    assert draft.fields == TYPED
    assert (draft.staff_id, draft.name, draft.kept) == ("ama", "incident", clock.now())
    assert offered.lost == ()


def test_a_later_draft_takes_the_place_of_the_earlier_one(drafts, people, where, clock):
    private, public = people["ama"]
    drafts.keep("ama", public, "incident", {"n": 1})
    clock.pass_(5)
    drafts.keep("ama", public, "incident", {"n": 2})
    assert [draft.fields for draft in drafts.offered("ama", private).drafts] == [{"n": 2}]
    assert len(list(where.drafts.iterdir())) == 1


def test_drafts_of_two_records_are_apart_and_the_newest_comes_first(drafts, people, clock):
    private, public = people["ama"]
    drafts.keep("ama", public, "one", {})
    clock.pass_(60)
    drafts.keep("ama", public, "two", {})
    assert [draft.name for draft in drafts.offered("ama", private).drafts] == ["two", "one"]


def test_B12_nobody_else_is_offered_a_draft(drafts, people):
    drafts.keep("ama", people["ama"][1], "incident", TYPED)
    assert drafts.offered("zofia", people["zofia"][0]) == drafts_module.Offered((), ())


def test_B12_a_draft_moved_under_another_name_is_not_offered(drafts, people, where):
    drafts.keep("ama", people["ama"][1], "incident", TYPED)
    drafts.keep("zofia", people["zofia"][1], "incident", {})
    ama, zofia = (drafts._path(name, "incident") for name in ("ama", "zofia"))
    os.replace(ama, zofia)
    offered = drafts.offered("zofia", people["zofia"][0])
    assert offered.drafts == ()
    assert [lost.file for lost in offered.lost] == [zofia.name]
    # Even where the file opens, because one key serves both, the name inside decides.
    assert drafts.offered("zofia", people["ama"][0]).drafts == ()


def test_files_and_names_show_nothing(drafts, people, where):
    drafts.keep("ama", people["ama"][1], "incident", TYPED)
    (path,) = where.drafts.iterdir()
    assert b"Bay 2" not in path.read_bytes()
    assert "ama" not in path.name
    assert "incident" not in path.name
    assert path.stat().st_mode & 0o077 == 0


def test_a_dropped_draft_is_gone_and_dropping_twice_is_no_fault(drafts, people):
    drafts.keep("ama", people["ama"][1], "incident", TYPED)
    drafts.drop("ama", "incident")
    drafts.drop("ama", "incident")
    assert drafts.offered("ama", people["ama"][0]).drafts == ()


@pytest.mark.parametrize("cut", [0, 1, 20, 100, 200, -1])
def test_a_cut_draft_is_reported_as_lost_with_its_time(drafts, people, where, cut):
    private, public = people["ama"]
    drafts.keep("ama", public, "incident", TYPED)
    drafts.keep("ama", public, "other", {"n": 1})
    path = drafts._path("ama", "incident")
    path.write_bytes(path.read_bytes()[:cut])
    os.utime(path, (1_700_000_000, 1_700_000_000))
    offered = drafts.offered("ama", private)
    assert [draft.name for draft in offered.drafts] == ["other"]
    (lost,) = offered.lost
    assert lost.kept.isoformat() == "2023-11-14T22:13:20+00:00"


def test_F10_every_changed_byte_is_found(drafts, people):
    private, public = people["ama"]
    drafts.keep("ama", public, "incident", {"n": 1})
    path = drafts._path("ama", "incident")
    whole = path.read_bytes()
    for at in range(0, len(whole), 3):
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0x10]) + whole[at + 1 :])
        offered = drafts.offered("ama", private)
        assert offered.drafts == ()
        assert len(offered.lost) == 1


@pytest.mark.parametrize(
    "planted",
    [
        [],
        {},
        {"staff": "ama", "name": "x", "kept": "no time", "fields": {}},
        {"staff": "ama", "name": "x", "kept": "2026-11-23T03:14:00+00:00", "fields": []},
        {"staff": "ama", "name": "x", "kept": "0001-01-01T00:00:00+14:00", "fields": {}},
    ],
)
def test_a_planted_draft_of_a_wrong_shape_is_lost_not_a_crash(drafts, people, where, planted):
    private, public = people["ama"]
    drafts.keep("ama", public, "incident", {})
    drafts._path("ama", "incident").write_bytes(drafts_module.seal(planted, [public]))
    offered = drafts.offered("ama", private)
    assert offered.drafts == ()
    assert len(offered.lost) == 1


def test_a_huge_file_is_not_read(drafts, people, where):
    private, public = people["ama"]
    drafts.keep("ama", public, "incident", {})
    with drafts._path("ama", "incident").open("r+b") as file:
        file.truncate(2**40)
    assert len(drafts.offered("ama", private).lost) == 1


def test_a_lost_draft_is_set_aside_and_reported_no_more(drafts, people, where):
    private, public = people["ama"]
    drafts.keep("ama", public, "incident", TYPED)
    drafts._path("ama", "incident").write_bytes(b"torn")
    (lost,) = drafts.offered("ama", private).lost
    drafts.set_aside(lost)
    assert drafts.offered("ama", private).lost == ()
    assert [path.read_bytes() for path in where.drafts.iterdir()] == [b"torn"]


def test_a_temporary_file_left_by_a_power_cut_is_no_draft(drafts, people, where):
    private, public = people["ama"]
    drafts.keep("ama", public, "incident", TYPED)
    drafts._path("ama", "incident").with_suffix(".draft.part").write_bytes(b"half")
    offered = drafts.offered("ama", private)
    assert (len(offered.drafts), offered.lost) == (1, ())


def test_before_there_is_a_folder_nothing_is_offered(drafts, people):
    assert drafts.offered("ama", people["ama"][0]) == drafts_module.Offered((), ())


def test_a_draft_that_is_not_written_says_so(drafts, people, monkeypatch):
    def full(*_):
        raise NotSaved("The file could not be written: no space.")

    monkeypatch.setattr(drafts_module, "write_whole", full)
    with pytest.raises(NotSaved):
        drafts.keep("ama", people["ama"][1], "incident", TYPED)
    with pytest.raises(NotSaved, match="no usable key"):
        drafts.keep("ama", "not a key", "incident", TYPED)


def test_sixty_four_kibibytes_are_kept_fast_enough_to_do_it_every_few_seconds(drafts, people):
    fields = {"words": "x" * 65_536}
    fastest = 9.0
    for _ in range(3):
        start = time.perf_counter()
        drafts.keep("ama", people["ama"][1], "incident", fields)
        fastest = min(fastest, time.perf_counter() - start)
    assert fastest < 0.25
    assert len(json.dumps(fields)) > 65_536
