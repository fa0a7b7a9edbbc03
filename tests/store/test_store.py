from __future__ import annotations

import json
import shutil
import sqlite3
import threading
from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import text

from detente.errors import NotFound, StoreError
from detente.records import record_from_dict
from detente.store import Store
from detente.store.rows import record_from_rows, record_json, rows_of
from tests.strategies import RUN, records

quick = settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck))


@quick
@given(records())
def test_a_record_survives_json(record):
    assert record_from_dict(json.loads(record_json(record))) == record


@quick
@given(records())
def test_a_record_survives_its_rows(record):
    rows = rows_of(record)
    assert record_from_rows(rows.article, rows.run, rows.facts) == record


@quick
@given(st.lists(records(), max_size=4))
def test_a_store_gives_back_what_it_was_given_and_finds_no_fault(found):
    with Store(":memory:") as store:
        for record in found:
            store.add([record])
        latest = {r.article.id: r for r in found}
        assert {r.article.id: r for r in store.records()} == latest
        assert list(store.faults()) == []


@pytest.fixture
def record():
    # One fixed record: the first that hypothesis would find interesting is not needed here.
    from detente.records import Article, Claim, Record

    article = Article(id="talks-1", text="Ankara opposes the plan.", title="Ankara")
    article = replace(article, body=article.span(0, 24))
    return Record(article=article, claims=(Claim(id="c1", span=article.span(0, 6), by="TUR"),), run=RUN)


def test_reading_twice_adds_nothing(tmp_path, record):
    with Store(tmp_path / "r.db") as store:
        assert store.add([record]) == 1
        before = (tmp_path / "r.db").read_bytes()
        counts = store.counts()
        assert store.add([record]) == 0
        assert store.counts() == counts
    assert before  # the file was there all along


def test_a_corrected_record_supersedes_and_the_earlier_can_be_asked_for(record):
    corrected = replace(record, claims=(replace(record.claims[0], by="USA"),))
    with Store(":memory:") as store:
        store.add([record])
        assert store.correct(corrected, by="analyst", note="the envoy was American") == 1
        assert store.record("talks-1").claims[0].by == "USA"
        with store.connect() as connection:
            from detente.store.query import history

            first, second = history(connection, "talks-1")
        assert (first["superseded_by"], second["superseded_by"]) == (second["key"], None)
        assert second["corrected_by"] == "analyst"
        assert store.record("talks-1", reading=first["key"]).claims[0].by == "TUR"
        assert store.counts()["claims"] == 1


def test_tampering_is_found(tmp_path, record):
    path = tmp_path / "r.db"
    with Store(path) as store:
        store.add([record])
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE claims SET \"by\" = 'RUS'")
    with Store(path, read_only=True) as store:
        assert ["hash differs" in f.what for f in store.faults()] == [True]
    with sqlite3.connect(path) as raw:
        raw.execute("UPDATE articles SET text = 'Ankara supports the plan.'")
    with Store(path, read_only=True) as store:
        assert any("not the one that was read" in f.what for f in store.faults())


def test_readers_read_while_a_writer_writes(tmp_path, record):
    path = tmp_path / "r.db"
    with Store(path) as store:
        store.add([record])
        with store.engine.begin() as writing:
            writing.execute(text("UPDATE readings SET note = 'under way'"))
            with Store(path, read_only=True) as reader:
                assert reader.record("talks-1") == record


def test_two_writers_wait_for_each_other(tmp_path, record):
    path = tmp_path / "r.db"
    Store(path).close()
    errors = []

    def write(n):
        try:
            with Store(path) as store:
                for i in range(10):
                    store.add([replace(record, article=replace(record.article, id=f"{n}-{i}"))])
        except Exception as error:  # reported below, in the main thread
            errors.append(error)

    threads = [threading.Thread(target=write, args=(n,)) for n in range(3)]
    for t in threads:
        t.start()
    for t in threads:
        t.join()
    assert not errors
    with Store(path, read_only=True) as store:
        assert store.counts()["articles"] == 30


