"""The board of a real ward, driven by keys: what is due first, and done in three keys."""

from datetime import timedelta
from typing import Any

import pytest

from sealed_ward import event
from tui_ward import seen, time_passes, until
from wardsafe.duties.happenings import Duty
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services import drafting, duties, reviewing_safety
from wardsafe.services.happenings import FILE
from wardsafe.services.recording import record_new
from wardsafe.tui.app import WardApp
from wardsafe.tui.columns import Columns, Laid, Line, Section, fitted
from wardsafe.tui.forms.people import PeoplePicker
from wardsafe.tui.screens.board import BoardScreen
from wardsafe.tui.screens.duties import DutiesScreen
from wardsafe.tui.screens.duty import DutyForm
from wardsafe.tui.screens.tell_now import TellNowScreen

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
LOW, TALL = (80, 24), (120, 36)


async def unlocked(ward, pilot, name: str = "emeka") -> Columns:
    pilot.app.unlocked(ward.unlock(name))
    await until(pilot, lambda: isinstance(pilot.app.screen, BoardScreen))
    await until(pilot, lambda: "People" in seen(pilot.app) or "P 2 people" in seen(pilot.app))
    return pilot.app.screen.query_one(Columns)


def row(pilot, words: str) -> str:
    return next((line for line in seen(pilot.app).split("\n") if words in line), "")


def secluded(ward, minutes: int, end: int | None = None, **more: Any) -> RestrictivePractice:
    start = ward.clock.now() - minutes * MINUTE
    over = None if end is None else start + end * MINUTE
    one = Intervention(type="05", start=start, end=over)
    return RestrictivePractice(person=ward.rosa, when=start, interventions=(one,), **more)


def waiting(ward, duty: str) -> Duty:
    found = [one for one in duties.due_now(ward.session) if one.definition.id == duty and one.waits]
    return found[0]


def do_all(ward, *but: str) -> None:
    """As if everything that is late or near were done, save these."""
    for _ in range(40):
        late = [one for one in duties.due_now(ward.session)
                if one.state in ("late", "soon") and one.definition.id not in but
                and one.definition.trigger not in ("review-due", "record-open")]  # fmt: skip
        if not late:
            return
        for one in late:
            duties.do(ward.session, one, one.due)


@pytest.fixture(autouse=True)
def _no_safety_reviews(monkeypatch: pytest.MonkeyPatch) -> None:
    """The reviews of the people of this ward would be due too; their own tests tell of them."""
    monkeypatch.setattr(reviewing_safety, "review_happenings", lambda *_: {})


@pytest.fixture(autouse=True)
def _rights_were_explained(ward) -> None:
    """To both people of this ward, who were admitted three days ago."""
    session = ward.unlock("grace")
    for one in duties.due_now(session):
        if one.definition.trigger == "admission":
            duties.do(session, one, ward.clock.now() - timedelta(days=2))
    ward.lock()
    ward.session = None


@pytest.fixture
def app(ward):
    return WardApp(ward.door, ward.clock, ward.chance)


@pytest.mark.parametrize("size", [(60, 20), (40, 12), (20, 6), (1, 1)])
async def test_any_size_is_drawn(ward, app, size) -> None:
    ward.unlock("emeka")
    record_new(ward.session, secluded(ward, 114))
    async with app.run_test(size=size) as pilot:
        app.unlocked(ward.session)
        await until(pilot, lambda: isinstance(app.screen, BoardScreen))
        await until(pilot, lambda: bool(app.screen.query(Columns)))
        board = app.screen.query_one(Columns)
        await until(pilot, lambda: bool(board._laid().top or board._laid().left))
        assert all(len(line) <= size[0] for line in seen(app).split("\n"))


@pytest.mark.parametrize("size", [LOW, TALL, (160, 50)])
async def test_a_quiet_ward_says_that_nothing_recorded_is_not_nothing_happened(
    ward, app, size
) -> None:
    async with app.run_test(size=size) as pilot:
        await unlocked(ward, pilot)
        text = seen(app)
        assert "Nothing is due in the next 24 hours." in text
        assert "Nothing was recorded." in text
        assert "2 people" in text


