"""The record of one use of force on paper: the sixteen items of s.6(5), in the order of the Act.

Mental Health Units (Use of Force) Act 2018 (✓). What nobody has written down reads "not recorded",
what nobody knows reads "not known": a gap never looks like an answer.
"""

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime

from wardsafe.records.completeness import ANSWERED, Item, count
from wardsafe.records.completeness import NOT_KNOWN as IS_NOT_KNOWN
from wardsafe.records.fields import Field, fields_of
from wardsafe.records.incident_rows import Intervention
from wardsafe.records.moments import say_length, say_moment
from wardsafe.records.nhs_number import say_nhs_number
from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services.returns import html_page as page
from wardsafe.services.returns.html_page import html
from wardsafe.services.returns.incident import Incident
from wardsafe.vocabulary.code_lists import code_list

KEPT = (
    "The Act asks that this record is kept for at least three years from the date on which it was "
    "made (s.6(6)); other rules may ask for longer."
)
PAPER = "This page names a patient and staff. Handle it as patient information."


def statutory_page(one: Incident, now: datetime) -> str:
    """The page, as one HTML file."""
    answered, total = count(one.items)
    body = [
        page.heading("Record of the use of force", 1),
        page.paragraph(f"{one.ward} ({one.site}), record #{one.opened.number}"),
        page.paragraph(
            "Mental Health Units (Use of Force) Act 2018, section 6(5). "
            f"{answered} of {total} items are answered."
        ),
        *_alerts(one),
        "<dl>",
        *(line for item in one.items for line in _item(one, item)),
        "</dl>",
        page.heading("Beside the sixteen items"),
        *_beside(one),
        page.heading("How this record was made"),
        *_made(one),
        page.paragraph(f"Printed at {say_moment(now)} by {one.printed_by}.", "quiet"),
        page.paragraph(KEPT, "quiet"),
        page.paragraph(PAPER, "quiet"),
    ]
    return page.page(f"Use of force, record #{one.opened.number}", body)


def _alerts(one: Incident) -> Iterator[str]:
    if one.opened.is_void:
        yield page.paragraph("This record is struck through: it is not held to be true.", "alert")
    if len(one.opened.heads) > 1:
        words = f"{len(one.opened.heads)} versions of this record stand. This is one of them."
        yield page.paragraph(words, "alert")
    yield from (page.paragraph(words, "alert") for words in one.opened.not_as_saved)


def _item(one: Incident, item: Item) -> Iterator[str]:
    asked = code_list("statutory-items").get(item.letter)
    title = asked.note.partition(";")[0].rstrip(".") if asked.note else asked.text
    yield f"<dt>({item.letter}) {html(_TITLES.get(item.letter, title))}</dt>"
    said = [line for line in _ITEMS[item.letter](one) if line]
    yield from (f"<dd>{html(line)}</dd>" for line in said)
    if item.state == IS_NOT_KNOWN:
        yield '<dd class="open">not known</dd>'
    elif item.state != ANSWERED:
        why = f": {item.why}" if item.why and item.why != "not filled in" else ""
        yield f'<dd class="open">not recorded{html(why)}</dd>'


_TITLES = {
    "g": "The patient's NHS number",
    "k": "The relevant characteristics, if known",
    "l": "Whether the patient has a learning disability or is autistic",
    "n": "Whether the patient died or was seriously injured as a result",
}


# --- the items ----------------------------------------------------------------------------------


def code_words(name: str, code: str | None) -> str:
    """The words of a code; "" for none."""
    return code_list(name).text(code) if code else ""


def lasted(said: RestrictivePractice, number: int) -> str:
    """When an intervention was, and how long."""
    row = said.interventions[number]
    if row.start is None:
        return "start not recorded"
    if row.end is None:
        open_end = "still on" if said.is_open(number) else "end not known"
        return f"from {say_moment(row.start)}, {open_end}"
    return f"{say_moment(row.start)} to {say_moment(row.end)}, {say_length(row.start, row.end)}"


def _rows(said: RestrictivePractice, words: Callable[[int, Intervention], str]) -> list[str]:
    found = (words(number, row) for number, row in enumerate(said.interventions))
    return [f"{number + 1}. {line}" for number, line in enumerate(found) if line]


def _a(one: Incident) -> Iterable[str]:
    return code_words("restrictive-reason", one.said.reason), one.said.reason_text or ""


def _b(one: Incident) -> Iterable[str]:
    said = one.said
    yield code_words("place", said.place)
    yield said.place_text or ""
    yield f"Began {say_moment(said.when)}" if said.when else ""
    yield from _rows(said, lambda number, row: lasted(said, number))


def _c(one: Incident) -> Iterable[str]:
    return _rows(one.said, lambda _, row: code_words("restrictive-type", row.type))


def _d(one: Incident) -> Iterable[str]:
    return _rows(one.said, lambda _, row: code_words("care-plan", row.care_plan))


def _e(one: Incident) -> Iterable[str]:
    return ((one.patient.name or "") if one.patient else one.said.person_described or "",)


def _f(one: Incident) -> Iterable[str]:
    yield one.said.how or ""
    yield from _rows(one.said, lambda _, row: row.how or "")
    yield from _rows(one.said, lambda _, row: row.prone_reason or "")
    yield from _rows(one.said, lambda _, row: row.mechanical_reason or "")


def _g(one: Incident) -> Iterable[str]:
    number = one.patient.nhs_number if one.patient else None
    return (say_nhs_number(number) if number else "",)