def test_a_read_only_store_cannot_be_written(tmp_path, record):
    Store(tmp_path / "r.db").close()
    with Store(tmp_path / "r.db", read_only=True) as store, pytest.raises(StoreError):
        store.add([record])


def test_a_batch_is_written_whole_or_not_at_all(record):
    broken = replace(record, article=replace(record.article, id="broken"), claims=(record.claims[0],) * 2)
    rows = [rows_of(record), rows_of(broken)]
    rows[1].facts["claims"][1]["n"] = 0  # the same key twice
    from detente.store.write import write_rows

    with Store(":memory:") as store:
        with pytest.raises(StoreError, match="nothing of this batch"):
            write_rows(store.engine, rows)
        assert store.counts()["articles"] == 0


def test_search_takes_words_as_words(record):
    with Store(":memory:") as store:
        store.add([record])
        assert store.search("opposes plan") == [("talks-1", "Ankara")]
        for hostile in ('"', "NEAR(", "* OR", "title:x", "'; DROP TABLE articles; --", ""):
            store.search(hostile)
        assert store.counts()["articles"] == 1


@pytest.mark.parametrize("content", [b"hello, I am no database" * 10, b"SQLite format 3\x00" + b"\xff" * 200])
def test_what_is_no_store_is_refused_and_left_alone(tmp_path, content):
    path = tmp_path / "notes.db"
    path.write_bytes(content)
    with pytest.raises(StoreError):
        Store(path)
    assert path.read_bytes() == content


def test_a_missing_store_is_named(tmp_path):
    with pytest.raises(StoreError, match=r"no such store"):
        Store(tmp_path / "none.db", read_only=True)
    with Store(":memory:") as store, pytest.raises(NotFound, match="no article 'x'"):
        store.record("x")


def test_a_store_of_a_later_version_is_refused(tmp_path):
    Store(tmp_path / "r.db").close()
    with sqlite3.connect(tmp_path / "r.db") as raw:
        raw.execute("UPDATE alembic_version SET version_num = '9999'")
    for read_only in (True, False):
        with pytest.raises(StoreError, match="later version"):
            Store(tmp_path / "r.db", read_only=read_only)


def test_a_store_from_before_joint_sources_keeps_its_hashes_and_speakers(tmp_path, record):
    from detente.records import Kind, Statement
    from detente.store.search import Filters, search_statements

    words = record.article.span(0, 6)
    said = Statement(id="s1", kind=Kind.DIRECT, content=(words,), source=words, source_actor="TUR")
    with Store(tmp_path / "r.db") as store:
        store.add([replace(record, statements=(said,))])
    with sqlite3.connect(tmp_path / "r.db") as raw:
        raw.execute("DROP TABLE speakers")
        raw.execute("ALTER TABLE statements DROP COLUMN joint_sources")
        raw.execute("UPDATE alembic_version SET version_num = '0003'")
    with Store(tmp_path / "r.db") as store, store.connect() as connection:
        assert list(store.faults()) == []
        assert [f["id"] for f in search_statements(connection, Filters(speaker="TUR"))] == ["s1"]


def test_a_copy_taken_while_writing_opens_whole(tmp_path, record):
    path, copy = tmp_path / "r.db", tmp_path / "copy.db"
    with Store(path) as store:
        for i in range(20):
            store.add([replace(record, article=replace(record.article, id=f"a{i}"))])
        with store.engine.begin() as writing:
            writing.execute(text("DELETE FROM claims"))
            shutil.copy(path, copy)  # as a power cut would leave it, the log included
            shutil.copy(f"{path}-wal", f"{copy}-wal")
            writing.rollback()
    with Store(copy) as store:
        assert store.counts()["claims"] == 20
        assert list(store.faults()) == []


def test_migrations_make_the_schema_that_the_code_expects():
    from alembic.autogenerate import compare_metadata
    from alembic.migration import MigrationContext

    from detente.store.schema import metadata

    with Store(":memory:") as store, store.connect() as connection:
        ours = {t.name for t in metadata.sorted_tables}
        context = MigrationContext.configure(
            connection, opts={"include_name": lambda name, kind, _: kind != "table" or name in ours}
        )
        assert compare_metadata(context, metadata) == []
