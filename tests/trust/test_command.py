"""The command that measures: what is not measured or falls short is said, kept figures are kept, a fault costs one point."""

import json
from types import SimpleNamespace

import pytest

from symrnn.trust import corpora, points
from symrnn.trust.__main__ import FAILED, MET, SHORT, USAGE, main


def fake(figures, goal=lambda found: [f"{found['wrong']} wrong"] if found["wrong"] else []):
    def measure(jobs, progress):
        progress(1, 1, "a case")
        if figures is None:
            raise ArithmeticError("broken")
        return dict(figures)

    return SimpleNamespace(TITLE="Poison", MEANS="Cases with `|` in them.", measure=measure, goal=goal,
                           says=lambda found: f"{found['cases']} cases, {found['wrong']} wrong")


@pytest.fixture
def table(monkeypatch):
    """Only these measurements are there."""
    made = {}
    monkeypatch.setattr(points, "_measurement", lambda module: made.get(module.rpartition(".")[2]))
    return made


def read(folder):
    return json.loads((folder / "trust.json").read_text())


def test_every_measurement_has_what_is_asked_of_it():
    for point in points.points():
        made = point.measurement
        if made is not None:
            assert made.TITLE
            assert made.MEANS.endswith(".")
            assert all(callable(f) for f in (made.measure, made.goal, made.says))


def test_figures_are_written_and_what_is_missing_is_never_good(table, tmp_path):
    table["poison"] = fake({"cases": 3, "wrong": 0, "by_kind": [{"kind": "a|b", "cases": 3}]})
    assert main(["--only", "poison", "--out", str(tmp_path)]) == MET
    trust = read(tmp_path)
    assert list(trust) == list(points.POINTS)
    assert (trust["poison"]["cases"], trust["poison"]["short"]) == (3, [])
    assert trust["faults"]["measured"] is False
    assert trust["faults"]["short"] == ["not measured"]
    page = (tmp_path / "trust.md").read_text()
    assert "| Poison | 3 cases, 0 wrong | met |" in page
    assert "| a\\|b | 3 |" in page
    assert "| not measured | not measured |" in page
    assert main(["--out", str(tmp_path)]) == SHORT


def test_other_figures_are_kept_and_goals_are_judged_again(table, tmp_path):
    table["poison"] = fake({"cases": 3, "wrong": 0})
    main(["--only", "poison", "--out", str(tmp_path)])
    table["poison"] = fake({"cases": 4, "wrong": 0}, lambda found: ["too few"])
    table["labelled"] = fake({"cases": 9, "wrong": 0})
    assert main(["--only", "labelled", "--out", str(tmp_path)]) == MET
    trust = read(tmp_path)
    assert (trust["poison"]["cases"], trust["poison"]["short"], trust["labelled"]["cases"]) == (3, ["too few"], 9)


def test_a_goal_that_was_met_before_must_be_met_and_what_changed_is_shown(table, tmp_path, capsys):
    table["poison"] = fake({"cases": 3, "wrong": 1})
    assert main(["--only", "poison", "--out", str(tmp_path)]) == SHORT
    fresh = ["--only", "poison", "--out", str(tmp_path / "fresh"), "--against", str(tmp_path / "trust.json")]
    assert main(fresh) == MET
    assert "SHORT  poison" in capsys.readouterr().err
    table["poison"] = fake({"cases": 3, "wrong": 0})
    assert main(fresh) == MET
    assert "CHANGED  poison: wrong is 0, and was 1" in capsys.readouterr().err
    main(["--only", "poison", "--out", str(tmp_path)])
    table["poison"] = fake({"cases": 3, "wrong": 1})
    assert main(fresh) == SHORT


def test_a_measurement_that_fails_loses_its_figures_and_no_other(table, tmp_path):
    table |= {"poison": fake({"cases": 3, "wrong": 0}), "labelled": fake({"cases": 3, "wrong": 0})}
    main(["--only", "poison", "labelled", "--out", str(tmp_path)])
    table["poison"] = fake(None)
    assert main(["--only", "poison", "--out", str(tmp_path)]) == FAILED
    trust = read(tmp_path)
    assert trust["poison"]["measured"] is False
    assert "ArithmeticError" in trust["poison"]["means"]
    assert trust["labelled"]["cases"] == 3


def test_usage(tmp_path, monkeypatch, capsys):
    with pytest.raises(SystemExit) as end:
        main(["--only", "nothing"])
    assert end.value.code == USAGE
    (tmp_path / "trust.json").write_text("[]")
    assert main(["--only", "poison", "--out", str(tmp_path)]) == USAGE
    monkeypatch.setattr(corpora, "__file__", str(tmp_path / "symrnn" / "trust" / "corpora.py"))
    assert main(["--out", str(tmp_path / "new")]) == USAGE
    assert "checkout" in capsys.readouterr().err
