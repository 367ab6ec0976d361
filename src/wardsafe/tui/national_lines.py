"""The national measures of a period as lines: figures in columns, each formula in words below."""

from textual.content import Content

from wardsafe.measures.national_method import DEVIATIONS
from wardsafe.services.national import Line, National, differing
from wardsafe.tui.drawn import drawn, joined
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.line_sheet import beside, wrapped

ID = 9
COLUMNS = (("of", 6), ("over", 7), ("value", 8), ("national", 10), ("printed", 9))
SOURCE = (
    "NHS England, Mental Health Services monthly statistics, national production code. “printed” "
    "is how its file shows the national figure: below 5 as *, counts to the nearest 5. Bed days "
    "are nights of stays by the movements, leave included. "
    "“none”: nothing to divide by, or no length."
)
SAME = "Both methods give the same figures for this period."
_NOTHING = Content("")


def national_lines(found: National, width: int) -> list[Content]:
    """Figures first, then in what ours differs and which key makes it the same."""
    lines = [line for note in found.notes for line in wrapped(note, "$due", width)]
    lines += [_heads(width), _NOTHING]
    group = ""
    for one in found.lines:
        if one.group != group:
            group = one.group
            lines += [_NOTHING, *wrapped(group or "Of whole incidents", "bold $ink", width)]
        lines += _figure(one, width)
    many = differing(found.lines)
    differ = f"{glyphs().unlike} {many} of {len(found.lines)} figures differ between the methods."
    said = differ if many else SAME
    lines += [_NOTHING, *wrapped(said, "bold $strong", width), _NOTHING]
    return [*lines, *_deviations(found, width), _NOTHING, *wrapped(SOURCE, "$quiet", width)]


def _room(width: int) -> int:
    return max(20, width - ID - sum(wide for _, wide in COLUMNS))


def _heads(width: int) -> Content:
    names = "".join(head.rjust(wide) for head, wide in COLUMNS)
    return drawn(" " * (ID + _room(width)) + names, "$quiet")


def _figure(one: Line, width: int) -> list[Content]:
    room = _room(width)
    title = drawn(one.title, "$ink", width=room - 1)
    styles = ("$ink", "$ink", "bold $strong", _style(one), "$quiet")
    differs = f"{glyphs().unlike} " if one.value != one.national else ""
    texts = (one.of, one.over, one.value, f"{differs}{one.national}", one.printed)
    said = joined(
        drawn(one.id.ljust(ID), "$quiet"),
        joined(title, Content(" " * (room - title.cell_length))),
        *(
            drawn(text.rjust(wide), style)
            for text, (_, wide), style in zip(texts, COLUMNS, styles, strict=True)
        ),
    )
    below = wrapped(one.formula, "$quiet", max(10, width - ID))
    return [said, *beside([_NOTHING], below, ID)]


def _style(one: Line) -> str:
    return "bold $accent" if one.value != one.national else "$ink"


def _deviations(found: National, width: int) -> list[Content]:
    lines = [
        drawn("Where ours differs, and the key that makes it the national way", "bold $strong")
    ]
    for number, each in enumerate(DEVIATIONS, 1):
        on = each.switch in found.switches
        sign = glyphs().full if on else glyphs().empty
        key = joined(drawn(f"{number} ", "bold $accent"), drawn(sign, "$accent"))
        now = "national now" if on else "ours now"
        said = [
            *wrapped(f"Ours: {each.ours}", "$ink" if not on else "$quiet", width - 6),
            *wrapped(f"National: {each.national}", "$ink" if on else "$quiet", width - 6),
            drawn(f"{each.switch.replace('_', ' ')}: {now}", "$quiet", width=width - 6),
        ]
        lines += [_NOTHING, *beside([key], said, 6)]
    return lines