@pytest.mark.parametrize("size", [LOW, TALL])
async def test_the_duty_that_runs_out_next_stands_first_in_big_digits(ward, app, size) -> None:
    ward.unlock("emeka")
    record_new(ward.session, secluded(ward, 114))
    do_all(ward, "seclusion-nursing", "seclusion-need")
    async with app.run_test(size=size) as pilot:
        await unlocked(ward, pilot)
        text = seen(app)
        lines = text.split("\n")
        title = next(n for n, line in enumerate(lines) if "Seclusion review by two nurses" in line)
        assert "┏━╸" in lines[title]  # a six
        assert "min" in lines[title + 2]
        assert "RW  in seclusion, 1 h 54 so far" in lines[title + 1]
        assert "by 03:20  local standard" in lines[title + 2]
        # What was read in its source is not called a local standard, and is there beside it.
        assert "6 min   Need for seclusion reviewed" in text
        assert "local standard" not in row(pilot, "Need for seclusion")


async def test_an_overdue_duty_says_so_in_words_and_stays_first(ward, app) -> None:
    ward.unlock("emeka")
    record_new(ward.session, secluded(ward, 83))
    do_all(ward, "seclusion-medical-first")
    async with app.run_test(size=TALL) as pilot:
        await unlocked(ward, pilot)
        assert "was due 02:51  local standard" in seen(app)
        assert "late" in row(pilot, "in seclusion, 1 h 23 so far")
        assert "1 late" in row(pilot, "Due")
        time_passes(app, 3600)
        app.screen.look()
        await until(pilot, lambda: "1:23" in row(pilot, "h") or "late" in seen(app))
        assert "was due 02:51" in seen(app)


async def test_the_note_stands_with_the_seclusion_until_it_is_late(ward, app) -> None:
    ward.unlock("emeka")
    record_new(ward.session, secluded(ward, 10))
    async with app.run_test(size=TALL) as pilot:
        await unlocked(ward, pilot)
        assert "10 min   RW, since 03:04" in seen(app)
        assert "15-minute note next at 03:19" in seen(app)
        assert "Seclusion, 15-minute note" not in seen(app)
        time_passes(app, 6 * 60)
        app.screen.look()
        await until(pilot, lambda: "Seclusion, 15-minute note" in seen(app))
        await until(pilot, lambda: "15-minute note late" in seen(app))


async def test_a_duty_is_done_with_two_keys(ward, app) -> None:
    """At most 4 keys from the board to Saved: Enter, ^S."""
    ward.unlock("emeka")
    record_new(ward.session, secluded(ward, 118))
    do_all(ward, "seclusion-nursing", "seclusion-need")
    async with app.run_test(size=LOW) as pilot:
        await unlocked(ward, pilot)
        keys = ["enter", "ctrl+s"]
        await pilot.press(keys[0])
        await until(pilot, lambda: isinstance(app.screen, DutyForm) and "03:14 on" in seen(app))
        assert "Rosa Whitfield" in seen(app)
        assert "two nurses or other professionals. local standard." in seen(app)
        await pilot.press(keys[1])
        await until(pilot, lambda: "Saved #" in seen(app))
        assert len(keys) <= 4
        await until(pilot, lambda: isinstance(app.screen, BoardScreen))
        await until(pilot, lambda: "two nurses" not in seen(app).split("\n")[2])
        done = [one for one in duties.due_now(app.session)
                if one.definition.id == "seclusion-nursing"]  # fmt: skip
        assert [one.state for one in done] == ["done", "due"]
        assert done[0].by == "s-okoro"
        assert done[0].happened == done[0].entered


@pytest.mark.parametrize("size", [LOW, TALL])
async def test_a_duty_names_no_key_for_another_person_because_it_is_this_one_s(
    ward, app, size
) -> None:
    ward.unlock("emeka")
    record_new(ward.session, secluded(ward, 114))
    async with app.run_test(size=size) as pilot:
        await unlocked(ward, pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DutyForm))
        await until(pilot, lambda: "Rosa Whitfield" in seen(app))
        assert "^P" not in seen(app)
        await pilot.press("escape", "n")
        await until(pilot, lambda: isinstance(app.screen, PeoplePicker))
        await pilot.press("enter")
        await until(pilot, lambda: "^P" in seen(app))  # where it does something, it is said


