"""Files are short, with one idea each."""

from architecture.imports import files

LIMIT = 350


def test_no_file_is_long():
    lines = {name: path.read_bytes().count(b"\n") for name, path in files().items()}
    assert {name: n for name, n in lines.items() if n > LIMIT} == {}
