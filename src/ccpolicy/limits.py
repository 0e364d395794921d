"""Every limit there is: how much of what, what is reported beyond it, and why it is there.

Policies, records and certificates are hostile until read: whatever they hold, reading them ends, soon and in little
memory, and what is too much is told by name. Limits are several times what the largest policy or month needs. Clause 18.1
of the definition lists them, and a test holds that list, and a pair of inputs at and over each, against this one.
"""

from __future__ import annotations

from attrs import frozen


@frozen
class Limit:
    """At most `most` of something; `finding` is the name of what is reported beyond it."""

    most: int
    of: str
    finding: str
    why: str

    def __str__(self) -> str:
        if self.most >= 1 << 20 and self.most % (1 << 20) == 0:
            return f"{self.most >> 20} MiB"
        if self.most >= 1 << 17 and self.most % (1 << 10) == 0:
            return f"{self.most >> 10} KiB"
        return f"{self.most:,}"


# ---------------------------------------------------------------------- policies

FILES = Limit(256, "files of a policy", "too-many-files", "each is opened; the largest policy has 25")
FILE_BYTES = Limit(256 << 10, "bytes of a policy file", "file-too-long", "the largest has 112 KiB, nearly all of it texts")
FILE_WORDS = Limit(
    20_000, "words and signs of a policy file", "too-many-words", "about a second of reading; the largest has 3,300"
)
POLICY_WORDS = Limit(
    100_000, "words and signs of all files of a policy", "too-many-words", "a few seconds of reading; the largest has 17,000"
)
INDENTS = Limit(16, "indentations within each other", "too-deep", "statements take clauses two or three deep")
BRACKETS = Limit(64, "brackets within each other", "too-deep", "nobody follows more; readers of trees call themselves")
OPERATORS = Limit(256, "operators, brackets and dots of a formula", "too-deep", "a formula is as deep as it has operators")
NAME = Limit(64, "characters of a name or code", "name-too-long", "names are compared with each other, letter by letter")
TEXT = Limit(10_000, "characters of a text in a policy", "text-too-long", "a text is a sentence, or a few")
DIGITS = Limit(12, "digits of a number before the point", "number-too-long", "as in the input")
DECIMALS = Limit(9, "digits of a number after the point", "number-too-long", "as in the input")
EXPONENT = Limit(100, "the exponent of `power`", "bad-exponent", "how often a factor compounds")
MAGNITUDE = Limit(
    4_000, "digits of a number a formula can come to", "number-too-large", "powers of powers have more than there is memory"
)
CHAIN = Limit(3_000, "levels of formulas that rest on each other", "too-deep", "evaluation follows them by calling itself")
PATTERN_PARTS = Limit(
    20_000, "parts of formulas that patterns make", "pattern-too-large", "a long pattern applied often grows by its product"
)
MISTAKES = Limit(100, "errors told of a policy", "too-many-mistakes", "nobody reads more, and each is compared with every name")
TRIALS = Limit(
    600_000, "steps of trying out conditions", "too-many-cases", "cases multiply; the largest policy needs 190,000"
)
TABLE_BYTES = Limit(4 << 20, "bytes of a CSV file of a policy", "file-too-long", "the largest has 14 KiB")
TABLE_ROWS = Limit(20_000, "rows of a CSV file of a policy", "too-many-rows", "about a second of checking")
TABLE_COLUMNS = Limit(200, "columns of a CSV file of a policy", "too-many-columns", "a column for each value of a key")
TABLE_PAIRS = Limit(
    300_000, "pairs of table rows compared for overlaps", "too-many-rows", "rows with ranges are compared each with each"
)

# ---------------------------------------------------------------------- records

INPUT_BYTES = Limit(64 << 20, "bytes of an input", "too-large", "a month of a whole state; it is held in memory")
INPUT_NESTING = Limit(32, "lists and objects within each other in a document", "too-deep", "readers of trees call themselves")
INPUT_FILES = Limit(200, "tables of a folder", "too-many-files", "one for each kind of record and each sheet")
INPUT_COLUMNS = Limit(500, "columns of a table of the input", "too-many-columns", "every heading is compared with the others")
INPUT_TEXT = Limit(10_000, "characters of a text in the input", "too-long", "a name or a remark")
INPUT_KEY = Limit(200, "characters of a key in the input", "too-long", "keys are joined into keys of finer rows, and told")
PROBLEMS = Limit(1_000, "problems told of an input", "too-many-problems", "nobody reads more")
PROBLEMS_KEPT = Limit(
    20_000, "problems of an input that is read as far as it can be", "too-many-problems", "with more it is another file"
)
ROWS_OF_ONE = Limit(3_700, "rows derived from one row", "too-many-rows", "ten years of days")
ROWS = Limit(2_000_000, "rows derived of one grain", "too-many-rows", "a month of a whole state, by the day")

# ---------------------------------------------------------------------- files beside them

REQUIREMENTS_BYTES = Limit(1 << 20, "bytes of a file of requirements", "bad-requirements", "the largest has 40 KiB")
REQUIREMENTS_TEXT = Limit(2_000, "characters of a text in a file of requirements", "bad-requirements", "one statement of a source")
DOCUMENT_BYTES = Limit(16 << 20, "bytes of a source document as text", "usage", "a manual of a thousand pages has 4 MiB")
CERTIFICATE_BYTES = Limit(64 << 20, "bytes of a certificate", "usage", "as of an input; it is held in memory")
CERTIFICATE_NESTING = Limit(32, "lists and objects within each other in a certificate", "usage", "readers of trees call themselves")
CASE_FILES = Limit(100, "files in a case with a policy of its own", "usage", "each is written down to be read")

LIMITS = tuple(value for value in list(globals().values()) if isinstance(value, Limit))
"""All of them, in the order of the definition."""
