"""Records that cannot be used: what is said of each, and that nothing is paid or written because of them."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from commands import Run

EXAMPLE = Path(__file__).parents[2] / "examples" / "ky" / "month.json"

Document = dict[str, Any]
Change = Callable[[Document], object]


def month() -> Document:
    document: Document = json.loads(EXAMPLE.read_text())
    return document


def refused(run: Run, tmp_path: Path, text: str | bytes) -> str:
    """What is said of an input, which leaves the output file that is there as it was."""
    (tmp_path / "month.json").write_bytes(text if isinstance(text, bytes) else text.encode())
    out = tmp_path / "out.json"
    before = sorted(tmp_path.iterdir())
    code, shown, err = run("pay", "ky_ccap", str(tmp_path / "month.json"), "-o", str(out))
    assert (code, shown) == (3, "")
    assert sorted(tmp_path.iterdir()) == before
    assert err.endswith("with the input records; nothing was determined\n")
    return "".join(err.splitlines(keepends=True)[:-1])


CHANGES: dict[str, tuple[Change, str]] = {
    "an unknown field": (
        lambda d: d["child"][0].update(birthdate="2022-03-10"),
        "error[unknown-field]: child[0].birthdate: `child` has no `birthdate`; did you mean `birth_date`?\n",
    ),
    "a renamed column": (
        lambda d: d["claim"][0].update(autorization=d["claim"][0].pop("authorization")),
        "error[missing-field]: claim[0].authorization: `authorization` is required (The enrollment the claim rests on);"
        " is it `autorization`?\n"
        "error[unknown-field]: claim[0].autorization: `claim` has no `autorization`; did you mean `authorization`?\n",
    ),
    "money as a float": (
        lambda d: d["charge"][0].update(amount=50.5),
        "error[bare-number]: charge[0].amount: `50.5` is a floating-point number, which may have been rounded;"
        ' write "50.50", in quotes and with cents\n',
    ),
    "money as a float that is no number of cents": (
        lambda d: d["charge"][0].update(amount=0.1 + 0.2),
        "error[bare-number]: charge[0].amount: `0.30000000000000004` is a floating-point number, which may have been"
        ' rounded; write the amount in quotes and with cents: "40.00"\n',
    ),
    "money as a bare whole number": (
        lambda d: d["charge"][0].update(amount=50),
        'error[bare-number]: charge[0].amount: `50` could be cents; write "50.00", in quotes and with cents\n',
    ),
    "7.9 where things are counted": (
        lambda d: d["authorization"][0].update(pages_returned=7.9),
        "error[wrong-type]: authorization[0].pages_returned: expected a whole number, found the bare number `7.9`\n",
    ),
    "7.9 in quotes where things are counted": (
        lambda d: d["authorization"][0].update(pages_returned="7.9"),
        "error[wrong-type]: authorization[0].pages_returned: expected a whole number, found `7.9`\n",
    ),
    "February 30": (
        lambda d: d["child"][0].update(birth_date="2025-02-30"),
        "error[bad-date]: child[0].birth_date: there is no `2025-02-30`: that month has 28 days; correct the day\n",
    ),
    "a day before its month": (
        lambda d: d["child"][0].update(birth_date="2022-24-11"),
        "error[bad-date]: child[0].birth_date: there is no `2022-24-11`: a year has 12 months;"
        ' write year, month, day: "2022-11-24"\n',
    ),
    "a year of two digits made four": (
        lambda d: d["child"][0].update(birth_date="0022-11-24"),
        "error[bad-date]: child[0].birth_date: `0022-11-24` is not between 1900-01-01 and 2200-12-31; correct the year\n",
    ),
    "a row given twice": (
        lambda d: d["child"].append(dict(d["child"][0])),
        "error[duplicate-row]: child[14]: a second `child` row with the `id` of child[0]; they say the same;"
        " leave one of them out\n",
    ),
    "two rows with one key": (
        lambda d: d["child"].append({**d["child"][0], "special_needs": True}),
        "error[duplicate-row]: child[14]: a second `child` row with the `id` of child[0]; they differ in"
        " `special_needs`; leave one of them out\n",
    ),
    "a claim without an authorization": (
        lambda d: d["claim"][0].pop("authorization"),
        "error[missing-field]: claim[0].authorization: `authorization` is required (The enrollment the claim rests on);"
        ' give it, or write {"unknown": "why"} when nobody knows\n',
    ),
    "a claim whose authorization is not there": (
        lambda d: d["claim"][0].update(authorization="cert-2022-77"),
        "error[dangling-reference]: claim[0].authorization: no `authorization` row has the key `cert-2022-77`;"
        " there are 14 `authorization` rows\n",
    ),
    "a time on the night the clocks are set forward": (
        lambda d: d["session"][0].update(arrived="2022-03-13T02:30"),
        "error[skipped-time]: session[0].arrived: there was no `2022-03-13T02:30` in America/New_York: the clocks were"
        " set forward over it; correct the time, or give its offset from UTC\n",
    ),
    "a time on the night the clocks are set back": (
        lambda d: d["session"][0].update(arrived="2022-11-06T01:30"),
        "error[repeated-time]: session[0].arrived: `2022-11-06T01:30` came twice in America/New_York: the clocks were"
        ' set back; say which, with the offset from UTC: "2022-11-06T01:30-04:00" or "2022-11-06T01:30-05:00"\n',
    ),
    "a billing code there is not": (
        lambda d: d["day"][0].update(entered_code="44"),
        "error[unknown-code]: day[0].entered_code: `44` is not a code of `pbf_code`; the codes are: 1, 2, 40, 43, 45,"
        " 451, 452, 50, 55, 60, 65\n",
    ),
    "40 levels": (
        lambda d: d.update(child=json.loads("[" * 40 + "]" * 40)),
        "error[too-deep]: month.json: values are nested more than 32 deep\n",
    ),
    "a kind of record there is not": (
        lambda d: d.update(claims=d.pop("claim")),
        "error[unknown-record]: claims: `claims` is not a kind of record; did you mean `claim`?\n",
    ),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_cannot_be_used_is_said_with_its_place_and_nothing_is_written(
    run: Run, tmp_path: Path, what: str
) -> None:
    change, words = CHANGES[what]
    document = month()
    change(document)
    assert refused(run, tmp_path, json.dumps(document)).startswith(words)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (json.dumps(month()).replace('"id": "ava"', '"id": "ava", "id": "eva"', 1),
         "error[duplicate-key]: child[0]: `id` stands twice in one object; leave one of them out\n"),
        ('{\n "child": [{"id": "NaN", "special_needs": NaN}]\n}',
         "error[bad-json]: month.json:2:43: this is not JSON: NaN is not a number;"
         ' write {"unknown": "why"} for what nobody knows\n'),
        ("", "error[empty-file]: month.json: there is nothing in it\n"),
        (" \n", "error[empty-file]: month.json: there is nothing in it\n"),
        ("[]", "error[wrong-type]: expected record kinds, each with its rows, found a list; record kinds: "),
        (b'{"child": [{"id": "\xe9"}]}', "error[bad-text]: month.json:1: this is not UTF-8 text; save the file as UTF-8\n"),
        ('{"child": [', "error[bad-json]: month.json:1:12: this is not JSON: expecting value\n"),
    ],
)
def test_a_text_that_is_no_document_is_said_to_be_none(
    run: Run, tmp_path: Path, text: str | bytes, words: str
) -> None:
    assert refused(run, tmp_path, text).startswith(words)


def test_a_key_that_may_be_a_name_is_repeated_only_when_asked(run: Run, tmp_path: Path) -> None:
    document = month()
    document["claim"][0]["authorization"] = "cert-avva"
    path = tmp_path / "month.json"
    path.write_text(json.dumps(document))
    assert "cert-avva" not in run("pay", "ky_ccap", str(path))[2]
    assert run("pay", "ky_ccap", str(path), "--show-values")[2].startswith(
        "error[dangling-reference]: claim[0].authorization: no `authorization` row has the key `cert-avva`;"
        " did you mean `cert-ava`"
    )


def test_one_mistake_in_many_rows_is_told_a_few_times_and_counted(run: Run, tmp_path: Path) -> None:
    document = month()
    for row in document["child"]:
        row["birthday"] = row.pop("birth_date")
    told = refused(run, tmp_path, json.dumps(document)).splitlines()
    assert len(told) == 6
    assert told[4].startswith("error[unknown-field]: child[4].birthday: `child` has no `birthday`")
    assert told[5] == "  and 9 more of `child[…].birthday`"


@pytest.mark.parametrize("what", ["February 30", "a billing code there is not", "two rows with one key"])
def test_keep_going_lists_what_it_left_out_and_says_so_by_its_exit_code(
    run: Run, tmp_path: Path, what: str
) -> None:
    document = month()
    change, words = CHANGES[what]
    change(document)
    path, out = tmp_path / "month.json", tmp_path / "out.json"
    path.write_text(json.dumps(document))
    code, _, err = run("pay", "ky_ccap", str(path), "--keep-going", "-o", str(out))
    result = json.loads(out.read_text())
    left = [finding for finding in result["findings"] if finding["kind"] == "left_out"]
    assert code == 3
    assert err.startswith("input rows left out: ")
    assert left[0]["row"] == words.split(": ")[1]
    assert left[0]["text"] in words
    claims = {line["claim"] for line in result["lines"] if "claim" in line}
    fallen = "cora-2022-11" if "code" in what else "ava-2022-11"
    assert fallen not in claims
    assert "ben-2022-11" in claims


# An empty form


def test_an_input_in_which_nothing_is_claimed_says_so(run: Run, tmp_path: Path) -> None:
    path = tmp_path / "month.json"
    path.write_text("{}")
    code, out, err = run("pay", "ky_ccap", str(path))
    assert (code, err) == (0, "nothing was claimed: no row of the input asks for payment\n")
    assert "No row of the input asks for payment." in out


def test_a_claim_without_a_day_is_not_lost_without_a_word(run: Run, tmp_path: Path) -> None:
    """A flexible schedule prefills no day; a form on which no day is coded asks for nothing."""
    document = month()
    document["day"] = [row for row in document["day"] if row["claim"] != "finn-2022-11"]
    document["session"] = [row for row in document["session"] if row["claim"] != "finn-2022-11"]
    path = tmp_path / "month.json"
    path.write_text(json.dumps(document))
    at = next(at for at, row in enumerate(document["claim"]) if row["id"] == "finn-2022-11")
    code, out, _ = run("pay", "ky_ccap", str(path))
    assert code == 0
    assert f"Nothing claimed\n  claim[{at}]\n    no row of claim finn-2022-11 asks for payment\n" in out
    found = json.loads(run("pay", "ky_ccap", str(path), "--format", "json")[1])["findings"]
    assert [(each["kind"], each["code"]) for each in found if each["row"] == f"claim[{at}]"] == [
        ("noted", "nothing-claimed")
    ]


# Tables


def tables(folder: Path, document: Document, encoding: str = "utf-8", ends: str = "\n") -> None:
    """The document as CSV tables; statements beside the rows are left out."""
    folder.mkdir()
    for kind, rows in document.items():
        if kind in ("complete", "posting"):
            continue
        names = list(dict.fromkeys(name for row in rows for name in row))
        with (folder / f"{kind}.csv").open("w", newline="", encoding=encoding) as file:
            writer = csv.DictWriter(file, names, lineterminator=ends)
            writer.writeheader()
            writer.writerows(rows)


def test_tables_saved_by_a_spreadsheet_read_like_any_other(run: Run, tmp_path: Path) -> None:
    """A byte order mark and Windows line ends change nothing."""
    document = {kind: rows for kind, rows in month().items() if kind not in ("complete", "posting")}
    (tmp_path / "plain.json").write_text(json.dumps(document))
    tables(tmp_path / "marked", document, encoding="utf-8-sig", ends="\r\n")
    expected = run("pay", "ky_ccap", str(tmp_path / "plain.json"))
    assert expected[0] == 0
    assert run("pay", "ky_ccap", str(tmp_path / "marked")) == expected


def test_a_problem_in_a_table_says_its_file_and_line(run: Run, tmp_path: Path) -> None:
    document = month()
    document["child"][2]["birth_date"] = "5/20/2020"
    tables(tmp_path / "tables", document)
    out = tmp_path / "out.json"
    assert run("pay", "ky_ccap", str(tmp_path / "tables"), "-o", str(out)) == (
        3, "",
        'error[bad-date]: child[2].birth_date: expected a date, found `5/20/2020` (child.csv:4); write it year first: "2022-11-24"\n'
        "1 problem with the input records; nothing was determined\n",
    )
    assert not out.exists()


def test_a_renamed_column_of_a_table_is_told_with_the_name_it_should_have(run: Run, tmp_path: Path) -> None:
    document = month()
    for row in document["claim"]:
        row["provider_id"] = row.pop("provider")
    tables(tmp_path / "tables", document)
    code, _, err = run("pay", "ky_ccap", str(tmp_path / "tables"))
    told = err.splitlines()
    assert code == 3
    assert told[0] == (
        "error[missing-field]: claim[0].provider: `provider` is required (The provider who asks) (claim.csv:2);"
        " is it `provider_id`?"
    )
    assert told[5] == "  and 9 more of `claim[…].provider`"
    assert told[-1] == "28 problems with the input records; nothing was determined"
