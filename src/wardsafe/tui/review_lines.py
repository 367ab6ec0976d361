"""How a safety review is drawn: whose it is and when it is due, its items, last time and now.

Words and weight say what is the same and what changed. Nothing here counts items or colours a
person; only a due time that has passed is drawn as late.
"""

import textwrap
from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta

from textual.content import Content

from wardsafe.records.moments import local, say_date, say_time
from wardsafe.records.nhs_number import say_nhs_number
from wardsafe.records.patient import age_at
from wardsafe.records.self_harm_review import NO, NOT_YET, YES
from wardsafe.services.review_items import Before, Change
from wardsafe.services.review_reading import say_soon
from wardsafe.services.review_sheet import CHANGED, UNTOUCHED, ReviewSheet
from wardsafe.services.review_times import FIRST_WEEK, SET, NextReview, say_age, say_span
from wardsafe.services.reviewing_safety import LastReview, ReviewDue
from wardsafe.tui.drawn import drawn, joined, shown, spread
from wardsafe.tui.glyphs import glyphs
from wardsafe.views.people import Person
from wardsafe.vocabulary.checklists import Item
from wardsafe.vocabulary.code_lists import code_list

SOON = timedelta(hours=4)
WIDE = 100
CHOICES = ((YES, "Y", "yes"), (NO, "N", "no"), (NOT_YET, "T", "not yet"))
WORDS_SEEN, CHANGES_SEEN = 6, 5
MARKS = {"≈": "second hand", "?": "not checked"}
"""How well the basis of an item is known, in words that every terminal can draw."""


def say_when(at: datetime) -> str:
    """A past time: "22 Nov 09:02"."""
    return f"{say_date(local(at).date()).rpartition(' ')[0]} {say_time(at)}"


def due_words(due: NextReview, now: datetime) -> Content:
    """When it is due and how far away that is; only the process is ever late."""
    if due.at is None:
        return drawn("no time set", "bold $over")
    late, soon = due.at < now, due.at - now.astimezone(UTC) <= SOON
    style = "bold $over" if late else "bold $due" if soon else "bold $strong"
    by = drawn(f"due by {say_soon(due.at, now)}", style)
    return joined(by, drawn(f"   {away_words(due, now)}", "$ink"))


