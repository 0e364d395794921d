"""Every finding by its name: what it means and what to do. A name stands here once, and what is reported has one.

Findings about policy files come in groups, in the order in which a file is read; problems of records stand apart,
and a few names occur in both, with one meaning in each.
"""

from __future__ import annotations

from attrs import frozen


@frozen
class Entry:
    """A finding: its name, what is wrong, and what to do."""

    name: str
    meaning: str
    advice: str
    group: str


_POLICY = """
# Reading
no-policy | a folder holds no policy file | a policy is a folder of .policy files
not-text | a file is not UTF-8 text | save it as UTF-8
file-too-long | a file is larger than a policy needs | cut it into several
too-many-files | more files than a policy needs | put what belongs together into one file
too-many-words | more words and signs than a policy needs | put large tables into CSV files
too-many-mistakes | more mistakes than anybody reads at once | mend those that are told
unreadable-file | a file that cannot be opened, or that is no plain file of this folder | check its name and rights
one-heading | no `policy` statement, or more than one | write one
unknown-statement | a line at the margin begins with a word that begins no statement | correct the word
unknown-clause | an indented line begins with a word that begins no clause | correct the word
misplaced-clause | a clause stands where it cannot | move it to the statement it belongs to
misplaced-statement | a statement stands inside another | begin it at the left margin
misplaced-table | table lines stand under a statement without a table | move them
repeated-clause | a clause stands twice | keep one
clause-missing | a clause that a statement cannot do without is lacking | add it
odd-indentation | a line lines up with nothing above it | line it up
unexpected-indent | a line is indented under one that takes nothing | line it up
unexpected-word | a word stands where none can | join it to what stands before it, or begin a new line
unexpected-character | a character has no meaning | use the words and signs of the language
value-missing | a value or definition is lacking | write it
label-missing | the text after a name is lacking | write it in quotes
nothing-follows | a line ends where more must come | finish it
open-bracket | a bracket is never closed | close it
open-quote | a quote is never closed | close it on its line
open-brace | a brace in a text has no partner | write `{name}`, or double the brace
bad-placeholder | what stands between braces is no name or formula | write a name
row-not-closed | a table line does not end with a bar | add it
cell-count | a table line has more or fewer cells than its heading | leave cells empty between bars
bad-heading | a column of a table is not one it can have | correct the heading
bad-cell | a cell holds what its column cannot | correct it
table-missing | a statement that is told in a table has none | add its lines
mixed-column | a column holds values of different kinds | say its type in the heading
not-constant | a cell holds a formula | write the result
too-deep | brackets, lines or facts that rest on each other too deep | split the formula into facts
number-too-long | a number has more digits than a policy needs | shorten it
name-too-long | a name has more letters than anybody reads | shorten it
text-too-long | a text is longer than anybody is told | shorten it
# Slips of the hand
curly-quotes | typographic quotes | write straight ones
single-quotes | a text in single quotes | write double ones
foreign-letter | a letter that names do not have | use a to z
not-a-name | letters and digits that are neither name nor code | write names small, codes in capitals
mixed-and-or | `and` and `or` without brackets | add brackets
list-without-in | `code is 40 or 45`: the second value is compared with nothing | write `in (40, 45)`
equals-sign | `=` for `is` | write `is`
slashed-date | a date such as 7/1/2022 | write 2022-07-01
short-date | a date such as 2022-7-1 | write 2022-07-01
small-code | a code in small letters, read as a subtraction | write it in capitals
amount-comma | an amount such as $1,800 | write $1800
bad-amount | a dollar sign without an amount | write dollars, or dollars and cents
no-such-date | a day the calendar does not have | correct it
no-such-time | a time the clock does not have | write hours 0 to 23
# Names
unknown-name | a name that stands for nothing here | declare it, or correct it
unknown-code | a code its list does not have | add it to the list, or correct it
unknown-column | a column a code list does not have | add it, or correct it
unknown-field | a field a record does not have | add it, or correct it
unknown-type | a type that does not exist | correct it
unknown-grain | a grain that does not exist | declare a record or grain, or correct it
unknown-record | a record that does not exist | declare it, or correct it
unknown-table | a split by what is no setting or table | declare it, or correct it
unknown-function | a function or table that does not exist | declare the table, or correct it
unknown-unit | a unit of measure, or a unit type, that does not exist | correct it
unknown-source | a citation of a source that is not declared | declare it with `source`
unknown-reason | a reason that does not exist | correct it
unknown-fact | an example of what does not exist, or a note that touches it | correct it
unknown-line | a worksheet line that does not exist | correct it
unknown-role | a role a worksheet line cannot have | correct it
unknown-exception | a rank over an exception that does not exist | write its label
unknown-allowance | an allowance that does not exist | correct it
unknown-item | a part an allowance or deadline does not have | correct it
unknown-grant | a way to grant that does not exist | write `whole` or `part`
unknown-outcome | an outcome that does not exist | write deny, hold, route or flag
unknown-word | a word that cannot follow its clause | correct it
unknown-reading | a reading that is not listed | choose one that is
unknown-rounding | a rounding that does not exist | write up, down, half_up or half_even
unknown-step | rows by a step that does not exist | write day, week or month
unknown-choice | an option of the heading, or of a field, that cannot be so | choose one of those listed
unknown-zone | a time zone that does not exist | correct it
unknown-calendar | a calendar that is not declared | declare it with `calendar`
unknown-requirement | a requirement that its file does not have | correct the id
unknown-deadline | a deadline that does not exist, named as the one until which a field can be changed | correct it
unknown-weekday | a day of the week that does not exist | correct it
unknown-pattern | a pattern that does not exist | correct it
unknown-parameter | a parameter a pattern does not have | correct it
unknown-policy | a shared policy that cannot be found | put it beside the policy's folder
unknown-file | a file that is not there | put it into the policy's folder
unknown-language | a language that is not told by two letters | write two letters
parameter-missing | a pattern is applied without all it needs | add the parameter
bad-file | a file that cannot be used | save it as CSV inside the policy's folder
declared-twice | one name with two meanings | rename one
ambiguous-name | a name that could be that of two rows | say which row
item-missing | an allowance or deadline where a value is needed | say what of it
no-part | a dot after what has no parts | take it away
code-twice | a code stands twice in its list | keep one
bad-code | a word that cannot be a code | write capitals, digits and hyphens, or snake_case
stray-code | a code where nothing says which list it is of | compare it with something that has codes
# Types and rows
wrong-type | a value of one kind where another is needed | write a value of that kind
wrong-units | amounts that cannot be added, taken or spent together | give both the same unit
wrong-count | a function with too few or too many values | write as many as it takes
wrong-arguments | a function with values of the wrong kind | write what it takes
not-comparable | two values of different kinds are compared | give both the same kind
no-order | more or less of what has no order | compare with `is` or `in`
bad-exponent | a power that is no whole number | write a whole number
number-too-large | a formula that can come to a number of more digits than anybody needs | round it, or multiply less
bad-step | rounding to nothing | write the step
bad-type | a field of a type that is computed | put in what it is computed from
option-missing | a formula depends on a choice the heading does not make | make it
needless-otherwise | `otherwise` after what is never missing | take it away
missing-in-silence | an operand that may be missing would decide without anybody noticing | guard it with `is not missing`
no-rows | a function of one value is given rows | use an aggregate
no-row | an aggregate where there is no row | move it into a fact
finer-row | a name of rows of which there may be several | use an aggregate
not-finer | an aggregate over rows that are not finer | use the name, or start from another row
out-of-reach | rows that do not lead where they should | name rows that do
order-missing | who comes first is not said | add an order
order-ties | two rows may come equally early (a warning) | let the order tell them apart
date-missing | rows without a date are counted by time | say `dated by`
bad-window | a window of time that does not exist | write one that does
bad-share | `share` without what it needs | say what is shared, per what, by what weight
column-missing | which column holds a value is not clear | name it
cycle | something depends on itself | break the circle
too-many-rows | more rows of a table than can be checked | cut the table into several
too-many-columns | more columns of a table than it needs | write lines instead
pattern-too-large | patterns that make more than can be checked | let what they share be a fact of its own
# Rules
too-many-cases | conditions of more cases than can be tried | split them into facts
bands-gap | a value that no band holds | let the bands meet
bands-overlap | a value that two bands hold | let one begin where the other ends
empty-band | a band that holds nothing | correct its edges
two-edges | a band with two edges on one side | leave one empty
table-gap | a value that no row of a table holds | let the rows meet
rows-overlap | two rows of a table match the same | make their keys differ
rows-gap | a case no line of a fact decides | end with `otherwise`
unreachable-row | a line that an earlier one always takes | take it away, or move it up
unreachable-exception | an exception that can never apply | correct its condition
unranked-exceptions | two exceptions that can both apply | rank them with `over`
rank-cycle | an exception ranked over itself | take one rank away
never-applies | a condition that can never hold | correct it
allowances-meet | a row that can ask for two allowances | say `after` or `with`
unbalanced | a worksheet whose sides differ on some row | correct the amounts
negative-amount | a worksheet amount below nothing on some row | use min or max
unrounded-amount | a payment that may hold a fraction of a cent | round it by name
unrounded-division | a division nobody rounds | round it where it is written
share-missing | an amount above the rows that ask, without a way to share it | add `share by` or `undivided`
stops-nothing | a stop that no asking row leads to | stop another row, or use a flag
pays-nothing | a payment that no asking row leads to | pay another row
no-pay | rows that ask and nothing pays | add a `pay`
# Reports
nothing-shown | a report without a list, table or calendar | add one, or take the report away
pages-without-rows | a report of everything that chooses or orders its one page | add `of GRAIN`
list-without-row | a list in a report whose page has no row | add `of GRAIN`, or make it a table
undated-calendar | a calendar of rows without a date | take dated rows, or make it a table
unlabelled-value | a formula in a report without a label | give it one
# Over time, and what is said
version-gap | a day without a version | add one
versions-overlap | a day with two versions | end one before the other begins
undated-beside-dated | a definition without dates beside dated ones | date them all
period-backwards | a period that ends before it begins | swap the dates
period-outside | a period outside the one around it | correct the dates
citation-missing | a reason, deadline or unsettled point without a citation | cite its source
citation-not-in-force | a reason can be given on a day its sources do not cover | cite one that does
bad-pin | a pin that is no fingerprint of a sentence | make it with `ccpolicy sources --pin`
bad-requirements | a file of requirements that cannot be used | correct it
readings-missing | an unsettled point with fewer than two readings | add them
unread | something nothing reads | take it away, or use it
text-twice | two texts in one language | keep one
translation-missing | a text that is lacking in a language the policy speaks (English: an error) | add it
translation-twice | one text is two things in another language | keep one
translation-unused | a translation of a text the policy does not have | correct the English, or take it away
translation-differs | a sentence tells other values in another language | tell the same in both
# Sheets
heading-twice | two columns or lines of a sheet that cannot be told apart | rename one, or take it away
sheet-key | rows of a sheet that cannot be told apart | add a column for their key
sheet-across | days across that no day, month or line goes with | say which
sheet-reads-nothing | a sheet with nothing to read but keys | give it a field of the input
unknown-format | a way of writing dates and times that is not known | take one of those listed
word-twice | a word for two codes | take one of them away
"""

