"""Opening, saving and failing to save: the ledger on disk beyond its contract."""

import errno
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlite_utils import Database

from wardsafe.clock import Chance
from wardsafe.errors import BadInput, Damaged, InUse, NotSaved, WardsafeError
from wardsafe.ledger import anchor as anchor_module
from wardsafe.ledger import files as files_module
from wardsafe.ledger import stored
from wardsafe.ledger.anchor import AnchorFile
from wardsafe.ledger.checkpoint import LedgerIdentity
from wardsafe.ledger.connection import Connection, SqlError, connect, in_words
from wardsafe.ledger.entry import Entry, NewEntry
from wardsafe.ledger.store import SqliteLedger
from wardsafe.ledger.verify import verify
from wardsafe.places import WardFolder

KEY, SECRET, SEED = b"k" * 32, b"d" * 32, b"s" * 32
NOTE = NewEntry("note/1", "r1", (), {"facts": {"n": 1}, "private": {"text": "MARKER-text"}})
Open = Callable[..., SqliteLedger]


@pytest.fixture
def opened(where: WardFolder, chance: Chance) -> Iterator[Open]:
    """Opens the ledger, made at the first call; closes the one before."""
    now: list[SqliteLedger] = []

    def again(**more: Any) -> SqliteLedger:
        for ledger in now:
            ledger.close()
        keys: dict[str, Any] = {"data_key": KEY, "device_secret": SECRET, "chance": chance} | more
        if where.ledger.exists():
            now.append(SqliteLedger.open(where, **keys))
        else:
            who = LedgerIdentity("demo-1", "RXX01", "t1")
            now.append(SqliteLedger.create(where, identity=who, signing_seed=SEED, **keys))
        return now[-1]

    yield again
    for ledger in now:
        ledger.close()


class Failing:
    """A connection that raises SQLite's own error for statements that begin so."""

    def __init__(self, real: Connection, begins: str, code: int, *, after: bool = False) -> None:
        self._real, self._begins, self._code, self._after = real, begins, code, after

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    def execute(self, sql: str, *args: Any) -> Any:
        if not sql.startswith(self._begins):
            return self._real.execute(sql, *args)
        if self._after:
            self._real.execute(sql, *args)
        problem = SqlError("a made-up failure quoting MARKER-text")
        problem.sqlite_errorcode = self._code
        raise problem


def fail(ledger: SqliteLedger, begins: str, code: int, *, after: bool = False) -> None:
    files = ledger._files()
    files.writer = Failing(files.writer, begins, code, after=after)


def test_what_was_saved_is_there_after_opening_again(opened: Open) -> None:
    saved = opened().append(NOTE)
    ledger = opened()
    assert (ledger.findings, ledger.count()) == ((), 1)
    entry = ledger.entry(1)
    assert entry is not None
    assert (entry.id, entry.read("private")) == (saved.id, {"text": "MARKER-text"})
    assert ledger.append(NOTE).number == 2
    assert verify(ledger).problems == ()


def test_no_text_of_a_record_is_in_the_ward_or_device_folder(
    opened: Open, where: WardFolder
) -> None:
    opened().append(NOTE)
    files = [f for d in (where.folder, where.device) for f in d.rglob("*") if f.is_file()]
    assert len(files) == 3
    assert not [f.name for f in files if b"MARKER" in f.read_bytes()]


def test_every_setting_is_read_back(opened: Open) -> None:
    files = opened()._files()
    names = ("journal_mode", "synchronous", "foreign_keys", "trusted_schema", "secure_delete")
    names += ("temp_store", "busy_timeout")
    for connection in (files.writer, files.reader):
        said = [connection.execute(f"PRAGMA {name}").fetchone()[0] for name in names]
        assert said == ["delete", 3, 1, 0, 1, 2, 5000]


