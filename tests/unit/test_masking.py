"""How much of the names in free text is found: measured on labelled, invented sentences."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from wardsafe.records.restrictive_practice import RestrictivePractice
from wardsafe.services.masking import MASK, masked, names_here
from wardsafe.services.recording import record_new
from wardsafe.services.returns.lfpse import Harm, write_draft

HERE = Path(__file__).parents[1] / "vectors" / "names" / "sentences.txt"
LIMITS = Path(__file__).parents[2] / "docs" / "known-limits.md"
NAMES = (
    "Rosa Whitfield", "Jamal Morrison", "Emeka Okoro", "Grace Okafor", "Dev Shah", "Owain Price",
    "Siobhán O’Brien", "Anne-Marie Lacroix", "Chukwuemeka Okoro", "Żaneta Kowalska",
)  # fmt: skip


def labelled() -> Iterator[tuple[str, list[tuple[int, int]]]]:
    """Each sentence, and where its names stand."""
    for line in HERE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            pieces, spans, length = re.split(r"[{}]", line), [], 0
            for number, piece in enumerate(pieces):
                if number % 2:
                    spans.append((length, length + len(piece)))
                length += len(piece)
            yield "".join(pieces), spans


def measured() -> tuple[int, int, int]:
    """Names there, names of which no letter is left, and masks that hid a name."""
    there = found = wrong = 0
    for text, spans in labelled():
        masks = masked(NAMES, text).found
        letters = {n for a, b in masks for n in range(a, b)}
        there += len(spans)
        found += sum({n for n in range(a, b) if text[n].isalpha()} <= letters for a, b in spans)
        wrong += sum(not any(a < d and c < b for c, d in spans) for a, b in masks)
    return there, found, wrong


def test_recall_and_precision_on_labelled_sentences_are_as_the_page_says() -> None:
    there, found, wrong = measured()
    recall, precision = found / there, found / (found + wrong)
    print(f"names {there}, masked {found}, recall {recall:.1%}, precision {precision:.1%}")
    assert there >= 50
    assert recall >= 0.85
    assert precision >= 0.9
    said = f"{found} of {there} names ({recall:.0%}); {wrong} of {found + wrong} masks hid none"
    assert said in LIMITS.read_text(encoding="utf-8"), said


def test_a_name_is_masked_whole_and_the_rest_of_the_words_stays() -> None:
    assert masked(NAMES, "Rosa Whitfield's coat").text == f"{MASK} coat"
    assert masked(NAMES, "Held by Emeka and Grace.").text == f"Held by {MASK} and {MASK}."
    assert masked((), "Rosa").text == "Rosa"
    assert masked(NAMES, "").found == ()


def test_who_is_looked_for_is_everybody_the_ward_knows(ward: Any) -> None:
    names = names_here(ward.unlock("grace"))
    assert {"Rosa Whitfield", "Jamal Morrison", "Emeka Okoro", "Owain Price"} <= set(names)


def test_the_draft_that_goes_outside_holds_no_name_of_the_ward_s_lists(
    ward: Any, tmp_path: Path
) -> None:
    session = ward.unlock("ingrid")
    how = "Rosa was held by emeka and Okafor; R.W. then slept."
    said = RestrictivePractice(when=session.now(), person=ward.rosa, how=how)
    record = record_new(session, said).record
    text = write_draft(session, record, tmp_path / "draft.txt", Harm()).read_text(encoding="utf-8")
    assert f"{MASK} was held by {MASK} and {MASK}; {MASK} then slept." in text
    (entry,) = session.ledger.of_record(record)
    assert entry.read("private")["how"] == how  # the record stays as it was written
