"""The national measures in a report: numerator, denominator, formula, and where ours differs.

What a report prints may leave the ward, so people are told by the rule of small numbers, and no
length is told at all: a longest or a mean length of a small ward is somebody's (domain page on the
network, section 9, ≈). The screen has them, for the ward itself.
"""

from collections.abc import Iterator

from wardsafe.measures.national import Figure, by_id, figures
from wardsafe.measures.national_method import DEVIATIONS, FORMULAS, switched
from wardsafe.measures.periods import Period
from wardsafe.measures.small_numbers import RULE, counted, percent
from wardsafe.measures.words import number
from wardsafe.services import national
from wardsafe.services.national import NONE, TITLES, Read
from wardsafe.services.reports.page import Section, Table
from wardsafe.services.session import Session

PRINTED = ("MHS76", "MHS77", "MHS136", "MHS137", "MHS96", "MHS97")
HEADS = ("", "of", "over", "value", "by the national method", "formula")
ALONE = (
    "MHS98, 99, 138, 139, 146 and 147 are lengths: on a ward this small a mean or a longest one is "
    "somebody's, so they stand on the screen of measures alone, and the bands above are printed."
)
SMALL = (
    f"Of people, {RULE.glyph} is 1 to {RULE.most}, {RULE.most + 1} and more is to the nearest "
    f"{RULE.step}. Bed days are nights of stays by the movements, leave included."
)
SWITCHED = "Each difference is a switch of the screen of measures, under N."


def national_section(session: Session, period: Period) -> Section:
    """The section of a month or a quarter. Raises NotAllowed, BadInput."""
    held = national.read(session)
    span = national.span(held, period)
    ours = by_id(_counted(held, span, frozenset()))
    theirs = by_id(_counted(held, span, frozenset(national.SWITCHES)))
    rows = tuple(_row(ours[name, ""], theirs[name, ""]) for name in PRINTED)
    return Section(
        "National measures",
        (*national.notes(held, period), SMALL, ALONE, SWITCHED),
        (Table("", HEADS, rows), Table("Where ours differs", _DIFFERS, tuple(_differs()))),
    )


_DIFFERS = ("switch", "ours", "the national method")


def _differs() -> Iterator[tuple[str, ...]]:
    for at, each in enumerate(DEVIATIONS, 1):
        yield f"{at} {each.switch.replace('_', ' ')}", each.ours, each.national


def _counted(held: Read, span: Period, switches: frozenset[str]) -> tuple[Figure, ...]:
    return figures(span, held.incidents, held.interventions, held.stays, switched(switches))


def _row(ours: Figure, theirs: Figure) -> tuple[str, ...]:
    of, over = _made_of(ours)
    name = f"{ours.id} {TITLES[ours.id]}"
    return name, of, over, _said(ours), _said(theirs), FORMULAS[ours.id]


def _made_of(figure: Figure) -> tuple[str, str]:
    if figure.id in national.COUNTS:
        return "", ""
    if figure.id == "MHS97":  # how many people there were is told by the same rule
        return counted(figure.of), counted(figure.over)
    return f"{figure.of:,}", f"{figure.over:,}"


def _said(figure: Figure) -> str:
    if figure.value is None:
        return NONE
    if figure.id == "MHS76":
        return counted(figure.of)
    if figure.id == "MHS97":
        return (
            percent(figure.of, figure.over).removesuffix("%") if figure.of <= figure.over else NONE
        )
    return number(figure.value)
