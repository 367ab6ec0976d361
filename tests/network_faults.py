"""Faults built into the program on purpose, one or more for each property.

A property that no fault can break says nothing. The name begins with the property that must find
it, on one of the first walks of `network_model`.
"""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest

import network_checks
import network_parts
from wardsafe.bundles import merging, signed
from wardsafe.services import coming_in, confirming, exchanging, going_out, recording
from wardsafe.views import folding, log_lines

Build = Callable[[pytest.MonkeyPatch], None]


def _held_twice(patch: pytest.MonkeyPatch) -> None:
    """The last entry of what is held already is put in once more."""
    whole = coming_in.apply

    def again(step: Any, ledger: Any) -> Any:
        last = ledger.entry(ledger.count())
        if step.plan.verdict == merging.HELD and last.header.terminal != ledger.identity.terminal:
            ledger._keep([replace(last, number=ledger.count() + 1)])
        return whole(step, ledger)

    patch.setattr(coming_in, "already_held", lambda *_: None)
    patch.setattr(coming_in, "apply", again)


def _parts_by_order(patch: pytest.MonkeyPatch) -> None:
    """Facts are left out where another terminal's entries came just before."""
    whole = coming_in.apply

    def apply(step: Any, ledger: Any) -> Any:
        last = ledger.entry(ledger.count())
        if step.entries and last and last.header.terminal not in ("h1", step.plan.terminal):
            step = replace(step, entries=tuple(replace(e, parts={}) for e in step.entries))
        return whole(step, ledger)

    patch.setattr(coming_in, "apply", apply)
    patch.setattr(network_checks, "_as_promised", lambda *_: None)
    patch.setattr(network_parts.Store, "add_parts", lambda *_: 0)


def _parts_by_group(patch: pytest.MonkeyPatch) -> None:
    """Facts are left out of all but the first bundle of each look at a place."""
    whole = coming_in._take
    plain = coming_in.apply

    def take(round_: Any, terminal: str, name: str) -> Any:
        first = not any(plan.new for plan in round_.plans.values())
        with pytest.MonkeyPatch.context() as inner:
            if not first:
                inner.setattr(coming_in, "apply", bare)
            return whole(round_, terminal, name)

    def bare(step: Any, ledger: Any) -> Any:
        return plain(
            replace(step, entries=tuple(replace(e, parts={}) for e in step.entries)), ledger
        )

    patch.setattr(coming_in, "_take", take)
    patch.setattr(network_checks, "_as_promised", lambda *_: None)
    patch.setattr(network_parts.Store, "add_parts", lambda *_: 0)


def _one_bundle_a_look(patch: pytest.MonkeyPatch) -> None:
    """What waits for an earlier stretch is never tried again."""
    whole = coming_in._take

    def once(round_: Any, terminal: str, name: str) -> Any:
        plan = whole(round_, terminal, name)
        if plan.verdict == merging.GAP:
            return replace(plan, verdict=merging.NEW)
        return plan

    patch.setattr(coming_in, "_take", once)


def _drops_the_last(patch: pytest.MonkeyPatch) -> None:
    """A merge leaves out the last entry of what is new, and says that it took it."""
    whole = coming_in.apply

    def short(step: Any, ledger: Any) -> Any:
        return whole(replace(step, entries=step.entries[:-1]), ledger)

    patch.setattr(coming_in, "apply", short)


def _signs_late(patch: pytest.MonkeyPatch) -> None:
    """The head that is kept is the one before the last."""
    whole = network_parts.Store.checkpoints

    def late(ledger: Any) -> Any:
        return tuple(replace(head, seq=head.seq - 1) for head in whole(ledger))

    patch.setattr(network_parts.Store, "checkpoints", late)


def _last_arrived_is_shown(patch: pytest.MonkeyPatch) -> None:
    """What a record says is what came last."""
    whole = folding.fold

    def last(entries: Any) -> Any:
        found = list(entries)
        folded = whole(found)
        newest = max(folded.steps, key=lambda step: step.entry.number)
        return replace(folded, shown=newest, heads=folded.heads)

    for module in (folding, log_lines):
        if hasattr(module, "fold"):
            patch.setattr(module, "fold", last)
    patch.setattr(folding, "fold_once", lambda batch, entries: last(entries))
    import wardsafe.views.log as log

    patch.setattr(log, "fold_once", lambda batch, entries: last(entries))


