"""The words of a record and of a search: one way to cut text, on the way in and on the way out.

A word is a run of letters and digits of the cleaned text, so quotes, wildcards and operators are
never part of one: whatever is typed can only be looked for, it cannot be a command. The table is
contentless (no second copy of the text) and keeps no places within a record, so a search is for
records that hold all the words, in any order.

Some words are marks that nobody can type, because they begin with a sign that is no letter:
the person, kind, states and numbers of a record. They let a search be narrowed inside the index
instead of row by row afterwards.
"""

import re
import unicodedata
from collections.abc import Iterable, Iterator

from sqlite_utils import Database

from wardsafe.errors import BadInput
from wardsafe.records.text import folded

PERSON, KIND, STATE, NUMBER = "·", "¤", "¬", "№"
"""What marks begin with; none of them is a letter or a digit in any script."""

LONGEST = 40
"""Characters of a word that are kept: two words that differ only after these are found alike."""

MOST_WORDS = 32
"""Words in one search; a pasted page is refused with a sentence, not half looked for."""

MOST_ENDINGS = 200
"""Words that one beginning may stand for before the index of beginnings is asked instead."""

INDEXED_BEGINNINGS = 3
"""Beginnings of 1 to 3 characters have an index of their own; longer ones are few words."""

# The ascii tokenizer takes every non-ASCII character for part of a word, so that what Python
# cut stays cut as it is, whatever Unicode version SQLite was built with.
_SCHEMA = """
CREATE VIRTUAL TABLE log_words USING fts5(
    words, content='', contentless_delete=1, detail=none, tokenize='ascii', prefix='1 2 3');
CREATE TABLE word (word TEXT PRIMARY KEY) STRICT, WITHOUT ROWID;
"""
# Bulk writes meet few merges when more is gathered before each; measured 43,000 records a second.
_GATHER = "INSERT INTO log_words(log_words, rank) VALUES ('hashsize', 8388608)"

LAST = "\U0010ffff"
"""Comes after every character: `word` to `word + LAST` is everything that begins with `word`."""

_WORD = re.compile(r"[^\W_]+")
_SIMPLE = re.compile(r"[a-z0-9]+")
# Nothing to clean: the most of what is written, and ten times faster.
_PLAIN = re.compile(r"[\x20-\x7e\r\n\t]*")


def words(text: str) -> list[str]:
    """The words of `text` in order: cleaned, without accents, at most `LONGEST` characters each."""
    return [word[:LONGEST] for word in _WORD.findall(_cleaned(text))]


def mark(sign: str, value: str) -> str:
    """A mark for `value`, one word whatever is in it, and different for different values."""
    return sign + (value if _SIMPLE.fullmatch(value) else "¦" + value.encode().hex())


def create(db: Database) -> None:
    """Make the empty index and the list of words that occur in it."""
    for statement in _SCHEMA.split(";\n"):
        if statement.strip():
            db.execute(statement)
    db.execute(_GATHER)


def put(db: Database, rows: Iterable[tuple[int, Iterable[str], Iterable[str]]]) -> None:
    """Index rows of (position, words, marks); positions must rise, or every row costs a flush."""
    known: set[str] = set()

    def lines() -> Iterator[tuple[int, str]]:
        for position, said, marks in rows:
            distinct = set(said)
            known.update(distinct)
            yield position, " ".join([*distinct, *marks])

    db.conn.executemany("INSERT INTO log_words(rowid, words) VALUES (?, ?)", lines())
    db.conn.executemany("INSERT OR IGNORE INTO word VALUES (?)", ((word,) for word in known))


def drop(db: Database, positions: Iterable[int]) -> None:
    """Take rows out of the index, lowest position first."""
    db.conn.executemany("DELETE FROM log_words WHERE rowid = ?", ((p,) for p in sorted(positions)))


def expression(db: Database, typed: str, marks: Iterable[Iterable[str]] = ()) -> str | None:
    """What to MATCH for all the words `typed` (the last as a beginning) and one of each `marks`.

    Returns None when nothing can match: something was typed, but no letter or digit.
    Raises BadInput for more than `MOST_WORDS` words.
    """
    asked = words(typed)
    if len(asked) > MOST_WORDS:
        raise BadInput(
            f"A search takes at most {MOST_WORDS} words.", field="words", do="Use fewer words."
        )
    if typed.strip() and not asked:
        return None
    whole = typed[-1:].isspace() or not _cleaned(typed)[-1:].isalnum()
    terms = [_exactly(db, word) for word in asked[:-1]]
    terms += [_exactly(db, word) if whole else _beginning(db, word) for word in asked[-1:]]
    terms += [_any(quoted(mark) for mark in choice) for choice in marks]
    return " AND ".join(terms)


def quoted(word: str) -> str:
    """`word` as a string of the query language: nothing in it is an operator."""
    return '"' + word.replace('"', '""') + '"'


def _cleaned(text: str) -> str:
    if _PLAIN.fullmatch(text):
        return text.lower()
    # Any kind of line end parts two words; cleaning would leave some of them out.
    apart = unicodedata.normalize("NFKD", folded(" ".join(text.split())))
    return "".join(char for char in apart if not unicodedata.combining(char)).casefold()


def _any(terms: Iterable[str]) -> str:
    return "(" + " OR ".join(terms) + ")"


def _exactly(db: Database, word: str) -> str:
    return _any([quoted(word), *_marks_for(db, word, "WHERE word = ?", (word,))])


def _beginning(db: Database, word: str) -> str:
    after = word + LAST
    people = _marks_for(db, word, "WHERE word >= ? AND word < ?", (word, after))
    return _any([*_endings(db, word, after), *people])


def _endings(db: Database, word: str, after: str) -> list[str]:
    """The words that begin with `word`: few are named, so that the newest rows come at once."""
    if len(word) > INDEXED_BEGINNINGS:
        found = db.execute(
            "SELECT word FROM word WHERE word >= ? AND word < ? LIMIT ?",
            (word, after, MOST_ENDINGS + 1),
        ).fetchall()
        if len(found) <= MOST_ENDINGS:
            return [quoted(row[0]) for row in found] or [quoted(word)]
    return [quoted(word) + "*"]


def _marks_for(db: Database, word: str, where: str, values: tuple[str, ...]) -> list[str]:
    """People whose name as it stands today has the word, and the entry of that number.

    Names are looked up here and not indexed with each record, so that a corrected name finds
    everything and the mistaken one finds nothing.
    """
    people = db.execute(
        f"SELECT DISTINCT record FROM person_word {where} LIMIT ?",  # noqa: S608
        (*values, MOST_ENDINGS),
    ).fetchall()
    marks = [quoted(mark(PERSON, row[0])) for row in people]
    return [*marks, quoted(mark(NUMBER, word))] if word.isdigit() else marks
