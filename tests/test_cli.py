"""The command line: words for people, JSON for machines, nothing ever overwritten."""

import json
from pathlib import Path

import pytest

from cakit import cli


@pytest.mark.parametrize("name", cli.COMMANDS)
def test_every_command_says_what_it_takes(name, capsys):
    with pytest.raises(SystemExit) as end:
        cli.main([name, "--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert end.value.code == 0 and f"usage: cakit {name} [-h]" in said
    with pytest.raises(SystemExit) as end:
        cli.main([name, "--no-such-option"])
    assert end.value.code == 2


def test_start_copies_and_never_overwrites(tmp_path, capsys):
    assert cli.main(["start", str(tmp_path / "new")]) == 0
    assert "Next: jupyter lab" in capsys.readouterr().out
    book = next((tmp_path / "new").rglob("*.ipynb"))
    book.write_text("mine")
    assert cli.main(["start", str(tmp_path / "new")]) == 1
    assert "nothing was copied" in capsys.readouterr().err
    assert book.read_text() == "mine"


def test_a_notebook_becomes_a_python_script(tmp_path):
    from nbconvert.exporters import ScriptExporter

    assert cli.main(["start", str(tmp_path / "new")]) == 0
    book = next((tmp_path / "new").rglob("*.ipynb"))
    for path in (book, Path(__file__).parents[1] / "notebooks" / book.name):
        _, about = ScriptExporter().from_filename(str(path))
        assert about["output_extension"] == ".py", path


def test_start_refuses_a_file(tmp_path, capsys):
    (tmp_path / "file").write_text("")
    assert cli.main(["start", str(tmp_path / "file")]) == 1
    assert "is a file" in capsys.readouterr().err


def test_tables_for_people_and_machines(capsys):
    assert cli.main(["tables"]) == 0
    assert "arms_transfers" in capsys.readouterr().out
    assert cli.main(["tables", "--json"]) == 0
    assert {"name", "rows", "terms"} <= set(json.loads(capsys.readouterr().out)[0])


def test_read_says_what_is_wrong(tmp_path, capsys):
    (tmp_path / "mine.csv").write_text(
        "recipient_iso3,supplier_iso3,year,tiv_million\nKAZ,RUS,2024,x\n"
    )
    assert cli.main(["read", str(tmp_path / "mine.csv"), "--table", "arms_transfers"]) == 1
    assert "line 2, column tiv_million" in capsys.readouterr().err
    assert cli.main(["read", str(tmp_path / "mine.csv"), "--table", "arms"]) == 1
    assert "UnknownTable" in capsys.readouterr().err