def away_words(due: NextReview, now: datetime) -> str:
    """How far away the time is: "in 2 h 46", "46 min late"."""
    if due.at is None:
        return ""
    span = say_span(abs(due.at - now.astimezone(UTC)) // timedelta(minutes=1))
    return f"{span} late" if due.at < now else f"in {span}"


def why_words(due: NextReview) -> str:
    """Why it is due then."""
    since = say_when(due.since) if due.since else ""
    if due.why == FIRST_WEEK:
        return f"first week, day {due.day}"
    if due.why == SET:
        return "set last time"
    if not due.why:
        return "nobody set a time"
    return f"{code_list('review-prompt').short(due.why).lower()}, {since}"


def last_words(last: LastReview | None, now: datetime) -> str:
    """When the last review was and by whom, with its age."""
    if last is None:
        return "no review yet"
    return f"last review {say_when(last.when)}, {last.by}, {say_age(last.when, now)}"


def banner(due: ReviewDue, now: datetime, width: int) -> Content:
    """Whose review it is, and when it is due."""
    person = due.person
    bed = f"bed {person.bed}" if person.bed else "no bed"
    name = joined(drawn(person.name, "bold $strong"), drawn(f"   {person.initials}, {bed}", "$ink"))
    last = last_words(due.last, now)
    facts = drawn(_facts(person, now, width), "$ink")
    if facts.cell_length + len(last) + 2 > width:
        last = last.rpartition(", ")[2]
    return Content("\n").join(
        [
            spread(name, due_words(due.next, now), width),
            spread(facts, drawn(last, "$quiet"), width),
        ]
    )


def _facts(person: Person, now: datetime, width: int) -> str:
    born = "date of birth not recorded"
    if person.born:
        born = f"born {say_date(person.born)}, {age_at(person.born, local(now).date())}"
    number = say_nhs_number(person.nhs_number) if person.nhs_number else "not recorded"
    lead = "NHS number " if width >= WIDE or not person.nhs_number else ""
    return f"{born}     {lead}{number}"


def item_rows(
    sheet: ReviewSheet, chosen: int, now: datetime, width: int, height: int
) -> Iterator[Content]:
    """The items round the chosen one, each same, changed or nothing."""
    items = sheet.checklist.items
    first = max(0, min(chosen - height // 2, len(items) - height))
    for at, item in enumerate(items[first : first + height], first):
        yield _item_row(sheet, item, at == chosen, now, width)


def _item_row(sheet: ReviewSheet, item: Item, chosen: bool, now: datetime, width: int) -> Content:
    state = sheet.state(item, now)
    label = "$quiet" if state == UNTOUCHED else "$ink"
    said = drawn(state, "bold $strong" if state == CHANGED else "$quiet")
    if chosen:
        label, said = "bold $strong", said if state else drawn("now", "$quiet")
    bar = drawn(glyphs().bar if chosen else " ", "$accent")
    number = drawn(f"{item.number:>4}", "$quiet")
    left = joined(bar, number, Content("  "), drawn(item.label, label))
    line = spread(left, said, width)
    return line.stylize_before("on $accent-ground") if chosen else line


def left_words(sheet: ReviewSheet) -> str:
    """Which items nobody has looked at, by their numbers."""
    left = " ".join(str(item.number) for item in sheet.untouched())
    return f"left: {left}" if left else "each one looked at"


def item_head(item: Item, width: int, roomy: bool) -> Content:
    """Number, name and basis of the item, then what it asks."""
    name = joined(drawn(f"{item.number}  {item.label}", "bold $strong"))
    basis = drawn(", ".join(filter(None, (item.basis, MARKS.get(item.mark)))), "$quiet")
    question = textwrap.wrap(shown(item.question), max(20, width))
    gap = [Content("")] if roomy else []
    asked = [drawn(line, "$ink") for line in question]
    return Content("\n").join([spread(name, basis, width), *gap, *asked])


def before_lines(sheet: ReviewSheet, item: Item, now: datetime, width: int, roomy: bool) -> Content:
    """What was said last time, its own words in italics."""
    was = sheet.before.get(item.id)
    gap = [Content("")] if roomy else []
    if was is None:
        lines = [drawn("nobody looked at it", "$quiet")]
        return Content("\n").join([drawn("Last time", "bold $quiet"), *gap, *lines])
    head = drawn(f"{say_when(was.when)}, {say_age(was.when, now)}", "bold $quiet", width=width)
    return Content("\n").join([head, *gap, *_said_lines(sheet, was, width)])


def _said_lines(sheet: ReviewSheet, was: Before, width: int) -> Iterator[Content]:
    yield drawn(sheet.say("answer", was.said.answer), "bold $strong")
    labels = {
        "owner": "owner ",
        "by": "by ",
        "observation_agreed": "agreed: ",
        "next_look": "next look ",
        "next_due": "next review ",
    }
    for name, value in was.said.values.items():
        if name != "own_words" and not (name == "taking_part" and was.said.answer == YES):
            said = labels.get(name, "") + sheet.say(name, value)
            yield from _wrapped(said, width, "$ink")
    words = was.said.values.get("own_words")
    if words:
        yield Content("")
        yield from _wrapped(f"“{words}”", width, "italic $ink")
        first = was.said.words_said
        if first is not None and abs(first - was.when) > timedelta(minutes=1):
            yield drawn(f"said {say_when(first)}", "$quiet")


def _wrapped(text: str, width: int, style: str) -> Iterator[Content]:
    lines = textwrap.wrap(shown(text), max(12, width)) or [""]
    for line in lines[:WORDS_SEEN]:
        yield drawn(line, style)
    if len(lines) > WORDS_SEEN:
        yield drawn(f"{glyphs().cut} {len(lines) - WORDS_SEEN} more lines in the log", "$quiet")


def choices(answer: str | None, stale: bool) -> Content:
    """The three answers, the chosen one marked; one given too long ago is said to be so."""
    pieces = []
    for code, key, word in CHOICES:
        chosen = code == answer
        mark = drawn(glyphs().full if chosen else glyphs().empty, "$accent" if chosen else "$quiet")
        said = drawn(f" {word}", "bold $strong" if chosen else "$quiet")
        pieces.append(joined(drawn(key, "bold $accent"), Content(" "), mark, said))
    row = Content("   ").join(pieces)
    return joined(row, drawn("  look again", "bold $due")) if stale else row


def changed_lines(changes: Sequence[Change], width: int) -> Content:
    """What is another now: what it was, struck through, and what it is."""
    if not changes:
        return Content("")
    third = max(10, (width - 14) // 2)
    lines = [drawn("What changed", "bold $strong")]
    for change in changes[:CHANGES_SEEN]:
        was = drawn(change.before, "strike $quiet", width=third - 2)
        gap = Content(" " * max(1, third - was.cell_length))
        label = drawn(f"{change.label:<14}", "$quiet")
        lines.append(joined(label, was, gap, drawn(change.now, "$ink", width=third)))
    if len(changes) > CHANGES_SEEN:
        lines.append(drawn(f"{glyphs().cut} and more", "$quiet"))
    return Content("\n").join(lines)


def said_line(sentences: Iterable[str], style: str = "$over") -> Content:
    """One line of what must be said, after the sign for it."""
    words = " ".join(sentence for sentence in sentences if sentence)
    return drawn(f"{glyphs().alert} {words}", style) if words else Content("")
