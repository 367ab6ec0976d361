"""The code lists: what they hold, what is offered, and how a picker finds a code."""

import itertools
import time
from pathlib import Path

import pytest

from wardsafe.errors import BadInput
from wardsafe.vocabulary import reference
from wardsafe.vocabulary.code_lists import Code, CodeList, code_list, list_names

ROOT = Path(__file__).parents[2]
NEEDED = [
    "restrictive-type",
    "restrictive-reason",
    "statutory-items",
    "place",
    "job-title",
    "staff-role",
    "care-plan",
    "yes-no",
    "yes-no-unknown",
    "injury-outcome",
    "de-escalation",
    "others-involved",
    "others-reason",
    "notification",
    "medicine-route",
    "review-not-held",
    "movement",
    "sex",
    "gender-identity",
    "gender-same-at-birth",
    "stated-gender",
    "ethnic-category",
    "marital-status",
    "religion",
    "sexual-orientation",
    "disability",
    "legal-status",
    "age-band",
    "deprivation-decile",
    "pregnancy",
    "diagnosis-group",
    "ward-setting-type",
    "ward-age-group",
    "ward-sex",
    "clinical-care-intensity",
    "ward-security-level",
    "admitted-patient-class",
    "amend-reason",
    "decline-reason",
    "void-reason",
    "break-glass-reason",
    "sexual-safety-age",
    "sexual-safety-capacity",
    "sexual-safety-category",
    "sexual-safety-consent",
    "sexual-safety-harm-physical",
    "sexual-safety-harm-psychological",
    "sexual-safety-mixed-sex",
    "sexual-safety-part",
    "sexual-safety-police",
    "sexual-safety-tell-now",
    "sexual-safety-who",
    "tell-now-state",
    "closing-scope",
    "closing-stream",
    "duty-outcome",
    "nil-return",
    "place-tier",
    "review-prompt",
    "taking-part",
    "voice-of",
    "yes-no-not-yet",
    "candour-opinion",
    "candour-prompt",
    "candour-step",
    "learning-response",
    "review-act",
    "review-theme",
    "aim-direction",
    "change-decision",
    "change-role",
    "codesign-group",
    "measure",
    "lfpse-age",
    "lfpse-ethnicity",
    "lfpse-gender",
    "lfpse-physical-harm",
    "lfpse-psychological-harm",
]
LONGER = {"02", "03", *(f"{n:02}" for n in (*range(7, 11), *range(12, 19), 31, 32, 37, 38))}
EVERY = pytest.mark.parametrize("name", list_names())


def codes(found: tuple[Code, ...]) -> list[str]:
    return [code.code for code in found]


def made(*rows: Code) -> CodeList:
    return CodeList("made", "Made", "here", "1", "none", "≈", rows)


def code(name: str, text: str, **more: object) -> Code:
    given: dict[str, object] = {"short": text, "family": "", "retired": None, "mark": "≈"}
    return Code(name, text, **(given | more))  # type: ignore[arg-type]


def test_the_lists_are_those_the_forms_name():
    assert sorted(NEEDED) == list(list_names())


@EVERY
def test_a_list_says_where_it_comes_from(name: str):
    one = code_list(name)
    own = one.licence == "Own work of the project"
    assert one.mark == ("≈" if own else "✓")
    assert own or "https://" in one.source or "NHS" in one.source


@EVERY
def test_every_offered_code_is_found_first_by_typing_it(name: str):
    one = code_list(name)
    assert one.offered()
    for each in one.offered():
        assert one.match(each.code)[0] is each
        assert one.get(each.code) is each


@EVERY
def test_every_offered_code_is_found_by_its_row_text(name: str):
    one = code_list(name)
    for each in one.offered():
        assert each in one.match(each.short)
        assert each in one.match(f"{each.code} {each.short}".upper())


@EVERY
def test_retired_codes_are_readable_and_never_offered(name: str):
    one = code_list(name)
    held_back = {each for each in one.codes if not each.offered}
    for each in held_back:
        assert one.get(each.code).text == one.text(each.code) == each.text
        assert each not in one.match(each.code)
        assert each not in one.match(each.text)
    assert not held_back & set(one.match(""))


@EVERY
def test_families_stay_together(name: str):
    runs = [family for family, _ in itertools.groupby(code_list(name).codes, lambda c: c.family)]
    named = [family for family in runs if family]
    assert len(named) == len(set(named))


@EVERY
def test_row_texts_fit_and_tell_codes_apart(name: str):
    rows = [each.short for each in code_list(name).offered()]
    assert max(map(len, rows)) <= 24
    assert len(set(rows)) == len(rows)


def test_restrictive_types_offered_retired_and_default():
    one = code_list("restrictive-type")
    assert set(codes(one.offered())) == {"01", *(f"{n:02}" for n in range(4, 18))}
    assert {c.code: c.retired for c in one.codes if c.retired} == {
        "02": "2019-04-01",
        "03": "2019-04-01",
    }
    assert one.get("99").not_known
    assert not one.get("99").offered


def test_restrictive_types_stand_by_family_not_by_number():
    families: dict[str, list[str]] = {}
    for each in code_list("restrictive-type").offered():
        families.setdefault(each.family, []).append(each.code)
    assert families == {
        "physical": ["01", "07", "08", "09", "10", "11", "12", "13"],
        "mechanical": ["04"],
        "chemical": ["14", "15", "16", "17"],
        "isolation": ["05", "06"],
    }


def test_typing_07_finds_exactly_that():
    assert codes(code_list("restrictive-type").match("07")) == ["07"]


