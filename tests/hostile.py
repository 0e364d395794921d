"""Inputs made to take long, or much memory: small ones, and what fits into the limits.

`python tests/hostile.py` reads each and prints what it took; `tests/test_limits.py` runs it with less memory and time than
any of them took before it was mended.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path

sys.path[:0] = [str(Path(__file__).parents[1] / "src"), str(Path(__file__).parent)]

from at_limits import ROWS, _csv, _flag, folder, named, policy, told  # noqa: E402
from ccpolicy import front  # noqa: E402
from ccpolicy.dsl.load import load_policy, load_text  # noqa: E402
from ccpolicy.records.read import load_document, parse_document  # noqa: E402

SMALL = 100_000
"""Bytes of a text that one mistake, repeated, makes long."""

MUCH = 1 << 20
"""Bytes of an input."""


def text(made: str) -> list[str]:
    return named(load_text(made)[1])


def repeated(part: str, before: str = "", after: str = "", size: int = SMALL) -> Callable[[], list[str]]:
    return lambda: text(before + part * (size // len(part)) + after)


def added(part: str) -> Callable[[], list[str]]:
    return lambda: policy(part)


def document(made: str, kind: str = "json") -> Callable[[], list[str]]:
    program = front.load(ROWS)
    return lambda: told(lambda: program.determine(parse_document(made.encode(), kind)))


def names(count: int, form: str) -> str:
    return "".join(form.format(at=at, name=f"{at:x}".translate(str.maketrans("0123456789", "ghijklmnop"))) for at in range(count))


def _many(kind: str, form: str, size: int = MUCH) -> str:
    one = len(form) + 6
    return f'{{"{kind}": [{", ".join(form.replace("AT", str(at)) for at in range(size // one))}]}}'


TEXTS: dict[str, Callable[[], list[str]]] = {
    "lines that begin no statement": repeated("a\n"),
    "statements that are not finished": repeated("fact a of b =\n"),
    "small statements": repeated('source a "x"\n', size=60_000),
    "bars and nothing between": repeated("|", 'table a "x"\n  ', "\n"),
    "a table of small numbers": repeated("|1|2|3|4|5|6|7|8|\n  ", 'table a "x"\n  ', size=60_000),
    "braces in a text": repeated("{a}", 'codes a\n  note "', '"\n'),
    "braces that are not closed": repeated("{", 'codes a\n  note "', '"\n'),
    "texts one after the other": repeated('"a"\n    ', "codes a\n  note "),
    "lines indented ever deeper": lambda: text("codes a\n" + "".join(" " * at + 'note "a"\n' for at in range(1, 400))),
    "minus signs": repeated("-", "fact a of b = ", "a\n"),
    "brackets": repeated("(", "fact a of b = ", "\n"),
    "a long list": repeated(",a", "fact a of b = a in (a", ")\n", size=40_000),
    "a name without an end": repeated("a", "fact ", " of b = 1\n"),
    "a number without an end": repeated("1", "fact a of b = ", "\n"),
    "empty lines": repeated("\n", 'source a "x"\n', '  note "a"\n', size=20_000),
    "NUL": repeated("\0"),
    "one letter after the other, wide": repeated("１"),
    "facts that read unknown names like all others": added(names(1500, "fact ab{name} of stay number\n  = ba{name}\n")),
    "facts that read each other in a circle": added(
        "".join(f"fact f{at} of stay number\n  = f{(at + 1) % 1000}\n" for at in range(1000))
    ),
    "facts that square each other": added(
        "fact f0 of stay number\n  = 999999999999\n"
        + "".join(f"fact f{at} of stay number\n  = f{at - 1} * f{at - 1}\n" for at in range(1, 60))
        + _flag("f59 > 1")
    ),
    "powers of powers": added(_flag("power(power(power(power(10, 100), 100), 100), 100) > places")),
    "exceptions that may meet": added(
        "fact f of stay number\n  = 1\n"
        + "".join(f'  except "e{at}"\n    when places > {at} and points > {at}\n    = {at}\n' for at in range(250))
    ),
    "lines of many fields": added(
        "fact f of stay number\n  | when | value |\n"
        + "".join(
            f'  | places is {at} and points is {at} and rate is ${at} and copay is ${at} and half | {at} |\n' for at in range(120)
        )
        + "  | otherwise | 0 |\n"
    ),
    "a pattern applied again and again": added(
        'pattern p(n, x)\n  setting n number = ' + " + ".join(["x"] * 100) + "\n"
        + "".join(f"apply p(n: m{at}, x: {' + '.join(['1'] * 100)})\n" for at in range(60))
    ),
    "codes told apart by one letter": added(
        'codes many "Many"\n  | code | label |\n' + "".join(f'  | A{at}X | "a" |\n' for at in range(2500))
    ),
    "texts of which none is told in another language": lambda: text(
        ROWS.read_text(encoding="utf-8").replace("  period month\n", "  period month\n  languages es\n")
        + 'words es\n  | en | es |\n' + "".join(f'  | "a text like no other {at}" | "b" |\n' for at in range(2000))
    ),
    "a table of ranges": lambda: _csv(
        "low,high,amount\n" + "".join(f"{at},{at + 1},$1\n" for at in range(20_000)), "least count from low below high"
    ),
    "a table of a megabyte": lambda: _csv("mark,amount,remark\n" + "1,$1,xxxxxxxxx\n" * (MUCH // 15)),
    "a table of one cell": lambda: _csv("a" * MUCH),
    "a table of commas": lambda: _csv("mark,amount\n" + "," * MUCH),
    "a table of quotes": lambda: _csv('mark,amount\n"' + '""' * (MUCH // 2)),
    "a folder of small files": lambda: folder(
        {f"f{at}.policy": 'source a "x"\n' * 30 for at in range(250)}, lambda place: named(load_policy(place)[1])
    ),
}

RECORDS: dict[str, Callable[[], list[str]]] = {
    "empty rows": document(_many("stay", "{}")),
    "rows of nothing": document(_many("stay", "null")),
    "rows with names nobody knows": document(_many("stay", '{"cheild": "a", "ratte": 5}')),
    "kinds nobody knows": document("{" + ", ".join(f'"chil{at}": 1' for at in range(60_000)) + "}"),
    "a name again and again": document("{" + ", ".join(f'"a{at % 30000}": 1' for at in range(60_000)) + "}"),
    "rows with one key": document(_many("child", '{"id": "k"}')),
    "references to nothing": document(_many("stay", '{"id": "sAT", "child": "kAT"}')),
    "lists in lists": document("[" * MUCH),
    "objects in objects": document('{"a":' * (MUCH // 5)),
    "empty lists": document('{"child": [' + "[]," * (MUCH // 3) + "[]]}"),
    "a bare number without an end": document('{"child": [' + "1" * MUCH + "]}"),
    "a text without an end": document('{"child": [{"id": "k1", "name": "' + "a" * MUCH + '"}]}'),
    "escapes": document('{"child": [{"id": "k1", "name": "' + "\\u0000" * (MUCH // 6) + '"}]}'),
    "half characters": document('{"child": [' + '"\\ud800",' * (MUCH // 9) + "1]}"),
    "history that is none": document(_many("posting", '{"amount": 1}')),
    "declarations that are none": document(_many("complete", '{"record": "cliam", "keys": {"mnoth": "a"}}')),
    "rows of a sheet with strange cells": document(_many("grid", '{"Clam": "c1", "Plaec": "s1"}')),
    "months of a sheet": document(
        _many("grid", '{"Claim": "cAT", "Place": "s1", "Month": "2022-11", "Line": "Codes", "1": "A"}', MUCH // 4)
    ),
    "years in care": document(
        '{"child": [{"id": "k1"}], "stay": [{"id": "s1", "child": "k1"}], "visit": ['
        + ", ".join(
            f'{{"stay": "s1", "came": "1900-01-01T{at // 60 % 24:02}:{at % 60:02}", "left": "2200-01-01T00:00"}}'
            for at in range(1000)
        )
        + "]}"
    ),
    "days after 9999": document('{"child": [{"id": "k1"}], "claim": [{"id": "c1", "stay": "s1", "month": "2200-12"}]}'),
    "aliases of aliases": document(
        "a: &a [x, x]\n" + "".join(f"{chr(98 + at)}: &{chr(98 + at)} [{', '.join(['*' + chr(97 + at)] * 9)}]\n" for at in range(20)),
        "yaml",
    ),
    "YAML lists in lists": document("[" * MUCH, "yaml"),
    "YAML dashes": document("- " * (MUCH // 2), "yaml"),
    "YAML lines": document("child:\n" + "- {id: a}\n" * (MUCH // 4 // 10), "yaml"),
    "YAML questions": document("? " * (MUCH // 2), "yaml"),
    "YAML names": document("".join(f"a{at}: 1\n" for at in range(MUCH // 4 // 10)), "yaml"),
    "YAML quotes": document('"' + "\\\n" * (MUCH // 2), "yaml"),
    "a table of rows that lack a cell": lambda: folder(
        {"child.csv": "id,name\n" + "a\n" * (MUCH // 2)}, lambda place: told(lambda: load_document(place))
    ),
    "rows of commas": lambda: folder(
        {"child.csv": "id,name\n" + "," * MUCH}, lambda place: told(lambda: load_document(place))
    ),
    "a heading of commas": lambda: folder({"child.csv": "," * MUCH}, lambda place: told(lambda: load_document(place))),
}

def main() -> None:
    """Reads each, those named or all, and prints a table: input, seconds of the processor, MiB at the peak, what is said."""
    for what, made in (TEXTS | RECORDS).items():
        if len(sys.argv) > 1 and not any(word in what for word in sys.argv[1:]):
            continue
        begun = time.process_time()
        said = made()
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
        print(json.dumps([what, round(time.process_time() - begun, 2), round(peak), list(dict.fromkeys(said))[:4]]), flush=True)


if __name__ == "__main__":
    main()