@pytest.mark.parametrize("size", [LOW, TALL])
async def test_H22_enter_on_a_tell_now_line_opens_the_list_of_that_event(ward, app, size) -> None:
    session = ward.unlock("grace")
    other = record_new(session, event(ward, when=ward.clock.now() - timedelta(hours=9)))
    first = record_new(session, event(ward))
    async with app.run_test(size=size) as pilot:
        board = await unlocked(ward, pilot, "grace")
        wanted = f"duty tell-now {other.record} None"
        await until(pilot, lambda: "Tell now" in seen(app))
        for _ in range(12):
            if board.chosen is not None and board.chosen.key == wanted:
                break
            await pilot.press("down")
        assert board.chosen.key == wanted
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, TellNowScreen))
        await until(pilot, lambda: f"Tell now  #{other.number}" in seen(app))
        assert f"#{first.number}" not in seen(app)
        await until(pilot, lambda: "13 outstanding" in seen(app))
        await pilot.press("d")
        await until(pilot, lambda: "12 outstanding" in seen(app))
        await pilot.press("escape")
        await until(pilot, lambda: isinstance(app.screen, BoardScreen))


async def test_an_earlier_time_is_kept_beside_the_time_of_entry(ward, app) -> None:
    ward.unlock("emeka")
    record_new(ward.session, secluded(ward, 118))
    do_all(ward, "seclusion-nursing", "seclusion-need")
    async with app.run_test(size=TALL) as pilot:
        await unlocked(ward, pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DutyForm) and "03:14 on" in seen(app))
        await pilot.press(*"-20m", "ctrl+s")
        await until(pilot, lambda: "Saved #" in seen(app))
        await pilot.press("x", "d")
        await until(pilot, lambda: isinstance(app.screen, DutiesScreen))
        await until(pilot, lambda: "entered 20 min late" in seen(app))
        assert "02:54" in row(pilot, "entered 20 min late")


async def test_a_time_too_early_to_count_is_said_before_it_is_kept(ward, app) -> None:
    ward.unlock("emeka")
    record_new(ward.session, secluded(ward, 60))
    do_all(ward, "seclusion-nursing", "seclusion-need")
    async with app.run_test(size=TALL) as pilot:
        board = await unlocked(ward, pilot)
        while "two nurses" not in str(board.chosen.content(70)):
            await pilot.press("down")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DutyForm))
        await until(pilot, lambda: "too early for 04:14: that counts from 03:44" in seen(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Saved #" in seen(app))
        assert waiting(ward, "seclusion-nursing").number == 1


async def test_what_was_not_done_needs_a_word_why(ward, app) -> None:
    ward.unlock("emeka")
    record_new(ward.session, secluded(ward, 118))
    do_all(ward, "seclusion-nursing", "seclusion-need")
    async with app.run_test(size=TALL) as pilot:
        await unlocked(ward, pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DutyForm) and "03:14 on" in seen(app))
        await pilot.press("tab", *"not-done", "tab", "ctrl+s")
        await until(pilot, lambda: "Say why it was not done." in seen(app))
        await pilot.press(*"asleep", "ctrl+s")
        await until(pilot, lambda: "Saved #" in seen(app))
        found = [one for one in duties.due_now(app.session)
                 if one.definition.id == "seclusion-nursing"]  # fmt: skip
        assert found[0].state == "missed"


async def test_H03_a_half_written_duty_is_found_again_by_its_writer_alone(ward, app) -> None:
    ward.unlock("emeka")
    record_new(ward.session, secluded(ward, 118))
    async with app.run_test(size=TALL) as pilot:
        await unlocked(ward, pilot)
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DutyForm) and "03:14 on" in seen(app))
        await pilot.press("escape")  # nothing was written: nothing is kept
        await until(pilot, lambda: isinstance(app.screen, BoardScreen))
        assert drafting.offered(app.session).drafts == ()
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DutyForm) and "03:14 on" in seen(app))
        await pilot.press("tab", "tab", "tab", *"calmer now")
        app.lock()
        await pilot.pause()
        assert "calmer" not in seen(app)
        await unlocked(ward, pilot, "grace")
        assert "only you" not in seen(app)
        app.lock()
        await pilot.pause()
        await unlocked(ward, pilot)
        await until(pilot, lambda: "only you" in seen(app))
        board = app.screen.query_one(Columns)
        while not board.chosen.key.startswith("draft"):
            await pilot.press("down")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DutyForm) and "calmer now" in seen(app))