@pytest.mark.parametrize("typed", ["se", "SE", " se ", "sé", "ｓｅ"])
def test_typing_se_finds_seated_seclusion_and_segregation(typed: str):
    found = code_list("restrictive-type").match(typed)
    assert [c.short for c in found] == ["Restraint, seated", "Seclusion", "Segregation"]


def test_the_code_itself_comes_before_codes_and_words_that_begin_so():
    one = made(code("x", "An axe"), code("ab", "Abseil"), code("z", "A zoo"), code("a", "Last"))
    assert codes(one.match("a")) == ["a", "ab", "x", "z"]


def test_every_typed_word_must_begin_a_word():
    found = code_list("restrictive-type").match("inj rap")
    assert codes(found) == ["14", "15"]
    assert code_list("restrictive-type").match("inj xyz") == ()


def test_accents_and_apostrophes_in_the_list_do_not_matter():
    assert codes(made(code("c", "Café"), code("d", "Cave")).match("cafe")) == ["c"]
    assert codes(code_list("religion").match("baha'i")) == ["A"]


@pytest.mark.parametrize("typed", ["!!", "(", "\\", ".*", "\x1b[31m", "zzz"])
def test_nonsense_finds_nothing(typed: str):
    assert code_list("restrictive-type").match(typed) == ()


def test_nothing_typed_shows_all_fifteen_types_in_file_order():
    one = code_list("restrictive-type")
    assert one.match("") == one.match("  ") == one.offered()
    assert len(one.offered()) == 15


@pytest.mark.parametrize("wrong", ["7", "007", "", " 07", "Rosa Whitfield"])
def test_an_unknown_code_is_refused_without_repeating_it(wrong: str):
    with pytest.raises(BadInput) as refusal:
        code_list("restrictive-type").get(wrong)
    assert refusal.value.what == "That is not a code of the list “Restrictive intervention type”."
    assert refusal.value.do == "Type a word of it and choose from the list."


def test_the_refusal_of_a_short_list_names_its_codes():
    with pytest.raises(BadInput) as refusal:
        code_list("care-plan").get("maybe")
    assert refusal.value.do == "Choose one of Y, N, none."


def test_a_code_from_elsewhere_stays_readable():
    one = code_list("restrictive-type")
    assert one.text("77") == one.short("77") == "77 (code not known here)"
    assert one.text("02") == "Physical restraint - Excluding prone"
    assert one.short("07") == "Restraint, standing"


def test_reasons_are_the_national_ones():
    one = code_list("restrictive-reason")
    assert codes(one.offered()) == [str(number) for number in (*range(10, 20), 98)]
    assert one.text("10") == "Prevent a patient being violent to others"


def test_declined_is_not_never_asked():
    one = code_list("ethnic-category")
    assert (one.get("Z").family, one.get("99").family) == ("Not stated", "Not known")
    assert (one.get("Z").not_known, one.get("99").not_known) == (False, True)
    assert [one.get(c).family for c in "RS"] == ["Other", "Other"]
    assert not {"I", "O", "Q"} & set(codes(one.codes))


def test_legal_status_holds_its_retired_codes_and_its_groups():
    one = code_list("legal-status")
    assert {c.code: c.retired for c in one.codes if c.retired} == {
        "33": "2008-11-03",
        "34": "2014-09-01",
    }
    short = {c.code for c in one.codes if c.family == "short-term order"}
    longer = {c.code for c in one.codes if c.family == "longer detention"}
    assert short == {"04", "05", "06", "19", "20"}
    assert longer == LONGER
    assert not {"11", *map(str, range(21, 31))} & set(codes(one.codes))


def test_the_sixteen_statutory_items():
    one = code_list("statutory-items")
    assert "".join(codes(one.offered())) == "abcdefghijklmnop"
    assert one.text("l") == "learning disability, autism"
    assert one.text("o") == "what was tried first"


def test_item_n_is_recorded_and_not_called_required():
    item = code_list("statutory-items").get("n")
    assert "unverified" in item.note
    for page in (item.text, item.note, code_list("statutory-items").note, reference.page()):
        assert "required" not in page.lower()
        assert "must" not in page.lower()


def test_gender_identity_is_not_called_a_characteristic_of_the_act():
    assert "not one of the characteristics" in code_list("gender-identity").note
    assert "gender" not in code_list("statutory-items").get("k").note


def test_sex_is_kept_in_words_because_national_numbers_disagree():
    assert codes(code_list("sex").codes) == ["male", "female", "unknown"]
    assert code_list("sex").mark == "≈"


def test_wards_of_any_age_may_be_chosen_and_home_leave_may_not():
    assert "99" in codes(code_list("ward-age-group").offered())
    assert codes(code_list("ward-sex").offered()) == ["1", "2", "8"]
    assert code_list("ward-sex").text("9") == "Home leave"


@pytest.mark.parametrize("name", ["nope", "../codes/place", "", "place.toml"])
def test_there_is_no_list_of_another_name(name: str):
    with pytest.raises(BadInput, match="There is no code list"):
        code_list(name)


def test_the_reference_page_is_what_the_lists_say():
    written = (ROOT / "docs" / "code-lists.md").read_text(encoding="utf-8")
    assert written == reference.page(), "run python -m wardsafe.vocabulary.reference again"


def test_all_lists_load_in_a_few_milliseconds():
    # About 9 ms of processor time for all of them; the bound leaves room for a slow machine.
    spent = []
    for _ in range(3):
        code_list.cache_clear()
        before = time.process_time()
        for name in list_names():
            code_list(name)
        spent.append(time.process_time() - before)
    assert min(spent) < 0.05
