"""How exchanging is drawn: whether the stick may go, then waiting → written → confirmed.

*Confirmed* is drawn only from receipts. What failed is louder than what went well.
"""

from dataclasses import dataclass
from datetime import datetime

from textual.content import Content

from wardsafe.records.moments import local
from wardsafe.services.exchange_seen import BundleLine, Leg, ReceiptLine, Seen, Stretch
from wardsafe.services.exchanging import BYTES, READING, WRITING, LastSync
from wardsafe.tui.big_digits import big
from wardsafe.tui.chrome import say_date
from wardsafe.tui.drawn import drawn, joined, shown, spread
from wardsafe.tui.glyphs import glyphs
from wardsafe.tui.line_sheet import wrapped
from wardsafe.tui.short_list import cell

LABEL = 14
NOBODY = "Nobody is enrolled to send to yet. A steward does that: wardsafe enrol, see the guide."
DESK = "This is a {role}: it takes in what wards send, and answers with receipts."
CALM, DONE, BUSY, FAILED = "-calm", "-done", "-busy", "-failed"
"""What the block at the top is about, as the class it is drawn with."""


@dataclass(slots=True)
class Running:
    """How far a sync is that runs now."""

    place: str
    what: str = READING
    done: int = 0
    of: int = 0
    bytes_done: int = 0
    bytes_of: int = 0
    stopping: bool = False

    def told(self, what: str, done: int, of: int) -> None:
        """Take over what progress said."""
        if what == BYTES:
            if self.what == READING:  # the first bundle: how many entries are through is not known
                self.what, self.done, self.of = WRITING, 0, 0
            self.bytes_done, self.bytes_of = done, of
        else:
            self.what, self.done, self.of = what, done, of


# --- the block at the top -------------------------------------------------------------------


def block(seen: Seen, running: Running | None, width: int) -> tuple[str, list[Content]]:
    """Its class, and its three lines."""
    if running is not None:
        return BUSY, _running(running, width)
    last = seen.last
    if last is None:
        head = "Nothing has been exchanged from here yet."
        return CALM, _block(head, _who(seen), "S asks for the place: a stick, a share, an address.")
    if last.trouble:
        return FAILED, _block("NOT exchanged.", last.trouble, _when(last), width=width)
    if last.stopped:
        head = f"Stopped. {_safe(last.place)}"
        return BUSY, _block(head, "What was written is whole. S goes on.", _when(last))
    return DONE, _block(_safe(last.place), _came_to(last), _confirmed_words(seen))


def _block(head: str, one: str, two: str, width: int = 0) -> list[Content]:
    lines = wrapped(one, "$ink", width)[:2] if width else [drawn(one, "$ink")]
    last = [drawn(two, "$quiet")] if len(lines) == 1 else []
    return [drawn(head, "bold $strong"), *lines, *last]


def _safe(place: str) -> str:
    return "Nothing is open there." if "://" in place else "Safe to remove the stick."


def _who(seen: Seen) -> str:
    if seen.role != "terminal":
        return DESK.format(role=seen.role)
    if not seen.legs:
        return NOBODY
    names = [name for leg in seen.legs for name in leg.readers]
    return f"To: {', '.join(names)}."


def _when(last: LastSync) -> str:
    return f"{_at(datetime.fromisoformat(last.at))}, {last.place}"


def _came_to(last: LastSync) -> str:
    wrote = f"{last.wrote} bundle{'s' * (last.wrote != 1)}"
    at = f"{local(datetime.fromisoformat(last.at)):%H:%M}"
    if last.wrote:
        same = "is" if last.wrote == 1 else "are"
        return f"{wrote} written, read back at {at}, and {same} the same to the byte."
    return f"Nothing had to be written at {at}; what came in was read."


def _confirmed_words(seen: Seen) -> str:
    open_ = [leg for leg in seen.legs if leg.written.entries]
    if not open_:
        return "Nothing that was written waits for a receipt." if seen.legs else _who(seen)
    who = " and ".join(_CONFIRMS[leg.purpose] for leg in open_)
    has = "has" if len(open_) == 1 else "have"
    return f"{who[0].upper()}{who[1:]} {has} not confirmed all of it yet. A receipt will say so."


_CONFIRMS = {"network": "the network", "ward": "the ward's other terminals and its trust"}


