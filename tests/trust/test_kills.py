"""Runs that are killed, a few of them; and a report that does not survive."""

import pytest

from symrnn.trust import disk
from symrnn.trust.measures import kills
from symrnn.trust.reporting import Place, moments


def quiet(*_):
    pass


@pytest.mark.slow
def test_a_few_runs_are_killed(monkeypatch):
    found = kills.measure(1, quiet, 2, (16,))
    assert (found["moments"], found["report_intact"], found["same_bytes"]) == (2, 2, 2)
    assert (found["left_aside"], found["left_running"], found["full_disk"]) == (0, 0, True)
    assert found["full_disk_says"].endswith("some stopped, the report whole after each")
    assert kills.goal(found) == ["2 moments, not 200"]


@pytest.mark.slow
def test_what_is_lost_is_counted(tmp_path, monkeypatch):
    place = Place(tmp_path)
    real = Place.start

    def careless(self, before=None):
        (self.out / "index.html").write_text("half a rep")
        (self.out / ".index.html-new-1").write_text("")
        return real(self, before)

    monkeypatch.setattr(Place, "start", careless)
    row = kills._one(place, "time", 0.0)
    assert (row["killed"], row["intact"], row["strays"]) == (True, False, 1)
    figures = {"moments": 200, "report_intact": 199, "same_bytes": 200, "left_aside": 1, "left_running": 0}
    assert len(kills.goal(figures | {"full_disk": False, "full_disk_says": "none stopped"})) == 3
    assert kills.goal(figures | {"report_intact": 200, "left_aside": 0, "full_disk": True}) == []


@pytest.mark.slow
def test_sizes_of_files_are_limited_where_there_is_no_disk(tmp_path):
    rows = disk.runs(tmp_path, [1, 1024], limited=True)
    assert [row["code"] for row in rows] == [4, 0]
    assert all(row["intact"] and row["same"] and not row["strays"] for row in rows)


def test_moments_are_the_same_each_time():
    assert moments(8, 3) == moments(8, 3) != moments(8, 4)
    assert [kind for kind, _ in moments(8, 3)] == 2 * ["time", "time", "time", "file"]
