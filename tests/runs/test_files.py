import json
import os
import stat

import pytest

import symrnn
from symrnn.claims.catalog import Catalog, load
from symrnn.errors import LedgerError, OutputError
from symrnn.runs import ledger as ledgers
from symrnn.runs.entry import FIELDS, VERDICTS, failed, require
from symrnn.runs.files import regenerate, write_atomic
from symrnn.runs.identity import environment, sources_hash, versions
from symrnn.runs.plan import Planned, plan, seed_of


@pytest.fixture
def planned(tmp_path):
    known = {
        "id": "a", "title": "A.", "topic": "t", "source": {"work": "w", "place": ""}, "expected": "PROVED", "uses": [],
        "as_printed_of": None, "code": "", "foils": [],
    }  # fmt: skip
    return Planned("a", tmp_path / "a.py", None, (), known)


def test_a_file_is_replaced_whole_or_not_at_all(tmp_path, monkeypatch):
    file = tmp_path / "new" / "a.json"
    write_atomic(file, "first\n")
    write_atomic(file, "second\n")
    assert file.read_text() == "second\n"
    assert stat.S_IMODE(file.stat().st_mode) & 0o444 == 0o444

    def broken(descriptor):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "fsync", broken)
    with pytest.raises(OutputError, match="No space left"):
        write_atomic(file, "third\n")
    assert file.read_text() == "second\n"
    assert [f.name for f in file.parent.iterdir()] == ["a.json"]


def test_a_folder_that_cannot_be_written(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OutputError):
        write_atomic(tmp_path / "file" / "a.json", "x")


def test_a_ledger_is_read_as_it_was_written(tmp_path, planned):
    entries = [failed(planned, "ERROR", "ä reason"), failed(planned, "NOT_RUN", "")]
    ledger = ledgers.assemble(entries)
    assert ledger["totals"] == dict.fromkeys(VERDICTS, 0) | {"claims": 2, "ERROR": 1, "NOT_RUN": 1}
    assert ledger["tool"] == {"name": "symrnn", "version": symrnn.__version__, "sources_hash": sources_hash()}
    ledgers.write(ledger, tmp_path / "ledger.json")
    text = (tmp_path / "ledger.json").read_text("utf-8")
    assert text == json.dumps(ledger, sort_keys=True, indent=1, ensure_ascii=False) + "\n"
    assert ledgers.read(tmp_path / "ledger.json") == ledger
    files = [tmp_path / "nowhere.json", tmp_path / "ledger.json"]
    assert ledgers.claim_of("a", files) == (entries[0], files[1:])
    with pytest.raises(LedgerError, match="no claim 'b'"):
        ledgers.claim_of("b", files)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (lambda ledger: ledger.clear(), "no ledger"),
        (lambda ledger: ledger.update(schema="symrnn-ledger/0"), "expected symrnn-ledger/1"),
        (lambda ledger: ledger.pop("tool"), "lacks tool"),
        (lambda ledger: ledger.update(claims={}), "a list of claims"),
        (lambda ledger: ledger["claims"][0].pop("verdict"), "lacks verdict"),
        (lambda ledger: ledger["claims"][0].update(verdict="PROVED"), "PROVED without evidence"),
        (lambda ledger: ledger["totals"].update(ERROR=0), "the totals"),
    ],
)
def test_a_ledger_that_was_edited_is_not_read(tmp_path, planned, change, words):
    ledger = ledgers.assemble([failed(planned, "ERROR", "")])
    change(ledger)
    (tmp_path / "ledger.json").write_text(json.dumps(ledger))
    with pytest.raises(LedgerError, match=words):
        ledgers.read(tmp_path / "ledger.json")


def test_what_is_no_ledger_is_not_read(tmp_path):
    with pytest.raises(LedgerError, match="cannot be read"):
        ledgers.read(tmp_path / "none.json")
    for text in ("{", "[]", "3"):
        (tmp_path / "a.json").write_text(text)
        with pytest.raises(LedgerError):
            ledgers.read(tmp_path / "a.json")


def test_an_entry_without_a_judge_has_all_fields(planned):
    entry = failed(planned, "RESOURCE_OUT", "wall time")
    assert require(entry, planned) is entry
    assert sorted(entry) == sorted(FIELDS)


def test_the_environment_names_what_computes_without_builds():
    found = environment()
    assert set(found) == {"python", "mpmath", "numpy", "python-flint", "scipy", "sympy", "torch"}
    assert found["python"].count(".") == 1
    assert "+" not in "".join(found.values())
    assert "missing" not in versions().values()


def test_the_sources_hash_covers_what_decides_and_not_what_presents(tmp_path, monkeypatch):
    package = tmp_path / "symrnn"
    for name in ("__init__.py", "algebra/rules.py", "runs/job.py", "recheck/data.json", "report/html.py", "cli.py"):
        (package / name).parent.mkdir(parents=True, exist_ok=True)
        (package / name).write_text(name)
    monkeypatch.setattr(symrnn, "__file__", str(package / "__init__.py"))

    def now():
        sources_hash.cache_clear()
        return sources_hash()

    before = now()
    (package / "report" / "html.py").write_text("changed")
    (package / "cli.py").write_text("changed")
    assert now() == before
    for name in ("algebra/rules.py", "runs/job.py", "recheck/data.json"):
        (package / name).write_text("changed")
        assert now() != before
        before = now()
    (package / "algebra" / "new.py").write_text("")
    assert now() != before
    sources_hash.cache_clear()


def test_the_seed_of_a_claim():
    assert seed_of("a", 0) == seed_of("a", 0) != seed_of("a", 1) != seed_of("b", 1)
    assert plan(Catalog()) == []


def test_generated_files_are_compared_or_written(tmp_path):
    texts = {"a.txt": "one", "b.txt": "two\n"}
    assert len(regenerate(tmp_path, texts, write=False)) == 2
    assert list(tmp_path.iterdir()) == []
    regenerate(tmp_path, texts, write=True)
    assert regenerate(tmp_path, texts, write=False) == []
    assert (tmp_path / "a.txt").read_text() == "one\n"
    (tmp_path / "old.txt").write_text("")
    (tmp_path / "README.md").write_text("")
    (tmp_path / "b.txt").write_text("three\n")
    extra, diff = regenerate(tmp_path, texts, write=False)
    assert extra.endswith("old.txt: nothing generates this file")
    assert "-three" in diff
    assert "+two" in diff


def test_a_ledger_opens_the_chapters_of_its_own_topics(tmp_path):
    folder = tmp_path / "derivations"
    folder.mkdir()
    (folder / "opened.py").write_text(
        '"""What it is\nabout. And more.\n\nDetails."""\nimport symrnn as sr\n'
        '@sr.claim("one", source="s")\ndef one():\n    """One."""\n    return sr.equal(1, 1)\n'
    )
    (folder / "empty.py").write_text('"""No claims."""\n')
    catalog = load([folder])
    assert catalog.topics == {"opened": "What it is about. And more."}
    entries = [failed(p, "NOT_RUN", "") for p in plan(catalog)]
    assert ledgers.assemble(entries, {**catalog.topics, "gone": "Not there."})["topics"] == catalog.topics
    assert ledgers.assemble([], catalog.topics)["topics"] == {}


def test_the_seed_of_a_claim_is_the_one_that_recheck_expects():
    from symrnn.recheck.numbers import seed_of as expected

    assert [seed_of("a-b", seed) for seed in (0, 7)] == [expected("a-b", 0), expected("a-b", 7)]