def _rewrites(patch: pytest.MonkeyPatch) -> None:
    """An amendment is written over what it amends."""
    whole = network_parts.Store._kept

    def over(ledger: Any, entries: Any) -> None:
        whole(ledger, entries)
        for entry in entries:
            for parent in entry.header.parents:
                old = ledger.by_id(parent)
                if old is not None and "private" in old.parts:
                    parts = {**old.parts, "private": entry.parts.get("private", b"")}
                    ledger._entries[old.number - 1] = replace(old, parts=parts)

    patch.setattr(network_parts.Store, "_kept", over)


def _signs_nothing(patch: pytest.MonkeyPatch) -> None:
    """Any signature will do."""
    patch.setattr(signed.Signed, "is_by", lambda *_: True)


def _silent_of_forks(patch: pytest.MonkeyPatch) -> None:
    patch.setattr(exchanging, "warnings", lambda session: ())


def _silent_of_losses(patch: pytest.MonkeyPatch) -> None:
    """Neither a receipt that holds more than we do nor a fork nor a step back is told."""
    patch.setattr(confirming, "_look_at", lambda *_: [])
    patch.setattr(confirming, "_note_old", lambda *_: None)
    patch.setattr(coming_in, "_odd", lambda *_: ())
    whole = merging._fork
    patch.setattr(
        merging,
        "_fork",
        lambda *of: replace(step := whole(*of), plan=replace(step.plan, alerts=())),
    )


def _picks_a_winner(patch: pytest.MonkeyPatch) -> None:
    """Of two versions the first is taken for a person who never chose."""
    whole = folding._heads
    patch.setattr(folding, "_heads", lambda steps: whole(steps)[:1])


def _parts_in_another_order(patch: pytest.MonkeyPatch) -> None:
    """An entry is passed on without a part."""
    whole = network_checks.whole

    def less(entry: Any) -> Any:
        out = whole(entry)
        return replace(out, raw=replace(out.raw, parts=dict(list(out.raw.parts.items())[1:])))

    patch.setattr(network_checks, "whole", less)
    patch.setattr(going_out.leaving, "whole", whole)


def _knows_better(patch: pytest.MonkeyPatch) -> None:
    """What is not known here is left out of what is taken in."""
    whole = coming_in.checked

    def known(manifest: Any, raws: Any) -> Any:
        for entry in whole(manifest, raws):
            parts = {n: b for n, b in entry.parts.items() if n in ("facts", "people", "private")}
            yield replace(entry, parts=parts)

    patch.setattr(coming_in, "checked", known)


def _by_the_clock(patch: pytest.MonkeyPatch) -> None:
    """Versions are shown by entry id, whatever they correct."""
    patch.setattr(
        folding, "_parents_first", lambda found: sorted(found.values(), key=lambda e: e.id)
    )


def _counts_voids(patch: pytest.MonkeyPatch) -> None:
    """A record that was struck through is counted."""
    patch.setattr(folding.Fold, "void", property(lambda self: False))


def _dates_anew(patch: pytest.MonkeyPatch) -> None:
    """An amendment takes the time at which it was written."""
    whole = recording.amend

    def now(session: Any, record_id: str, record: Any, reason: str, parents: Any) -> Any:
        moved = record.model_copy(update={"when": session.now()})
        return whole(session, record_id, moved, reason, parents)

    patch.setattr(recording, "amend", now)


FAULTS: dict[str, Build] = {
    "P1 a second copy is taken in": _held_twice,
    "P2 parts depend on the order": _parts_by_order,
    "P3 parts depend on the grouping": _parts_by_group,
    "P4 a merge drops an entry": _drops_the_last,
    "P4 what waits is given up": _one_bundle_a_look,
    "P5 a head is signed too late": _signs_late,
    "P6 the last to arrive is shown": _last_arrived_is_shown,
    "P7 an amendment overwrites": _rewrites,
    "P8 no signature is checked": _signs_nothing,
    "P9 a fork is not told": _silent_of_forks,
    "P10 a loss is not told": _silent_of_losses,
    "P11 a winner is picked": _picks_a_winner,
    "P12 a part is left out on the way": _parts_in_another_order,
    "P13 unknown parts are dropped": _knows_better,
    "P14 a correction is shown first": _by_the_clock,
    "P15 what is void is counted": _counts_voids,
    "P16 an amendment is dated anew": _dates_anew,
}
