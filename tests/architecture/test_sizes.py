"""Files are short, with one idea each."""

from architecture.imports import files

LIMIT = 350
LONGER: dict[str, str] = {
    "trust/labels.py": "an evaluator of its own, apart from all others",
}
"""File -> why it is longer. Files that are to be split are on the list until they are."""


def test_no_file_is_long():
    lines = {name: path.read_bytes().count(b"\n") for name, path in files().items()}
    assert {name: n for name, n in lines.items() if n > LIMIT and name not in LONGER} == {}
    assert [name for name in LONGER if lines.get(name, 0) <= LIMIT] == []
