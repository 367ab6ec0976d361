"""The review of a record in lines: what came of it, questions and answers, what was found."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from textual.content import Content

from wardsafe.records.moments import local, say_date, say_time
from wardsafe.records.review import QUESTION, Findings
from wardsafe.tui.drawn import drawn, spread
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.line_sheet import beside, wrapped
from wardsafe.tui.record_fields import labelled
from wardsafe.views.review_rows import Step
from wardsafe.vocabulary.code_lists import code_list

if TYPE_CHECKING:
    from wardsafe.services.finding import Opened
    from wardsafe.services.reviewing_records import ReviewOf

BAR = 2  # cells of the bar before a question
_NOTHING = Content("")
NOT_ASKED = "Nobody has written down that this was thought about."


def came_of_it(opened: "Opened", width: int) -> list[Content]:
    """What came of it, first on the record: whoever reported it looks for that."""
    review = opened.review
    if review is None or not review.outcomes:
        return []
    return [*outcome_lines(review, width), _NOTHING, _NOTHING]


def outcome_lines(review: "ReviewOf", width: int) -> list[Content]:
    """What came of it in words, who wrote it, and whether its reporter has read it."""
    lines = [drawn("What came of it", "bold $strong"), _NOTHING]
    for number, step in enumerate(review.outcomes):
        lines += [_NOTHING] if number else []
        lines += wrapped(step.said.words or "", "$ink", width)
        read = f"read by {review.case.author_name}" if review.is_read(step) else _to(review)
        lines += wrapped(f"{step.by_name}, {at_words(step.at)}, {read}", "$quiet", width)
    return lines


def _to(review: "ReviewOf") -> str:
    who = review.case.author_name
    if who and not review.reporter_reads:
        return f"{who} may not read it, and is not told here"
    return f"waits for {who}" if who else "nobody is named as its reporter"


def review_lines(opened: "Opened", width: int) -> list[Content]:
    """Questions and answers, findings and the sign-off, beside the record or below it."""
    review = opened.review
    if review is None or not review.steps:
        return []
    parts = [thread_lines(review.thread, width)] if review.thread else []
    parts += [findings_lines(review, width)] if review.findings else []
    parts += [signed_lines(review, width)] if review.signed else []
    return [line for part in parts for line in (*part, _NOTHING, _NOTHING)]


def thread_lines(thread: Iterable[Step], width: int) -> list[Content]:
    """Questions with a bar, answers without, each with who and when."""
    lines: list[Content] = [drawn("Questions", "bold $strong")]
    for step in thread:
        asks = step.act == QUESTION
        who, when = drawn(step.by_name, "bold $ink"), drawn(at_words(step.at), "$quiet")
        said = [spread(who, when, width - BAR)]
        said += wrapped(step.said.words or "", "$ink", width - BAR)
        bar = drawn(glyphs().bar, "$accent") if asks else Content(" ")
        lines += [_NOTHING, *beside([bar] * len(said), said, BAR)]
    return lines


def findings_lines(review: "ReviewOf", width: int) -> list[Content]:
    """Themes, learning response, whether people were asked, and the duty of candour."""
    step = review.findings
    said = step.said if step else Findings()
    lines = [drawn("What was found", "bold $strong"), _NOTHING]
    themes = code_list("review-theme")
    lines += _said("Themes", "; ".join(themes.text(code) for code in said.themes), width)
    lines += _said("Response", _coded("learning-response", said.response), width)
    engaged = _coded("yes-no", said.engaged)
    if engaged and said.engaged_on:
        engaged = f"{engaged}, {say_date(said.engaged_on)}"
    lines += _said("People asked", engaged, width)
    lines += [_NOTHING, *candour_lines(said, width)]
    if step is not None:
        lines += [_NOTHING, drawn(f"{step.by_name}, {at_words(step.at)}", "$quiet", width=width)]
    return lines


def found_lines(review: "ReviewOf", width: int) -> list[Content]:
    """What was found, as far as something was said, in few lines."""
    said = review.findings.said if review.findings else Findings()
    themes = "; ".join(code_list("review-theme").short(code) for code in said.themes)
    pairs = (
        ("Themes", themes),
        ("Response", _coded("learning-response", said.response)),
        ("Candour", _coded("candour-opinion", said.candour_opinion)),
    )
    lines = [drawn("What was found", "bold $strong"), _NOTHING]
    return lines + [
        line for label, words in pairs if words for line in labelled(label, words, width)
    ]


def candour_lines(said: Findings, width: int) -> list[Content]:
    """What somebody thought about, and whose opinion it is. Nothing is ever worked out."""
    lines = [drawn("Duty of candour, regulation 20", "bold $ink"), _NOTHING]
    prompts, steps = code_list("candour-prompt"), code_list("candour-step")
    thought = "; ".join(prompts.text(code) for code in said.candour_prompts)
    opinion = _coded("candour-opinion", said.candour_opinion)
    done = "; ".join(steps.text(code) for code in said.candour_steps)
    if not thought and not opinion and not done:
        return [*lines, *wrapped(NOT_ASKED, "$quiet", width)]
    whose = f"{opinion}, {said.candour_whose}" if opinion and said.candour_whose else opinion
    lines += _said("Thought of", thought, width)
    lines += _said("Opinion", whose, width)
    return [*lines, *_said("Done", done, width)]


def signed_lines(review: "ReviewOf", width: int) -> list[Content]:
    """Who signed it off, and who had reported it: two ids."""
    step = review.signed
    if step is None:
        return []
    said = step.said
    own = "; they had written the record themselves" if said.own == "Y" else ""
    reported = f"{review.case.author_name} ({said.reporter})" if said.reporter else "nobody named"
    words = (
        f"Signed off by {step.by_name} ({said.reviewer}), {at_words(step.at)}. "
        f"Reported by {reported}{own}."
    )
    return wrapped(words, "$quiet", width)


def at_words(second: int) -> str:
    """ "17 Nov 2026 09:12"."""
    when = local(datetime.fromtimestamp(second, UTC))
    return f"{say_date(when.date())} {say_time(when)}"


def _coded(name: str, code: str | None) -> str:
    return code_list(name).text(code) if code else ""


def _said(label: str, words: str, width: int) -> list[Content]:
    return labelled(label, words, width) if words else labelled(label, "not said", width, "$quiet")
