"""The kind `review/1`: one step of a safety lead's review of a record, or of the ward's answer.

Each step is a record of its own that names the record it is about, so that reviewing changes
nothing in what was reported. Only codes and yes or no may travel; every word stays in the trust.
Learning responses are those of PSIRF ≈; the duty of candour is regulation 20 of SI 2014/2936 ✓,
whose opinion is a health care professional's: nothing here is ever worked out by the program.
"""

from typing import Annotated, ClassVar

from wardsafe.records.base import Day, Problem, Record
from wardsafe.records.hints import Codes, Help, Label, Later, Lives, Narrative, Now, Required

QUESTION, ANSWER, FINDINGS = "question", "answer", "findings"
SIGNED, OUTCOME, TOLD = "signed", "outcome", "told"
IN_WORDS = frozenset({QUESTION, ANSWER, OUTCOME})
"""Steps that are nothing without words."""

_CANDOUR = "Duty of candour"


class Findings(Record):
    """What a safety lead found: the form of it, and the part of a review that holds it."""

    kind: ClassVar[str] = "review/1"
    title: ClassVar[str] = "Findings"
    sections: ClassVar[tuple[str, ...]] = (_CANDOUR,)

    themes: Annotated[
        tuple[str, ...],
        Label("Themes"),
        Help("What it has in common with others: how the ward works, not who anybody is."),
        Codes("review-theme"),
        Lives("facts"),
        Now(1),
    ] = ()
    response: Annotated[
        str | None,
        Label("Response"),
        Help("The learning response that was chosen; blank while nobody has."),
        Codes("learning-response"),
        Lives("facts"),
        Now(2),
    ] = None
    engaged: Annotated[
        str | None,
        Label("Engaged"),
        Help("Whether the people affected were asked for their view and their questions."),
        Codes("yes-no"),
        Lives("facts"),
        Now(3),
    ] = None
    engaged_on: Annotated[
        Day | None,
        Label("On"),
        Help("When that was."),
        Lives("private"),
        Now(4),
    ] = None
    candour_prompts: Annotated[
        tuple[str, ...],
        Label("Think of"),
        Help("Which of these to ask somebody about; it decides nothing, and * shows all."),
        Codes("candour-prompt"),
        Lives("facts"),
        Later(_CANDOUR),
    ] = ()
    candour_opinion: Annotated[
        str | None,
        Label("Opinion"),
        Help("What a health care professional holds; nobody else's, never the program's."),
        Codes("candour-opinion"),
        Lives("facts"),
        Later(_CANDOUR),
    ] = None
    candour_whose: Annotated[
        str | None,
        Label("Whose"),
        Help("The health care professional who was asked."),
        Lives("private"),
        Later(_CANDOUR),
    ] = None
    candour_steps: Annotated[
        tuple[str, ...],
        Label("Done"),
        Help("What has been done of what the regulation asks for."),
        Codes("candour-step"),
        Lives("facts"),
        Later(_CANDOUR),
    ] = ()


class Review(Findings):
    """One step. `about` is the record reviewed; `of` the question answered, or the outcome read.

    A sign-off names both people, the reporter and the reviewer, and what it had before it:
    `signed` are the entry ids that were current, so that a later correction is noticed.
    """

    title: ClassVar[str] = "Review"

    act: Annotated[str | None, Label("Step"), Codes("review-act"), Lives("facts"), Required()] = (
        None
    )
    about: Annotated[str | None, Label("About"), Lives("private"), Required()] = None
    of: Annotated[str | None, Label("Answers"), Lives("private")] = None
    words: Annotated[
        str | None,
        Label("Words"),
        Help("In plain words, without names of patients."),
        Narrative(),
        Lives("private"),
    ] = None
    reporter: Annotated[str | None, Label("Reported by"), Lives("private")] = None
    reviewer: Annotated[str | None, Label("Signed off by"), Lives("private")] = None
    own: Annotated[
        str | None,
        Label("Own record"),
        Help("Whether the reviewer had written the record."),
        Codes("yes-no"),
        Lives("facts"),
    ] = None
    signed: Annotated[tuple[str, ...], Label("As it stood"), Lives("private")] = ()

    def errors(self) -> tuple[Problem, ...]:
        """About nothing, no step, or a step of words without any."""
        found = [] if self.about else [Problem("about", "Choose the record in the queue.")]
        found += [] if self.act else [Problem("act", "Say which step this is.")]
        if self.act in IN_WORDS and not (self.words or "").strip():
            found.append(Problem("words", "Write it in a few words."))
        if self.act == ANSWER and not self.of:
            found.append(Problem("of", "Choose the question on the board."))
        return tuple(found)


class Question(Record):
    """The form of a question to the ward."""

    kind: ClassVar[str] = Review.kind
    title: ClassVar[str] = "Ask the ward"

    words: Annotated[
        str | None,
        Label("Question"),
        Help("One thing that the ward can answer; it stands on their board until then."),
        Narrative(),
        Lives("private"),
        Required(),
        Now(1),
    ] = None


class Answer(Record):
    """The form of an answer."""

    kind: ClassVar[str] = Review.kind
    title: ClassVar[str] = "Answer a question"

    words: Annotated[
        str | None,
        Label("Answer"),
        Help("What you know. “Nobody knows” is an answer too."),
        Narrative(),
        Lives("private"),
        Required(),
        Now(1),
    ] = None


class CameOfIt(Record):
    """The form of what came of it."""

    kind: ClassVar[str] = Review.kind
    title: ClassVar[str] = "What came of it"

    words: Annotated[
        str | None,
        Label("In words"),
        Help("What has changed, or why nothing will; thank whoever wrote it down."),
        Narrative(),
        Lives("private"),
        Required(),
        Now(1),
    ] = None