def _running(running: Running, width: int) -> list[Content]:
    head = "Stopping." if running.stopping else "Do not remove the stick."
    if "://" in running.place and not running.stopping:
        head = "Exchanging."
    return [
        drawn(head, "bold $strong"),
        bar(running, width),
        drawn("Esc stops. What is written stays, and S goes on from there.", "$quiet"),
    ]


def bar(running: Running, width: int) -> Content:
    """What is done of what there is, as a bar and in numbers."""
    if not running.of and not running.bytes_of:
        return drawn(f"Looking at {running.place}", "$ink", width=width)
    part = running.bytes_done / running.bytes_of if running.bytes_of else 0.0
    share = running.done / running.of if running.of else part
    many = f" {running.done:,} of {running.of:,}" if running.of else ""
    bundle = f", a bundle of {_size(running.bytes_of)}: {part:.0%}" if running.bytes_of else ""
    words = f"{running.what}{many}{bundle}".replace("writing, a", "writing a")
    room = min(30, width - len(words) - 2)
    full = round(room * min(1.0, share)) if room > 0 else 0
    g = glyphs()
    return joined(
        drawn(g.whole * full, "$accent"),
        drawn(g.limit * (max(0, room) - full), "$faint"),
        drawn(f"  {words}", "$ink"),
    )


# --- waiting, written, confirmed ------------------------------------------------------------


def counts(leg: Leg, width: int, now: datetime) -> list[Content]:
    """Three big numbers with what they are; the last comes from receipts alone."""
    column, full = width // 3, width >= ROOMY
    to = f"by {_SHORT[leg.purpose]}" if full else ""
    signed = ", by signed receipt" if full else " by receipt"
    parts = (
        (leg.waiting.entries, "waiting to be written", _span(leg.waiting, now, full=full)),
        (leg.written.entries, "written, not confirmed", _span(leg.written, now, full=full)),
        (leg.confirmed, f"confirmed {to}".strip(), f"of {leg.entries:,}{signed}"),
    )
    rows: list[Content] = []
    for row in range(3):
        rows.append(
            joined(*(_in(drawn(big(str(n))[row], "bold $strong"), column) for n, *_ in parts))
        )
    for at, style in ((1, "$ink"), (2, "$quiet")):
        rows.append(joined(*(_in(drawn(str(part[at]), style), column) for part in parts)))
    arrow = max(0, column - 6)
    rows[1] = _with_arrows(rows[1], column, arrow)
    return rows


_SHORT = {"network": "the network", "ward": "the ward"}


def other_leg(leg: Leg) -> str:
    """Another purpose in one line."""
    return (
        f"{_SHORT[leg.purpose].capitalize()}: {leg.waiting.entries:,} waiting, "
        f"{leg.written.entries:,} written, {leg.confirmed:,} of {leg.entries:,} confirmed"
    )


def _with_arrows(line: Content, column: int, arrow: int) -> Content:
    mark = drawn(glyphs().to, "$faint")
    pieces = [line[at * column : (at + 1) * column] for at in range(3)]
    for at in (0, 1):
        piece = pieces[at]
        if not piece.plain[arrow:].strip():
            pieces[at] = joined(piece[:arrow], mark, Content(" " * (column - arrow - 1)))
    return joined(*pieces)


def _in(content: Content, width: int) -> Content:
    cut = content.truncate(max(0, width - 2), ellipsis=True)
    return joined(cut, Content(" " * max(0, width - cut.cell_length)))


def _span(stretch: Stretch, now: datetime, *, full: bool) -> str:
    if not stretch.entries:
        return "nothing"
    run = f"#{stretch.first} to #{stretch.last}" if stretch.first != stretch.last else ""
    run = run or (f"#{stretch.first}" if stretch.first else "")
    since = f"since {_since(stretch.since, now)}" if stretch.since else ""
    return ", ".join(filter(None, (since, run if full or not since else "")))


# --- bundles --------------------------------------------------------------------------------

NUMBER, ENTRIES, SIZE, WRITTEN, CONFIRMED = 8, 9, 10, 16, 11
ROOMY = 90
"""Columns from which every fact of a bundle has one of its own."""


def heads(width: int) -> Content:
    """What the columns of the bundles are."""
    return joined(
        cell("bundle", NUMBER, "$quiet"),
        cell("to", _to(width), "$quiet"),
        _right("entries", ENTRIES, "$quiet"),
        *([] if width < ROOMY else [_right("size", SIZE, "$quiet")]),
        cell("written", WRITTEN, "$quiet"),
        *([] if width < ROOMY else [cell("read back", CONFIRMED, "$quiet")]),
        drawn("confirmed", "$quiet"),
    )


