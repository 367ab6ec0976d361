"""Change ideas and tests of change, with the keys of the screens."""

from log_ward import NARROW, WIDE, opened, shows
from tui_ward import seen, settled, until
from wardsafe.records.change_steps import CHANGE_ACT, CHANGE_DO, CHANGE_STUDY
from wardsafe.services import changing
from wardsafe.tui.screens.change_test import ChangeTestScreen, StepForm
from wardsafe.tui.screens.change_tests import ChangeTestsScreen
from wardsafe.tui.screens.form import FormScreen
from wardsafe.tui.short_list import ShortList

PREDICTION = "Half as many refusals end in a hold."


def planned(session, **more) -> str:
    said = changing.from_idea(changing.ideas(session).idea("soft-words"))
    said = said.model_copy(
        update={"prediction": PREDICTION, "measure": "interventions-rate", **more}
    )
    return changing.plan(session, said).record


async def written(app, pilot) -> None:
    """^S, until the form has gone."""
    await pilot.press("ctrl+s")
    await until(pilot, lambda: getattr(app.screen, "done", False))
    await pilot.press("x")
    await until(pilot, lambda: not isinstance(app.screen, FormScreen))
    await settled(app)
    await pilot.pause()


async def test_from_the_tree_to_a_test_that_is_kept(ward) -> None:
    ward.unlock("ingrid")
    async with opened(ward, "change-ideas", NARROW) as (app, pilot):
        await shows(pilot, "NCCMH collaborative", "Safewards")
        tree = app.screen.query_one(ShortList)
        assert "Soft words" not in seen(app)
        for key in ("left", "down"):
            await pilot.press(key)
        await shows(pilot, "Less conflict and less containment")
        await pilot.press("down", "enter", "down")
        await shows(pilot, "A short saying on a card")
        assert tree.key == "safewards/how-we-speak/soft-words"
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await shows(pilot, "Plan a test of change", "Soft words")
        await written(app, pilot)
        (one,) = changing.tests(ward.session)
        assert (one.said.idea, one.said.change, one.said.cycle) == ("soft-words", "Soft words", 1)
        await settled(app)
        await shows(pilot, "cycle 1, planned")


async def test_a_fault_in_the_trust_s_file_is_said_by_line(ward) -> None:
    folder = ward.where.folder / "change_ideas"
    folder.mkdir()
    (folder / "ours.toml").write_text('title = "Ours"\ngoal = "x"\n', encoding="utf-8")
    ward.unlock("ingrid")
    async with opened(ward, "change-ideas") as (_, pilot):
        await shows(pilot, "ours.toml, line 2", "Safewards")


async def test_the_list_says_where_each_stands_and_opens_one(ward) -> None:
    session = ward.unlock("ingrid")
    planned(session, change="A quiet hour")
    doing = planned(session)
    changing.do(session, doing, CHANGE_DO(do_started=session.now()))
    async with opened(ward, "change-tests") as (app, pilot):
        words = await shows(pilot, "1 doing, 1 planned", "A quiet hour")
        assert words.index("Soft words") < words.index("A quiet hour")
        await pilot.press("enter")
        await until(pilot, lambda: isinstance(app.screen, ChangeTestScreen))
        await shows(pilot, "Do is going on. The prediction is locked.", PREDICTION)


async def test_do_study_act_with_the_prediction_in_sight(ward) -> None:
    session = ward.unlock("ingrid")
    record = planned(session)
    async with opened(ward, "change-test", NARROW, record=record) as (app, pilot):
        await shows(pilot, "can be changed", PREDICTION)
        assert "A act" not in seen(app)
        await pilot.press("d")
        await until(pilot, lambda: isinstance(app.screen, StepForm))
        await shows(pilot, f"Predicted: {PREDICTION}")
        await written(app, pilot)
        await shows(pilot, "locked 03:14 on 23 Nov 2026")
        await pilot.press("s")
        await until(pilot, lambda: isinstance(app.screen, StepForm))
        await shows(pilot, "Predicted:")
        await pilot.press(*"By a third.")
        await written(app, pilot)
        await shows(pilot, "By a third.", "A act")
        await pilot.press("a")
        await until(pilot, lambda: isinstance(app.screen, StepForm))
        await pilot.press(*"adopt", "tab")
        await written(app, pilot)
        await shows(pilot, "Adopted", "C next cycle")
        said = changing.test(session, record).said
        assert (said.seen, said.act, said.stage()) == ("By a third.", "adopt", "adopted")


async def test_a_locked_prediction_is_refused_on_the_form(ward) -> None:
    session = ward.unlock("ingrid")
    record = planned(session)
    changing.do(session, record, CHANGE_DO(do_started=session.now()))
    async with opened(ward, "change-test", WIDE, record=record) as (app, pilot):
        await shows(pilot, PREDICTION)
        await pilot.press("e")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await shows(pilot, "Prediction")
        app.screen.sheet.write("@why", "mistyped", session.now())
        app.screen.sheet.write("prediction", "As it came.", session.now())
        await pilot.press("ctrl+s")
        await shows(pilot, "was locked when Do started; add a note instead")
        assert changing.test(session, record).said.prediction == PREDICTION


async def test_cycles_are_leafed_through_and_the_next_one_planned(ward) -> None:
    session = ward.unlock("ingrid")
    record = planned(session)
    changing.do(session, record, CHANGE_DO(do_started=session.now()))
    changing.study(session, record, CHANGE_STUDY(seen="A little."))
    changing.act(session, record, CHANGE_ACT(act="adapt", next_step="On nights too"))
    async with opened(ward, "change-test", WIDE, record=record) as (app, pilot):
        await shows(pilot, "Adapted")
        await pilot.press("c")
        await until(pilot, lambda: isinstance(app.screen, FormScreen))
        await shows(pilot, "Plan a test of change, cycle 2", "On nights too")
        await written(app, pilot)
        await shows(pilot, "cycle 1 of 2")
        await pilot.press("o")
        await shows(pilot, "cycle 2 of 2", "Nothing is predicted.")


async def test_staff_may_not_plan_and_are_told_whom_to_ask(ward) -> None:
    ward.unlock("emeka")
    async with opened(ward, "change-ideas") as (app, pilot):
        await shows(pilot, "Safewards")
        await pilot.press("o")
        await shows(pilot, "Your role does not allow you to plan a test of change")
        await pilot.press("t")
        await until(pilot, lambda: isinstance(app.screen, ChangeTestsScreen))
        await shows(pilot, "Nothing is tested yet.")
