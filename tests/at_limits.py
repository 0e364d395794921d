"""Input at and over every limit, made anew for each: what tests hold against the limits, and what `bench/limits.py` times.

Each is a function that reads something of a size and gives the names of what is said of it; `PAIRS` has for each limit
that function, with the largest size that is still taken and the smallest that is not.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from ccpolicy import front, limits
from ccpolicy.audit.documents import read_lines
from ccpolicy.certificate.verify import read as read_certificate
from ccpolicy.cli.verify import certificate_text
from ccpolicy.dsl.load import load_policy, load_text
from ccpolicy.errors import RecordsError, UsageError
from ccpolicy.limits import Limit
from ccpolicy.records.read import load_document, parse_document
from ccpolicy.records.requirements import read_requirements
from ccpolicy.testing.cases import load_policy_text

ROWS = Path(__file__).parent / "fuzz" / "rows.policy"
USAGE = "usage"
"""What stands in place of a name where a wrong use is told in words alone."""


# ---------------------------------------------------------------------- what is said


def named(findings: Iterable[Any]) -> list[str]:
    return [finding.name for finding in findings]


def told(read: Callable[[], object]) -> list[str]:
    """The names of the problems of something read; none where it is taken."""
    try:
        read()
    except RecordsError as error:
        return named(error.problems)
    except UsageError:
        return [USAGE]
    return []


def policy(extra: str) -> list[str]:
    """What is said of the policy of rows with something added to it."""
    return named(load_text(ROWS.read_text(encoding="utf-8") + extra)[1])


def folder(files: Mapping[str, str | bytes], read: Callable[[Path], list[str]]) -> list[str]:
    """What is said of a folder with these files."""
    with tempfile.TemporaryDirectory() as place:
        for name, text in files.items():
            (Path(place) / name).write_bytes(text.encode() if isinstance(text, str) else text)
        return read(Path(place))


def policy_folder(files: Mapping[str, str | bytes]) -> list[str]:
    return folder(files, lambda place: named(load_policy(place)[1]))


def rows(document: Any) -> list[str]:
    """What is said of a caseload of the policy of rows, read and determined."""
    program = front.load(ROWS)
    return told(lambda: program.determine(document))


# ---------------------------------------------------------------------- policies


def files(count: int) -> list[str]:
    text = ROWS.read_text(encoding="utf-8")
    return policy_folder({"program.policy": text, **{f"f{at}.policy": "# nothing\n" for at in range(count - 1)}})


def file_bytes(size: int) -> list[str]:
    text = ROWS.read_text(encoding="utf-8")
    lines = "# nothing but remarks, one below the other, which nobody reads\n"
    more = lines * ((size - len(text)) // len(lines))
    return policy_folder({"program.policy": text + more + "#" * (size - len(text) - len(more))})


def file_words(count: int) -> list[str]:
    """A table of so many words in all; a bar, a number, and the end of the line are words."""
    from ccpolicy.dsl.parse import words_of

    text = ROWS.read_text(encoding="utf-8") + _table("| mark | amount |\n  | 1 | $1 |\n")
    return named(load_text(text + "#\n" * ((count - words_of(text)) // 2) + "\n" * ((count - words_of(text)) % 2))[1])


def policy_words(count: int) -> list[str]:
    from ccpolicy.dsl.parse import words_of

    text = ROWS.read_text(encoding="utf-8")
    left = count - words_of(text)
    most = limits.FILE_WORDS.most
    sizes = [most] * (left // most) + [left % most]
    return named(load_text(text, files={f"f{at}.policy": "\n" * size for at, size in enumerate(sizes)})[1])


def indents(count: int) -> list[str]:
    """Clauses under clauses; none may stand so, which is only told where the lines can be read."""
    deep = "".join("  " * at + 'note "a"\n' for at in range(1, count + 1))
    return [name for name in policy(f'source more "A book"\n{deep}') if name == "too-deep"]


def brackets(count: int) -> list[str]:
    return policy(_flag("(" * count + "1" + ")" * count + " < places"))


def operators(count: int) -> list[str]:
    return policy(_flag("1" + " + 1" * (count - 1) + " < stay.places", "claim"))


def name(count: int) -> list[str]:
    long = "a" * count
    return policy(f"setting {long} count = 3\n" + _flag(f"places is not missing and places > {long}"))


def text(count: int) -> list[str]:
    return policy(f'unmodelled "It is long"\n  instead "{"a" * count}"\n')


def digits(count: int) -> list[str]:
    return policy(_flag(f"points is not missing and points > {'9' * count}"))


def decimals(count: int) -> list[str]:
    return policy(_flag(f"points is not missing and points > 1.{'1' * count}"))


def exponent(count: int) -> list[str]:
    return policy(_flag(f"points is not missing and power(points, {count}) > 1"))


def magnitude(count: int) -> list[str]:
    """A number of so many digits, as the power of one of forty, with a few taken off."""
    whole = min(count // 40, 100)
    rest = count - 40 * whole
    factor = "999999999999"
    forty = f"({factor} * {factor} * {factor} * 9999)"
    rest_of = " * ".join(["1", *[factor] * (rest // 12), *(["9" * (rest % 12)] if rest % 12 else [])])
    return policy(f"setting huge number = power({forty}, {whole}) * {rest_of}\n" + _flag("huge > 1 and places is not missing"))


def chain(levels: int) -> list[str]:
    """Facts in a row, each of a few levels; the first is as deep as all of them."""
    one = 1 + 1 + 3
    count, rest = divmod(levels - 6, one)
    facts = "".join(f"fact f{at} of stay number\n  = f{at + 1} + 1\n" for at in range(count))
    return policy(f"{facts}fact f{count} of stay number\n  = 1{' + 1' * rest}\n" + _flag("f0 > 1"))


def pattern_parts(count: int) -> list[str]:
    """A formula applied again and again; each time it makes as many parts."""
    terms = 50
    uses = count // (2 * terms - 1)
    body = " + ".join(["x"] * terms)
    made = "".join(f"apply more(n: m{at}, x: {at})\n" for at in range(uses))
    found = policy(f"pattern more(n, x)\n  setting n number = {body}\n{made}")
    return [each for each in found if each == limits.PATTERN_PARTS.finding]


def mistakes(count: int) -> list[str]:
    found = policy("".join(f"setting s{at} number = unknown_{at}\n" for at in range(count)))
    return [each for each in found if each == limits.MISTAKES.finding]


def trials(lines: int) -> list[str]:
    """Lines of a fact, each held against all before it."""
    cells = "".join(f"  | (places otherwise 0) is {at} | {at} |\n" for at in range(lines))
    found = policy(f"fact level of stay number\n  | when | value |\n{cells}  | otherwise | 0 |\n")
    return [each for each in found if each == limits.TRIALS.finding]


def table_bytes(size: int) -> list[str]:
    head = "mark,amount,remark\n1,$1,"
    return _csv(head + "a" * 100 + "\n" + ",,\n" * ((size - len(head) - 101) // 3) + "\n" * ((size - len(head) - 101) % 3))


def table_rows(count: int) -> list[str]:
    return _csv("mark,least,amount\n" + "".join(f"1,{at},$1\n" for at in range(count)), "mark, least count")


def table_columns(count: int) -> list[str]:
    more = [f"c{at}" for at in range(count - 2)]
    return _csv(",".join(["mark", "amount", *more]) + "\n" + ",".join(["1", "$1", *("x" for _ in more)]) + "\n")


def table_pairs(count: int) -> list[str]:
    """Ranges that do not meet: the pairs are as many as the ways to choose two of them."""
    sides = int((2 * count) ** 0.5) + 1
    while sides * (sides - 1) // 2 > count:
        sides -= 1
    lines = "".join(f"{at},{at + 1},$1\n" for at in range(sides))
    return _csv("low,high,amount\n" + lines, "least count from low below high")


# ---------------------------------------------------------------------- records


def input_bytes(size: int) -> list[str]:
    return told(lambda: parse_document(b"[]" + b" " * (size - 2), "json"))


def input_nesting(depth: int) -> list[str]:
    return told(lambda: parse_document(b"[" * depth + b"]" * depth, "json"))


def yaml_nesting(depth: int) -> list[str]:
    return told(lambda: parse_document(b"[" * depth + b"]" * depth, "yaml"))


def input_files(count: int) -> list[str]:
    tables = {f"t{at}.csv": "id\n1\n" for at in range(count)}
    return folder(tables, lambda place: told(lambda: load_document(place)))


def input_columns(count: int) -> list[str]:
    table = ",".join(f"c{at}" for at in range(count)) + "\n" + ",".join("1" for _ in range(count)) + "\n"
    return folder({"child.csv": table}, lambda place: told(lambda: load_document(place)))


def row_values(count: int) -> list[str]:
    found = rows({"child": [{"id": "k1", **{f"c{at}": "1" for at in range(count - 1)}}]})
    return [each for each in found if each == limits.INPUT_COLUMNS.finding]


def input_text(count: int) -> list[str]:
    return rows({"child": [{"id": "k1", "name": "a" * count}]})


def input_key(count: int) -> list[str]:
    return rows({"child": [{"id": "k" * count}]})


def problems(count: int) -> list[str]:
    found = rows({"child": [{"id": f"k{at}", "age": "5"} for at in range(count)]})
    return [each for each in found if each == limits.PROBLEMS.finding]


def problems_kept(count: int) -> list[str]:
    program = front.load(ROWS)
    given = {"child": [{"id": f"k{at}", "birth_date": "x"} for at in range(count)]}
    return told(lambda: program.read(given, keep_going=True))


def rows_of_one(count: int) -> list[str]:
    return _span(count)


def all_rows(count: int) -> list[str]:
    """Rows of so many days each; the limit is held against what is left to make, so a smaller one shows it as well."""
    each = limits.ROWS_OF_ONE.most
    whole, rest = divmod(count, each)
    return _span(*[each] * whole, *([rest] if rest else []))


# ---------------------------------------------------------------------- files beside them


def requirements_bytes(size: int) -> list[str]:
    first = "- {id: AB-1, kind: rule, says: A sentence, where: p. 1}\n"
    return _requirements(first + "#" * (size - len(first)))


def requirements_text(count: int) -> list[str]:
    return _requirements(f"- {{id: AB-1, kind: rule, says: {'a' * count}, where: p. 1}}\n")


def document_bytes(size: int) -> list[str]:
    return folder({"book.txt": b"a" * size}, lambda place: told(lambda: read_lines(place / "book.txt")))


def certificate_bytes(size: int) -> list[str]:
    with tempfile.TemporaryDirectory() as place:
        file = Path(place) / "certificate.json"
        with file.open("wb") as made:
            made.truncate(size)
        return told(lambda: certificate_text(file))


def certificate_nesting(depth: int) -> list[str]:
    return told(lambda: read_certificate("[" * depth + "]" * depth))


def case_files(count: int) -> list[str]:
    made = {f"f{at}.csv": "a\n" for at in range(count)}
    return told(lambda: load_policy_text("", made))


# ---------------------------------------------------------------------- what they share


def _flag(condition: str, grain: str = "stay") -> str:
    return f'flag odd of {grain}\n  when {condition}\n  say "{{{grain}}} is odd."\n  cite book "p. 1"\n'


def _table(lines: str, takes: str = "mark") -> str:
    return (
        f'table prices "Prices"\n  takes {takes}\n  gives amount money\n  cite book "p. 1"\n'
        + ("  " + lines if lines.startswith("|") else f'  file "{lines}"\n')
        + "fact price of day money\n  = "
        + ("prices(code)" if takes == "mark" else "prices(code, 3)" if takes.startswith("mark,") else "prices(3)")
        + '\nflag dear of day\n  when price > $5\n  say "{price}."\n  cite book "p. 1"\n'
    )


def _csv(table: str, takes: str = "mark") -> list[str]:
    text = ROWS.read_text(encoding="utf-8") + _table("prices.csv", takes)
    return policy_folder({"program.policy": text, "prices.csv": table})


def _span(*days: int) -> list[str]:
    """Rows by the day of stays so many days long."""
    from datetime import date, timedelta

    start = date(2022, 1, 1)
    first = ROWS.read_text(encoding="utf-8").replace(
        "each day of claim from month_start(month) through month_end(month)", "each day of claim from starts through ends"
    )
    columns = '  | month     | month | required | "Month"   |\n'
    dates = '  | starts | date | required | "From" |\n  | ends | date | required | "Through" |\n'
    assert columns in first
    found, findings = load_text(first.replace(columns, columns + dates))
    assert found is not None, findings
    given = {
        "child": [{"id": "k1"}],
        "stay": [{"id": "s1", "child": "k1"}],
        "claim": [
            {"id": f"c{at}", "stay": "s1", "month": "2022-01", "starts": str(start), "ends": str(start + timedelta(days=count - 1))}
            for at, count in enumerate(days)
        ],
    }
    return told(lambda: front.Policy(found).determine(given))


def _requirements(text: str) -> list[str]:
    def read(place: Path) -> list[str]:
        return ["bad-requirements"] if read_requirements(place / "requirements.yaml")[1] else []

    return folder({"requirements.yaml": text}, read)


Made = Callable[[int], list[str]]

PAIRS: dict[str, tuple[Limit, Made, int, int]] = {
    made.__name__: (limit, made, at or limit.most, over or limit.most + 1)
    for limit, made, at, over in [
        (limits.FILES, files, 0, 0),
        (limits.FILE_BYTES, file_bytes, 0, 0),
        (limits.FILE_WORDS, file_words, 0, 0),
        (limits.POLICY_WORDS, policy_words, 0, 0),
        (limits.INDENTS, indents, 0, 0),
        (limits.BRACKETS, brackets, 0, 0),
        (limits.OPERATORS, operators, 0, 0),
        (limits.NAME, name, 0, 0),
        (limits.TEXT, text, 0, 0),
        (limits.DIGITS, digits, 0, 0),
        (limits.DECIMALS, decimals, 0, 0),
        (limits.EXPONENT, exponent, 0, 0),
        (limits.MAGNITUDE, magnitude, 3_900, 4_100),
        (limits.CHAIN, chain, 0, 0),
        (limits.PATTERN_PARTS, pattern_parts, 19_000, 20_100),
        (limits.MISTAKES, mistakes, 0, 0),
        (limits.TRIALS, trials, 30, 500),
        (limits.TABLE_BYTES, table_bytes, 0, 0),
        (limits.TABLE_ROWS, table_rows, 0, 0),
        (limits.TABLE_COLUMNS, table_columns, 0, 0),
        (limits.TABLE_PAIRS, table_pairs, 0, 310_000),
        (limits.INPUT_BYTES, input_bytes, 0, 0),
        (limits.INPUT_NESTING, input_nesting, 0, 0),
        (limits.INPUT_NESTING, yaml_nesting, 0, 0),
        (limits.INPUT_FILES, input_files, 0, 0),
        (limits.INPUT_COLUMNS, input_columns, 0, 0),
        (limits.INPUT_COLUMNS, row_values, 0, 0),
        (limits.INPUT_TEXT, input_text, 0, 0),
        (limits.INPUT_KEY, input_key, 0, 0),
        (limits.PROBLEMS, problems, 0, 0),
        (limits.PROBLEMS_KEPT, problems_kept, 0, 0),
        (limits.ROWS_OF_ONE, rows_of_one, 0, 0),
        (limits.REQUIREMENTS_BYTES, requirements_bytes, 0, 0),
        (limits.REQUIREMENTS_TEXT, requirements_text, 0, 0),
        (limits.DOCUMENT_BYTES, document_bytes, 0, 0),
        (limits.CERTIFICATE_BYTES, certificate_bytes, 0, 0),
        (limits.CERTIFICATE_NESTING, certificate_nesting, 0, 0),
        (limits.CASE_FILES, case_files, 0, 0),
    ]
}


if __name__ == "__main__":
    import sys

    print(json.dumps(PAIRS[sys.argv[1]][1](int(sys.argv[2]))))
