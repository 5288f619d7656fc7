"""The README runs: Python blocks print what stands below them, commands print what stands after them."""

import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

README = Path(__file__).parents[2] / "README.md"
_BLOCK = re.compile(r"^```(\w+)(?: file=(\S+))?\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def blocks():
    """Language, file and text of every block."""
    return _BLOCK.findall(README.read_text("utf-8"))


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder with the files of the README."""
    place = tmp_path_factory.mktemp("readme")
    for language, file, text in blocks():
        if file:
            assert language == "python"
            (place / file).write_text(text, encoding="utf-8")
    return place


def run(command, folder):
    path = os.pathsep.join([str(Path(sys.executable).parent), os.environ["PATH"]])
    done = subprocess.run(command, cwd=folder, env={**os.environ, "PATH": path}, shell=isinstance(command, str),
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, check=False)
    return done.stdout


def printed():
    """Pairs of a Python block and the output that stands below it."""
    found = blocks()
    return [(text, found[k + 1][2]) for k, (language, file, text) in enumerate(found)
            if language == "python" and not file and found[k + 1][0] == "text"]


def commands():
    """Pairs of a command and the output that stands after it, in order."""
    out = []
    for language, _, text in blocks():
        if language == "console":
            for part in re.split(r"^\$ ", text, flags=re.MULTILINE)[1:]:
                command, _, output = part.partition("\n")
                out.append((command, output))
    return out


def agrees(output, written):
    """Whether the output is what is written, where `...` stands for anything."""
    pattern = re.escape(written.strip("\n")).replace(r"\.\.\.", ".*")
    return re.fullmatch(pattern, output.strip("\n"), re.DOTALL) is not None


def test_the_readme_has_blocks_of_every_kind():
    assert len(printed()) == 1
    assert len(commands()) >= 6
    assert {file for _, file, _ in blocks() if file} == {"mine.py", "own.py"}


def test_the_commands_and_the_example_stand_on_the_first_screen():
    lines = README.read_text("utf-8").splitlines()
    assert lines[2].startswith("    make report")
    assert lines[3].startswith("    make test")
    assert lines.index("```text") < 30
    (code, _), = printed()
    statements = [line for line in code.splitlines() if line.strip() and not line.startswith(("import", "print"))]
    assert len(statements) <= 10


@pytest.mark.parametrize(("code", "output"), printed())
def test_python_prints_what_the_readme_says(code, output, folder):
    assert run([sys.executable, "-c", code], folder) == output


def test_commands_print_what_the_readme_says(folder):
    for command, written in commands():
        output = run(command, folder)
        assert agrees(output, written), f"{command}\n{output}"