def _h(one: Incident) -> Iterable[str]:
    used = {"Y": "used force", "N": "did not use force"}
    for row in one.said.staff:
        title = code_words("job-title", row.job_title) or "job title not recorded"
        told = used.get(row.used_force or "", "whether they used force is not recorded")
        yield f"{row.name or 'name not recorded'}, {title}, {told}"


def _i(one: Incident) -> Iterable[str]:
    if one.said.others_involved == "N" and not one.said.others:
        yield "Nobody who is not staff of the unit"
    for row in one.said.others:
        who = code_words("others-involved", row.who) or "not recorded who"
        reasons = filter(None, (code_words("others-reason", row.why), row.why_text))
        yield f"{who}: {'; '.join(reasons) or 'reason not recorded'}"


def _j(one: Incident) -> Iterable[str]:
    return code_words("diagnosis-group", one.said.diagnosis_group), one.said.mental_disorder or ""


def _k(one: Incident) -> Iterable[str]:
    for field in fields_of(RestrictivePractice):
        if not field.characteristic:
            continue
        value = getattr(one.said, field.name)
        said = _words(field, value) if value not in (None, ()) else "not recorded"
        if one.said.is_not_known(field.name):
            said = "not known"
        yield f"{field.label}: {said}"


def _words(field: Field, value: str | int | tuple[str, ...]) -> str:
    codes = (value,) if isinstance(value, str) else value
    if not field.codes or isinstance(codes, int):
        return str(value)
    return ", ".join(code_list(field.codes).text(code) for code in codes)


def _l(one: Incident) -> Iterable[str]:
    words = {"Y": "yes", "N": "no"}
    for label, code in (
        ("Learning disability", one.said.learning_disability),
        ("Autism", one.said.autism),
    ):
        yield f"{label}: {words.get(code or '', 'not recorded')}"


def _m(one: Incident) -> Iterable[str]:
    return (one.said.outcome or "",)


def _n(one: Incident) -> Iterable[str]:
    return (code_words("injury-outcome", one.said.serious_harm),)


def _o(one: Incident) -> Iterable[str]:
    tried = (code_words("de-escalation", code) for code in one.said.tried)
    return *tried, one.said.tried_text or ""


def _p(one: Incident) -> Iterable[str]:
    said = one.said
    when = f"at {say_moment(said.told_at)}" if said.told_at else ""
    yield code_words("notification", said.notification)
    yield " ".join(filter(None, (said.told_whom, when)))


_ITEMS: dict[str, Callable[[Incident], Iterable[str]]] = {
    "a": _a, "b": _b, "c": _c, "d": _d, "e": _e, "f": _f, "g": _g, "h": _h,
    "i": _i, "j": _j, "k": _k, "l": _l, "m": _m, "n": _n, "o": _o, "p": _p,
}  # fmt: skip


# --- beside them --------------------------------------------------------------------------------

REVIEWS = (
    ("Immediate debrief", "debrief"),
    ("Review for staff, within 24 hours", "staff_review"),
    ("Review for the patient, within 48 hours", "patient_review"),
    ("External review, within 72 hours", "external_review"),
)
"""Four different clocks, never made into one."""


def review_words(said: RestrictivePractice, name: str) -> str:
    """Whether one of the four was held, and when."""
    held, at = getattr(said, f"{name}_held"), getattr(said, f"{name}_at")
    words = {"Y": "held", "N": "not held in that time"}.get(held or "", "not recorded")
    why = said.patient_review_not_held if name == "patient_review" else None
    when = say_moment(at) if at else ""
    return ", ".join(filter(None, (words, when, code_words("review-not-held", why))))


def _beside(one: Incident) -> Iterator[str]:
    said = one.said
    for label, name in REVIEWS:
        yield page.paragraph(f"{label}: {review_words(said, name)}")
    for number, row in enumerate(said.interventions, 1):
        hurt = [
            who
            for who, code in (
                ("the patient", row.patient_hurt),
                ("staff", row.staff_hurt),
                ("somebody else", row.other_hurt),
            )
            if code == "Y"
        ]
        if hurt:
            yield page.paragraph(f"Injured during intervention {number}: {', '.join(hurt)}")
    for medicine in said.medicines:
        given = f"at {say_moment(medicine.given)}" if medicine.given else ""
        route = code_words("medicine-route", medicine.route)
        words = filter(None, (medicine.medicine, medicine.dose, route, given))
        yield page.paragraph(f"Medicine: {', '.join(words)}")
    rights = {"Y": "given", "N": "not given"}.get(said.rights_explained or "", "not recorded")
    yield page.paragraph(f"Information on rights (s.4): {rights}")
    if said.account:
        yield page.paragraph("The patient's own account:")
        yield page.quoted(said.account)
    for voice in one.opened.heard:
        yield page.paragraph(f"{code_words('voice-of', voice.voice.whose)}:")
        yield page.quoted(voice.voice.words or "")


def _made(one: Incident) -> Iterator[str]:
    for version in sorted(one.opened.versions, key=lambda each: each.number):
        entered = say_moment(version.entered) if version.entered else "time not known"
        reason = f", {version.reason}" if version.reason else ""
        words = f"#{version.number} {_DID.get(version.act, version.act)} {entered}"
        yield page.paragraph(f"{words} by {version.author_name or 'nobody signed in'}{reason}")


_DID = {"record": "entered", "amend": "amended", "void": "struck through"}