def bundle_row(line: BundleLine, now: datetime, width: int, selected: bool) -> Content:
    """One bundle: for whom, how much, when, and whether all of them hold it."""
    one = line.written
    to = ", ".join(line.to) or "nobody any more"
    return joined(
        cell(f"{one.number:04}", NUMBER, "bold $strong" if selected else "$ink"),
        cell(f"{one.purpose}, to {to}", _to(width), "$ink"),
        _right(f"{one.last - one.first + 1:,}", ENTRIES, "$ink"),
        *([] if width < ROOMY else [_right(_size(one.size), SIZE, "$ink")]),
        cell(_short(datetime.fromisoformat(one.at), now), WRITTEN, "$ink"),
        *([] if width < ROOMY else [cell("same", CONFIRMED, "$ink")]),
        drawn("yes" if line.confirmed else "not yet", "$ink" if line.confirmed else "$due"),
    )


def _to(width: int) -> int:
    more = SIZE + CONFIRMED if width >= ROOMY else 0
    return max(10, min(48, width - NUMBER - ENTRIES - WRITTEN - more - 9))


def _right(text: str, width: int, style: str) -> Content:
    one = drawn(text, style)
    return joined(Content(" " * max(0, width - 2 - one.cell_length)), one, Content("  "))


def _size(count: int) -> str:
    if count < 1_000_000:
        return f"{max(1, round(count / 1000)):,} kB"
    return f"{count / 1_000_000:,.1f} MB" if count < 1e9 else f"{count / 1e9:,.1f} GB"


def free_words(free: int | None) -> str:
    """How much room there is."""
    return f", {_size(free)} free" if free is not None else ""


# --- receipts, what came in, what to look at ------------------------------------------------


def foot(seen: Seen, width: int, now: datetime) -> list[Content]:
    """The last receipt, what came in, and what somebody must look at."""
    lines: list[Content] = []
    for said in seen.look_at:
        lines += _labelled("Look" if not lines else "", said, width, "$over")
    receipt = seen.receipts[0] if seen.receipts else None
    words = _receipt(receipt, now) if receipt else "none yet: nothing is confirmed"
    lines += _labelled("Last receipt", words, width, "$ink")
    if seen.last is not None and not seen.last.trouble:
        lines += _labelled("Came in", _came_in(seen.last, now), width, "$ink")
    return lines


def _labelled(label: str, words: str, width: int, style: str) -> list[Content]:
    body = wrapped(shown(words), style, max(20, width - LABEL))
    heads = [label, *[""] * (len(body) - 1)]
    return [
        joined(drawn(head.ljust(LABEL), "bold $strong"), line)
        for head, line in zip(heads, body, strict=True)
    ]


def _receipt(receipt: ReceiptLine, now: datetime) -> str:
    held = (
        f"holds ours to entry {receipt.upto:,}" if receipt.upto else "holds nothing of this epoch"
    )
    refused = f"refused {len(receipt.refused)}: {receipt.refused[0]}" if receipt.refused else ""
    missing = f"misses {receipt.missing} stretch{'es' * (receipt.missing > 1)}"
    said = [refused or "refused nothing", missing if receipt.missing else ""]
    when = _short(receipt.written, now)
    return f"signed by {receipt.by}, on {when}: {held}, {', '.join(filter(None, said))}"


def _came_in(last: LastSync, now: datetime) -> str:
    gap = f"{last.gaps} wait for an earlier one" if last.gaps else "no gap"
    refused = f"{last.refused} refused" if last.refused else "nothing refused"
    when = _short(datetime.fromisoformat(last.at), now)
    return f"{when}: {last.new:,} new, {last.held:,} held, {gap}, {refused}"


def _at(when: datetime) -> str:
    here = local(when)
    return f"{say_date(here)} {here:%H:%M}"


def _since(when: datetime, now: datetime) -> str:
    here = local(when)
    return f"{here:%H:%M}" if here.date() == now.date() else _short(when, now)


def _short(when: datetime, now: datetime) -> str:
    here = local(when)
    return _at(here) if here.year != now.year else f"{here.day} {here:%b} {here:%H:%M}"


def title(width: int, right: str) -> Content:
    """The heading, and the place at the right."""
    return spread(
        drawn("To and from the network", "bold $strong"),
        drawn(right, "$quiet", width=max(0, width - 26)),
        width,
    )