_RECORDS = """
# Records
bad-csv | a table that is not CSV | save it as CSV
bad-date | a date or month that is none | write 2022-11-24 or 2022-11
bad-json | a file that is not JSON | correct it at the place shown
bad-key | a key that is empty or holds a slash | give another
bad-money | an amount with parts of a cent | write at most two decimals
bad-text | text that is not UTF-8 | save the file as UTF-8
bad-time | a time that is none | write 19:00
bare-number | a number that could mean two things | write it in quotes, with cents or a percent sign
dangling-reference | a row refers to one that is not there | add that row, or correct the key
duplicate-key | a name stands twice | keep one
duplicate-row | two rows have one key | keep one
empty-file | a file or table without anything in it | give it its heading and rows
left-out | a row is left out because it belongs to one that was | mend that one
missing-field | a value that is required is lacking | add it
repeated-time | a time that the clock shows twice that day | give its offset from UTC
skipped-time | a time that the clock skips that day | correct it
too-deep | values nested too deep | flatten them
too-large | an input that is too large | give it in parts
too-many-columns | a table with more columns than there are values | take columns away
too-many-files | a folder with more tables than there are kinds of record | take tables away
too-many-problems | more problems than anybody reads | mend those that are told
too-long | a text that is too long | shorten it
two-values | a value is told twice and not alike | correct one of them
unknown-allowance | a posting of an allowance the policy does not have | correct the name
unknown-code | a code its list does not have | correct it
unknown-field | a value the record does not have | correct its name
unknown-format | a file of a kind that is not read | give JSON, YAML or a folder of CSV
unknown-line | a line of a sheet that it does not have | correct the word
unknown-record | a kind of record the policy does not have | correct it
unreadable-file | a file that cannot be opened | check its name and rights
wrong-cells | a line with more or fewer cells than its heading | correct it
wrong-type | a value of another kind than its field | write what the field takes
"""


def _entries(table: str) -> dict[str, Entry]:
    found: dict[str, Entry] = {}
    group = ""
    for line in table.strip().split("\n"):
        if line.startswith("# "):
            group = line[2:]
            continue
        name, meaning, advice = line.split(" | ")
        found[name] = Entry(name, meaning, advice, group)
    return found


POLICY = _entries(_POLICY)
"""What can be wrong with policy files."""

RECORDS = _entries(_RECORDS)
"""What can be wrong with input records."""