def test_a_setting_that_does_not_hold_is_refused(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    opened()
    settings = (("journal_mode", "DELETE", "delete"), ("synchronous", "EXTRA", 2))
    monkeypatch.setattr("wardsafe.ledger.connection._SETTINGS", settings)
    with pytest.raises(Damaged, match="refused the setting synchronous=EXTRA: it says 3"):
        opened()


def test_the_reading_connection_cannot_write(opened: Open) -> None:
    with opened().reading() as db, pytest.raises(SqlError):
        db.execute("INSERT INTO keyring VALUES ('a', 'b')")


def test_a_wrong_key_is_one_clear_sentence(opened: Open, capfd: pytest.CaptureFixture[str]) -> None:
    opened()
    with pytest.raises(Damaged, match="does not open with this key"):
        opened(data_key=b"x" * 32)
    assert capfd.readouterr() == ("", "")


def test_keys_are_never_shown() -> None:
    assert "k" * 5 not in repr(files_module.Keys(KEY, SECRET))


def test_an_empty_file_is_damage_not_a_fresh_start(opened: Open, where: WardFolder) -> None:
    opened().close()
    where.ledger.write_bytes(b"")
    with pytest.raises(Damaged, match="is empty"):
        opened()


def test_two_at_once_are_refused(opened: Open, where: WardFolder, chance: Chance) -> None:
    opened()
    with pytest.raises(InUse):
        SqliteLedger.open(where, data_key=KEY, device_secret=SECRET, chance=chance)


def test_a_refused_opening_lets_the_next_one_in(opened: Open) -> None:
    opened()
    with pytest.raises(Damaged):
        opened(data_key=b"x" * 32)
    assert opened().count() == 0


def test_a_closed_ledger_says_so(opened: Open) -> None:
    ledger = opened()
    ledger.close()
    with pytest.raises(NotSaved, match="The ledger is closed"):
        ledger.append(NOTE)


@pytest.mark.parametrize(
    ("code", "words"),
    [
        (13, "The disk is full"),
        (8, "may only be read"),
        (10 | 4 << 8, "The disk reported an error"),
        (5, "Another program holds the ledger"),
        (1, "The database reported an error"),
    ],
)
@pytest.mark.parametrize("begins", ["BEGIN", "INSERT OR REPLACE INTO checkpoint", "COMMIT"])
def test_an_error_before_the_commit_saves_nothing_and_says_why(
    opened: Open, begins: str, code: int, words: str
) -> None:
    ledger = opened()
    ledger.append(NOTE)
    fail(ledger, begins, code)
    with pytest.raises(NotSaved, match=words) as told:
        ledger.append(NOTE)
    assert "MARKER" not in str(told.value)
    assert "confirmed" not in str(told.value)
    assert ledger.count() == 1
    assert ledger.append(NOTE).number == 2
    assert (verify(ledger).problems, ledger.findings) == ((), ())


def test_a_commit_that_landed_though_it_failed_is_told_truthfully(opened: Open) -> None:
    ledger = opened()
    fail(ledger, "COMMIT", 10, after=True)
    with pytest.raises(NotSaved, match=r"could not be confirmed .* Look for entry 1 before"):
        ledger.append(NOTE)
    assert ledger.count() == 1
    assert ledger.append(NOTE).number == 2
    assert (verify(ledger).problems, ledger.findings) == ((), ())


def broken_flush(handle: int) -> None:
    raise OSError(errno.EIO, os.strerror(errno.EIO))


def test_an_anchor_that_fails_after_the_commit_is_told_truthfully(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = opened()
    ledger.append(NOTE)
    with monkeypatch.context() as patch:
        patch.setattr(anchor_module, "_flush", broken_flush)
        patch.setattr(AnchorFile, "_write_after", _refuse)
        with pytest.raises(NotSaved, match="could not be confirmed"):
            ledger.append(NOTE)
        # The anchor is never left two writes behind.
        with pytest.raises(NotSaved, match="made-up"):
            ledger.append(NOTE)
        assert ledger.count() == 2
        assert opened().findings == ()
    ledger = opened()
    assert (ledger.findings, ledger.count()) == ((), 2)
    assert ledger.append(NOTE).number == 3
    assert opened().findings == ()


def _refuse(*_: object) -> None:
    raise NotSaved("A made-up failure of the anchor.")


@pytest.mark.parametrize("many", [1, 700])
def test_one_write_before_the_anchor_is_mended_at_open(
    opened: Open, where: WardFolder, many: int
) -> None:
    ledger = opened()
    ledger.append(NOTE)
    before = where.anchor.read_bytes()
    ledger.append_many([NOTE] * many)
    ledger.close()
    where.anchor.write_bytes(before)
    assert opened().findings == ()
    anchor = AnchorFile(where, SECRET).read()
    assert anchor is not None
    assert anchor.count == 1 + many


def test_two_writes_before_the_anchor_is_a_finding(opened: Open, where: WardFolder) -> None:
    ledger = opened()
    ledger.append(NOTE)
    before = where.anchor.read_bytes()
    for _ in range(2):
        ledger.append(NOTE)
    ledger.close()
    where.anchor.write_bytes(before)
    (finding,) = opened().findings
    assert finding.what == (
        "The anchor says 1 entries, the file holds 3: an older anchor was put back."
    )
    assert not finding.starts_epoch


def test_a_new_epoch_before_its_anchor_is_mended_at_open(opened: Open, where: WardFolder) -> None:
    ledger = opened()
    ledger.append(NOTE)
    before = where.anchor.read_bytes()
    ledger.begin_epoch("Told to.")
    ledger.close()
    where.anchor.write_bytes(before)
    ledger = opened()
    assert (ledger.findings, ledger.identity.epoch) == ((), 2)


def test_a_wrong_read_back_is_not_saved(opened: Open, monkeypatch: pytest.MonkeyPatch) -> None:
    ledger = opened()
    with monkeypatch.context() as patch:
        patch.setattr(stored, "read_back", lambda connection, after: b"other")
        with pytest.raises(NotSaved, match="reads back differently"):
            ledger.append(NOTE)
    assert ledger.count() == 1


def test_saved_is_read_back_through_the_other_connection(
    opened: Open, monkeypatch: pytest.MonkeyPatch
) -> None:
    ledger = opened()
    used: list[object] = []
    real = stored.read_back
    monkeypatch.setattr(stored, "read_back", lambda c, after: used.append(c) or real(c, after))
    ledger.append(NOTE)
    assert used == [ledger._files().reader]
    assert used != [ledger._files().writer]


def test_a_power_cut_while_making_leaves_no_ledger(
    opened: Open, where: WardFolder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut(*args: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr("wardsafe.ledger.making.os.replace", cut)
        with pytest.raises(KeyboardInterrupt):
            opened()
    assert not where.ledger.exists()
    assert opened().append(NOTE).number == 1
    assert opened().findings == ()


def test_a_reading_left_open_does_not_stop_a_save(opened: Open) -> None:
    ledger = opened()
    ledger.append(NOTE)
    with ledger.reading() as db:
        rows = db.query("SELECT number FROM entry")
        next(iter(rows))
        assert ledger.append(NOTE).number == 2


def test_a_reading_is_of_one_moment_and_may_be_nested(opened: Open) -> None:
    ledger = opened()
    ledger.append(NOTE)
    with ledger.reading() as db:
        with ledger.reading() as inner:
            assert inner["entry"].count == 1
        assert db["entry"].count == 1


def test_threads_take_turns(opened: Open) -> None:
    ledger = opened()
    problems: list[object] = []

    def record() -> None:
        for _ in range(15):
            ledger.append(NOTE)
            problems.extend(verify(ledger).problems)

    threads = [threading.Thread(target=record) for _ in range(3)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert (ledger.count(), problems) == (45, [])


def test_the_keyring_keeps_keys_but_not_over_its_own(opened: Open) -> None:
    ledger = opened()
    ledger.keep_key("terminal", b"private")
    assert (ledger.key("terminal"), ledger.key("none")) == (b"private", None)
    assert opened().key("terminal") == b"private"
    for name in ("identity", "device", "signing seed"):
        with pytest.raises(BadInput):
            ledger.keep_key(name, b"x")


def test_a_view_of_another_version_is_behind(opened: Open) -> None:
    class Empty:
        name, version = "empty", 1

        def create(self, db: object) -> None: ...

        def apply(self, db: object, entries: object) -> None: ...

    opened(views=[Empty()]).append(NOTE)
    assert opened(views=[Empty()]).views_behind() == ()
    newer = Empty()
    newer.version = 2
    assert opened(views=[newer]).views_behind() == ("empty",)
    opened(views=[Empty()])
    opened(views=[newer]).rebuild("empty")
    assert opened(views=[newer]).views_behind() == ()


class Numbers:
    """A view of the numbers of the entries it was given."""

    name, version = "numbers", 1

    def create(self, db: Database) -> None:
        db.execute("DROP TABLE IF EXISTS numbers")
        db.execute("CREATE TABLE numbers (number INTEGER PRIMARY KEY)")

    def apply(self, db: Database, entries: Sequence[Entry]) -> None:
        db["numbers"].insert_all({"number": entry.number} for entry in entries)


def shown(ledger: SqliteLedger) -> list[int]:
    with ledger.reading() as db:
        return [number for (number,) in db.execute("SELECT number FROM numbers ORDER BY number")]


def test_a_view_follows_when_it_is_read_and_after_a_cut_at_any_time(opened: Open) -> None:
    ledger = opened(views=[Numbers()])
    for _ in range(3):
        ledger.append(NOTE)
    # As if the power went before anybody read: nothing of it is in the file yet.
    ledger = opened(views=[Numbers()])
    assert shown(ledger) == [1, 2, 3]
    ledger.append(NOTE)
    opened().append(NOTE)  # recorded by a program that does not know the view
    ledger = opened(views=[Numbers()])
    assert ledger.views_behind() == ()
    assert shown(ledger) == [1, 2, 3, 4, 5]
    ledger.append(NOTE)
    ledger.append_many([NOTE] * 2)
    assert shown(ledger) == list(range(1, 9))


def test_what_is_read_at_one_moment_stays_so_while_more_is_recorded(opened: Open) -> None:
    ledger = opened(views=[Numbers()])
    ledger.append(NOTE)
    with ledger.reading() as db:
        before = db.execute("SELECT count(*) FROM numbers").fetchone()
        with ledger.reading() as inner:
            assert inner.execute("SELECT count(*) FROM numbers").fetchone() == before
    ledger.append(NOTE)
    assert shown(ledger) == [1, 2]


@pytest.mark.parametrize("begins", ["BEGIN", "UPDATE view_state", "COMMIT"])
def test_views_that_cannot_be_kept_say_so_and_recording_goes_on(opened: Open, begins: str) -> None:
    ledger = opened(views=[Numbers()])
    ledger.append(NOTE)
    assert shown(ledger) == [1]
    ledger.append(NOTE)
    fail(ledger, begins, 13)
    ledger._files().views._connection = ledger._files().writer
    assert shown(ledger) == [1]
    assert ledger.views_behind() == ("numbers",)
    assert ledger.append(NOTE).number == 3
    assert shown(ledger) == [1]
    ledger = opened(views=[Numbers()])
    assert ledger.views_behind() == ()
    assert shown(ledger) == [1, 2, 3]


def test_a_view_that_cannot_be_made_does_not_stop_the_ward(opened: Open) -> None:
    class Broken:
        name, version = "broken", 1

        def create(self, db: object) -> None:
            raise ValueError

        def apply(self, db: object, entries: object) -> None: ...

    ledger = opened(views=[Broken()])
    assert ledger.views_behind() == ("broken",)
    assert ledger.append(NOTE).number == 1


def test_every_error_has_words_without_the_databases_own(tmp_path: Path) -> None:
    for code in range(1, 30):
        problem = SqlError("quoting MARKER-text")
        problem.sqlite_errorcode = code
        said = in_words(problem)
        assert isinstance(said, WardsafeError)
        assert "MARKER" not in str(said)
        assert said.what.endswith(".")
    with pytest.raises(Damaged, match="cannot be read"):
        connect(tmp_path / "none.db", KEY)