async def test_a_steward_may_look_and_not_tick(ward, app) -> None:
    ward.unlock("emeka")
    record_new(ward.session, secluded(ward, 118))
    async with app.run_test(size=TALL) as pilot:
        await unlocked(ward, pilot, "owain")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, DutyForm) and "03:14 on" in seen(app))
        await pilot.press("ctrl+s")
        await until(pilot, lambda: "Your role does not allow you to do a duty." in seen(app))


async def test_a_record_without_a_pin_waits_until_somebody_decides(ward, app) -> None:
    ward.door.hold("restrictive-practice/1", {"when": "now"})
    async with app.run_test(size=LOW) as pilot:
        board = await unlocked(ward, pilot)
        await until(pilot, lambda: "claim or decline" in seen(app))
        assert board.chosen.key.startswith("held")


async def test_more_than_fits_is_counted_not_cut(ward, app) -> None:
    session = ward.unlock("grace")
    for _ in range(30):
        record_new(session, secluded(ward, 0))
    async with app.run_test(size=LOW) as pilot:
        board = await unlocked(ward, pilot)
        text = seen(app)
        assert "more, D shows all" in text
        assert "earlier, / finds them" in text
        laid = board._laid()
        height = len(laid.top) + max(len(laid.left), len(laid.right))
        assert height <= board.size.height


async def test_what_has_been_late_for_days_is_one_line_and_hides_nothing_of_tonight(
    ward, app
) -> None:
    session = ward.unlock("grace")
    record_new(session, secluded(ward, 3 * 1440, 30, reason="10"))
    record_new(session, secluded(ward, 114))
    do_all(ward, "seclusion-nursing", "debrief-staff", "debrief-patient", "debrief-external")
    async with app.run_test(size=LOW) as pilot:
        await unlocked(ward, pilot, "grace")
        first = seen(app).split("\n")[2]
        assert "Seclusion review by two nurses" in first or "Review with" in first
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, DutiesScreen))
        await until(pilot, lambda: "late" in seen(app))


@pytest.mark.parametrize("size", [TALL, (160, 50)])
async def test_H16_twelve_ticks_in_forty_seconds_are_labelled_for_a_reader(ward, app, size) -> None:
    session, ticks = ward.unlock("emeka"), 12
    record_new(session, secluded(ward, ticks * 15 + 5))
    for _ in range(ticks):
        late = [one for one in duties.due_now(session)
                if one.definition.id == "seclusion-note" and one.state in ("late", "missed")
                and one.happened is None]  # fmt: skip
        duties.do(session, late[0], late[0].due)
        ward.clock.pass_(3)
    do_all(ward, "seclusion-note")
    async with app.run_test(size=size) as pilot:
        await unlocked(ward, pilot)
        await until(pilot, lambda: f"{ticks} entered together" in seen(app))
        await pilot.press("d")
        await until(pilot, lambda: "entered together" in seen(app))


async def test_H16_eleven_ticks_in_forty_seconds_carry_no_label(ward, app) -> None:
    session = ward.unlock("emeka")
    record_new(session, secluded(ward, 11 * 15 + 5))
    for _ in range(11):
        late = [one for one in duties.due_now(session)
                if one.definition.id == "seclusion-note" and one.state in ("late", "missed")
                and one.happened is None]  # fmt: skip
        duties.do(session, late[0], late[0].due)
        ward.clock.pass_(3)
    async with app.run_test(size=TALL) as pilot:
        await unlocked(ward, pilot)
        await until(pilot, lambda: "next at" in seen(app))
        assert "entered together" not in seen(app)


async def test_a_trust_s_wrong_file_is_said_and_nothing_of_it_holds(ward, app) -> None:
    (ward.where.folder / FILE).write_text('[[duty]]\nid = "seclusion-nursing"\nevery = 0\n')
    ward.unlock("emeka")
    record_new(ward.session, secluded(ward, 118))
    async with app.run_test(size=TALL) as pilot:
        await unlocked(ward, pilot)
        assert "duties.toml, entry 1 ('seclusion-nursing')" in seen(app)
        assert waiting(ward, "seclusion-nursing").definition.every == 120


async def test_H04_F18_a_clock_set_back_holds_up_nothing_and_is_said(ward, app) -> None:
    ward.unlock("emeka")
    record_new(ward.session, secluded(ward, 118))
    do_all(ward, "seclusion-nursing", "seclusion-need")
    async with app.run_test(size=TALL) as pilot:
        await unlocked(ward, pilot)
        assert "by 03:16" in seen(app)
        time_passes(app, 10 * 60)
        ward.clock.at -= 3 * HOUR  # only what it says, not what has passed
        app.screen.look()
        await until(pilot, lambda: "was due 03:16" in seen(app))
        assert "clock of this computer was set back" in seen(app)


async def test_H14_the_board_and_recording_stay_when_duties_cannot_be_worked_out(
    ward, app, monkeypatch
) -> None:
    ward.unlock("emeka")
    monkeypatch.setattr(type(ward.session.ledger), "views_behind", lambda _: ("duties",))
    async with app.run_test(size=TALL) as pilot:
        await unlocked(ward, pilot)
        assert "What is due cannot be worked out" in seen(app)
        assert record_new(app.session, secluded(ward, 5)).number


async def test_H15_a_duty_bears_the_name_of_whoever_signed_in(ward, app) -> None:
    ward.unlock("emeka")
    record_new(ward.session, secluded(ward, 118))
    duties.do(ward.session, waiting(ward, "seclusion-nursing"), ward.clock.now())
    async with app.run_test(size=TALL) as pilot:
        await unlocked(ward, pilot, "grace")
        assert "Grace Okafor s-okafor" in seen(app)
        duties.do(app.session, waiting(ward, "seclusion-need"), ward.clock.now())
        by = {one.definition.id: one.by for one in duties.due_now(app.session) if one.happened}
        assert by["seclusion-nursing"] == "s-okoro"
        assert by["seclusion-need"] == "s-okafor"


async def test_C12_somebody_struck_from_the_list_is_locked_out_at_the_next_look(ward, app) -> None:
    async with app.run_test(size=LOW) as pilot:
        await unlocked(ward, pilot)
        assert app.session.person.role == "staff"
        app.session.look_again(None)
        assert not app.session.may("record")


async def test_L_locks_and_nothing_of_the_board_is_left(ward, app) -> None:
    ward.unlock("emeka")
    record_new(ward.session, secluded(ward, 118))
    async with app.run_test(size=LOW) as pilot:
        board = await unlocked(ward, pilot)
        await pilot.press("l")
        await pilot.pause()
        assert app.session is None
        assert app.screen is app.lock_screen
        assert len(app.screen_stack) == 1
        assert board.chosen is None


async def test_the_arrows_choose_and_a_click_opens_at_the_second_one(ward, app) -> None:
    ward.unlock("emeka")
    record_new(ward.session, secluded(ward, 118))
    async with app.run_test(size=TALL) as pilot:
        board = await unlocked(ward, pilot)
        first = board.chosen.key
        await pilot.press("down")
        second = board.chosen.key
        assert second != first
        await pilot.press("up")
        assert board.chosen.key == first
        places = board._laid().left
        at = next(n for n, line in enumerate(places) if line.key == second)
        await pilot.click(Columns, offset=(10, at))
        assert board.chosen.key == second
        await pilot.click(Columns, offset=(10, at))
        await until(pilot, lambda: not isinstance(app.screen, BoardScreen))


async def test_no_colour_or_order_of_the_board_is_about_a_person(ward, app) -> None:
    """Two people with the same duties stand by time alone, and are drawn alike."""
    session = ward.unlock("grace")
    for person, minutes in ((ward.rosa, 30), (ward.jamal, 40)):
        start = ward.clock.now() - minutes * MINUTE
        said = RestrictivePractice(
            person=person, when=start, interventions=(Intervention(type="05", start=start),)
        )
        record_new(session, said)
    lines = [one for one in duties.due_lines(session) if one.duty.definition.timed]
    assert [one.duty.due for one in lines] == sorted(one.duty.due for one in lines)
    assert [one.initials for one in lines if one.duty.definition.id == "seclusion-need"] == [
        "JM",
        "RW",
    ]


def test_a_column_that_is_too_low_gives_way_in_order_and_counts() -> None:
    def lines(count: int) -> list[Line]:
        return [Line(lambda width: None) for _ in range(count)]  # type: ignore[arg-type]

    first = Section(lines(4), least=4, rank=9)
    second = Section(lines(9), least=2, rank=0, more="earlier")
    assert len(fitted([first, second], 40)) == 4 + 2 + 9
    assert len(fitted([first, second], 10)) == 10
    assert fitted([first, second], 10)[-1].content(40).plain == "5 earlier"
    assert len(fitted([first, second], 3)) == 3
    assert Laid((), (), (), 0).split == 0
