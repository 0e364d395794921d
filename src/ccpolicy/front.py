"""What a Python program uses: a policy that determines, and a result that explains itself."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from attrs import evolve, field, frozen

from ccpolicy import library
from ccpolicy.diagnostics import Finding, nearest
from ccpolicy.engine.determination import Determination, Line, Total
from ccpolicy.errors import InternalError, RecordsError, UsageError
from ccpolicy.model import policy as model
from ccpolicy.records.caseload import Caseload, PostingRow

if TYPE_CHECKING:
    from ccpolicy.certificate.verify import Verdict
    from ccpolicy.engine.remedies import Change, Remedies
    from ccpolicy.explain.claim_page import ClaimPages
    from ccpolicy.explain.compare import Comparison
    from ccpolicy.explain.document_types import DeterminationDocument
    from ccpolicy.explain.reasons import Reasons
    from ccpolicy.explain.remedy_types import WhyNotDocument
    from ccpolicy.explain.report import Report
    from ccpolicy.explain.table import Batch

_ATTEMPTS = 4


def load(name_or_path: str | Path) -> Policy:
    """The policy with this packaged name, or in this folder or file. Raises PolicyError or UsageError."""
    return Policy(library.load(name_or_path))


def names() -> tuple[str, ...]:
    """The names of all packaged policies."""
    return library.names()


def verify(
    certificate: Mapping[str, Any] | str,
    policy: Policy,
    caseload: Caseload | Mapping[str, Any],
    *,
    known_on: date | None = None,
    readings: Mapping[str, str] | None = None,
) -> Verdict:
    """Whether a certificate, as a document or its text, is what the policy makes of the caseload.

    Every amount and status is worked out again by a checker that shares nothing with what determined it. `known_on` and
    `readings` are those it is to hold under. Raises RecordsError for input that cannot be used and UsageError for a text
    that is no certificate.
    """
    from ccpolicy.certificate.verify import read
    from ccpolicy.certificate.verify import verify as verified

    rows = caseload if isinstance(caseload, Caseload) else policy.read(caseload)
    found = read(certificate) if isinstance(certificate, str) else certificate
    return verified(found, policy.model, rows, known_on, policy.checked_readings(readings or {}))


@frozen
class Policy:
    """A checked policy. Holds no state: the same input gives the same result, in any thread."""

    model: model.Policy = field(repr=False)

    @property
    def name(self) -> str:
        return self.model.name

    @property
    def label(self) -> str:
        return self.model.label

    @property
    def fingerprint(self) -> str:
        """What identifies the wording of the policy."""
        return self.model.fingerprint

    @property
    def reports(self) -> tuple[str, ...]:
        """The names of the reports that results can give."""
        return tuple(self.model.reports)

    def checked_report(self, name: str) -> str:
        """The name, of a report or sheet there is. Raises UsageError."""
        return _report_named(self.model, name, (*self.model.reports, *self.model.sheets))

    @property
    def sheets(self) -> tuple[str, ...]:
        """The names of the tables that are read and written in a layout of their own."""
        return tuple(self.model.sheets)

    def read(
        self, document: Mapping[str, Any], *, keep_going: bool = False, show_values: bool = False
    ) -> Caseload:
        """The rows of a document, checked. `show_values` lets messages repeat any value, names of people included.

        Raises RecordsError with every problem.
        """
        from ccpolicy.records.read import read_caseload

        return read_caseload(self.model, document, keep_going=keep_going, show_values=show_values)

    def determine(
        self,
        caseload: Caseload | Mapping[str, Any],
        *,
        known_on: date | None = None,
        ledger: Iterable[PostingRow | Mapping[str, Any]] | None = None,
        readings: Mapping[str, str] | None = None,
        keep_going: bool = False,
        progress: Callable[[int, int], None] | None = None,
    ) -> Result:
        """What every claimed amount comes to.

        `known_on` leaves out what was announced later; `ledger` are postings of earlier determinations, added to those
        in the caseload; `readings` decides unsettled points otherwise than the policy does; `progress` is told after
        each line how many of how many are determined. Raises RecordsError for input that cannot be used, UsageError for
        a reading that does not exist.
        """
        from ccpolicy.engine.reference import determine
        from ccpolicy.model.translate import translated
        from ccpolicy.records.read import without

        rows = caseload if isinstance(caseload, Caseload) else self.read(caseload, keep_going=keep_going)
        if ledger is not None:
            rows = evolve(rows, history=(*(rows.history or ()), *self._history(ledger)))
        chosen = self.checked_readings(readings or {})

        def again(lang: str) -> tuple[Determination, model.Policy]:
            program = translated(self.model, lang)
            return determine(program, rows, known_on=known_on, readings=chosen), program

        for attempt in range(_ATTEMPTS):
            try:
                found = determine(self.model, rows, known_on=known_on, readings=chosen, progress=progress)
            except RecordsError as error:
                # Rows that match nothing only show once the rows they belong to are derived.
                at_rows = all("[" in problem.path for problem in error.problems)
                if not keep_going or not at_rows or attempt + 1 == _ATTEMPTS:
                    raise
                rows = without(self.model, rows, error.problems, orphans=attempt > 0)
            else:
                from ccpolicy.engine.sheets import differences

                noted = (*_without_lines(self.model, rows, found), *differences(found, self.model, rows.shown))
                return Result(found, self.model, rows.left_out, noted, rows, again)
        raise InternalError("determining came to no end")

    def compare(self, before: Result, after: Result) -> Comparison:
        """What differs between two results of this policy."""
        from ccpolicy.explain.compare import Comparison

        return Comparison(before.determination, after.determination, self.model)

    def checked_readings(self, readings: Mapping[str, str]) -> dict[str, str]:
        """The readings, all of which exist. Raises UsageError."""
        for name, reading in readings.items():
            point = self.model.unsettled.get(name)
            if point is None:
                raise UsageError(f"{self.name} leaves no point open called `{name}`{_near(name, self.model.unsettled)}")
            known = [each.name for each in point.readings]
            if reading not in known:
                raise UsageError(f"`{name}` can be read as {' or '.join(known)}, not as `{reading}`")
        return dict(readings)

    def _history(self, ledger: Iterable[PostingRow | Mapping[str, Any]]) -> Sequence[PostingRow]:
        from ccpolicy.records.problems import refuse
        from ccpolicy.records.statements import read_history

        rows = list(ledger)
        problems: list[Finding] = []
        read = iter(read_history(self.model, [row for row in rows if not isinstance(row, PostingRow)], problems))
        if problems:
            raise refuse(problems)
        return [row if isinstance(row, PostingRow) else next(read) for row in rows]


@frozen
class Result:
    """A determination together with the policy that explains it."""

    determination: Determination = field(repr=False)
    policy: model.Policy = field(repr=False)
    left_out: tuple[Finding, ...] = ()
    without_lines: tuple[Finding, ...] = ()
    """Claims for which nothing was claimed, and cells of sheets that say something else than what is worked out."""

    caseload: Caseload = field(factory=lambda: Caseload({}), repr=False, eq=False)
    """The rows that were determined."""

    again: Callable[[str], tuple[Determination, model.Policy]] | None = field(default=None, eq=False, repr=False)
    """Determines the same in another language."""

    def in_language(self, lang: str) -> Result:
        """The same result with its texts in another language of the policy. Raises UsageError for one it has not."""
        from ccpolicy.explain.words import words
        from ccpolicy.model.texts import languages

        words(lang)
        if lang == self.policy.lang:
            return self
        if lang not in languages(self.policy):
            spoken = ", ".join(languages(self.policy))
            raise UsageError(f"{self.policy.name} has no texts in `{lang}`; it has them in {spoken}")
        if self.again is None:
            raise UsageError("a result that was made by hand has no other language")
        determination, policy = self.again(lang)
        return evolve(self, determination=determination, policy=policy)

    @property
    def lines(self) -> tuple[Line, ...]:
        return self.determination.lines

    @property
    def totals(self) -> tuple[Total, ...]:
        return self.determination.totals

    def line(self, id: str) -> Line:
        """The line with this id. Raises UsageError."""
        from ccpolicy.explain.narrate import find_line

        return find_line(self.determination, id)

    def explain(self, line_id: str, *, depth: int = 1, lang: str = "en") -> str:
        """Why a line is what it is: 1 the sentence, 2 the facts behind it, 3 the whole derivation."""
        from ccpolicy.explain.narrate import explain

        told = self.in_language(lang)
        return explain(told.determination, told.policy, line_id, depth, lang)

    def certificate(self, line_id: str | None = None) -> dict[str, Any]:
        """What was decided with all it rests on, or one line of it, for `verify`: plain values, ready for JSON.

        It is the same whatever the language of the result. Raises UsageError where there is no such line, and where
        rows of the input were left out.
        """
        if self.left_out:
            raise UsageError("rows of the input were left out; a certificate is of an input that can be used whole")
        from ccpolicy.explain.certify import certificate
        from ccpolicy.model.texts import ENGLISH

        determination = self.in_language(ENGLISH).determination
        return certificate(determination, self.line(line_id).id if line_id is not None else None)

    def assume(
        self, assumptions: Mapping[str, Any], *, line_id: str | None = None, show_values: bool = False
    ) -> Comparison:
        """What would differ if records said otherwise: `{"claim[c1].submitted": "2023-08-15"}`.

        A record without its key is the one that the line leads to; values are as records write them, or `missing`.
        Raises UsageError for what does not exist or does not fit.
        """
        from ccpolicy.engine.assume import assumed

        line = self.line(line_id) if line_id is not None else None
        rows = assumed(self.policy, self.caseload, assumptions, line, show=show_values)
        program = Policy(self.policy)
        known_on, readings = self.determination.known_on, self.determination.readings
        return program.compare(self, program.determine(rows, known_on=known_on, readings=readings))

    def why_not(self, line_id: str, *, today: date, lang: str = "en") -> str:
        """What would have a line paid: the smallest sets of changes, who can make them, and until when."""
        from ccpolicy.explain.remedies import to_text

        told = self.in_language(lang)
        return to_text(told.remedies(line_id, today=today), told.policy, lang)

    def why_not_dict(self, line_id: str, *, today: date) -> WhyNotDocument:
        """The same as a document."""
        from ccpolicy.explain.remedies import to_document

        return to_document(self.remedies(line_id, today=today), self.policy, today)

    def remedies(self, line_id: str, *, today: date) -> Remedies:
        """The same as values. Raises UsageError for a line that does not exist."""
        from ccpolicy.engine.remedies import remedies

        return remedies(self.policy, self.caseload, self.determination, self.line(line_id), today)

    def reasons(
        self, *, today: date | None = None, lang: str = "en", progress: Callable[[int, int], None] | None = None
    ) -> Reasons:
        """Why lines of the caseload are not paid: each reason with its money, most first.

        With `today`, also what could still be mended, by whom and until when. That is asked of each refused line where
        they are few, else of one of each claim with the same reasons; `progress` is told how many of how many.
        """
        from ccpolicy.engine.remedies import mending
        from ccpolicy.explain.reasons import reasons_of

        told = self.in_language(lang)

        def ask(line: Line) -> tuple[Change, ...] | None:
            assert today is not None
            return mending(told.policy, told.caseload, told.determination, line, today)

        asked = ask if today is not None else None
        return reasons_of(told.determination, told.policy, today, asked, lang, self._notes, progress)

    def page(self, claim: str, *, lang: str = "en") -> str:
        """One claim as an HTML page: its month with what became of each day, its money, and why. Raises UsageError."""
        return self.pages(lang=lang).page(claim).to_html()

    def pages(self, *, lang: str = "en") -> ClaimPages:
        """The pages of all claims, each made when asked for."""
        from ccpolicy.explain.claim_page import claim_pages

        told = self.in_language(lang)
        return claim_pages(told.determination, told.policy, lang)

    def to_dict(self) -> DeterminationDocument:
        """The published document."""
        from ccpolicy.explain.output import to_document

        return to_document(self.determination, self.policy, self._notes)

    def to_json(self) -> str:
        """The published document as JSON."""
        from ccpolicy.explain.output import to_json

        return to_json(self.determination, self.policy, self._notes)

    def to_csv(self) -> str:
        """One CSV row per line."""
        from ccpolicy.explain.output import to_csv

        return to_csv(self.determination, self.policy)

    def report(self, name: str, *, lang: str = "en") -> Report:
        """A report of the policy, filled from this determination. Raises UsageError where there is none of this name."""
        from ccpolicy.explain.report import lay_out

        _report_named(self.policy, name, self.policy.reports)
        told = self.in_language(lang)
        left_out = {problem.path.partition("]")[0] for problem in self.left_out}
        return lay_out(told.determination, told.policy, name, len(left_out), lang)

    def to_sheet(self, name: str) -> str:
        """A sheet of the policy as CSV, which reads as the same records again. Raises UsageError."""
        from ccpolicy.explain.sheets import to_sheet

        return to_sheet(self.determination, self.policy, name)

    def _repr_html_(self) -> str:
        """What a notebook shows: the table, the calendar and what was not paid."""
        from ccpolicy.explain.html import to_html

        return to_html(self.to_batch(), self.policy.lang)

    def to_batch(self) -> Batch:
        """What to show to people, to be drawn, in the language of the result."""
        from ccpolicy.explain.table import to_batch

        return to_batch(self.determination, self.policy, self._notes, self.policy.lang)

    @property
    def _notes(self) -> tuple[Finding, ...]:
        return (*self.left_out, *self.without_lines)


def _without_lines(policy: model.Policy, caseload: Caseload, found: Determination) -> tuple[Finding, ...]:
    """A note for each claim that has no line, where the policy's lines name their claims."""
    from ccpolicy.explain.claims import claim_key, claim_of

    named = {claim_of(line, policy) for line in found.lines}
    kinds = dict.fromkeys(ask.claim for ask in policy.asks if claim_key(ask) or ask.grain == ask.claim)
    return tuple(
        Finding("nothing-claimed", f"no row of {row.kind} {row.key} asks for payment", path=row.path, severity="warning")
        for kind in kinds
        for row in caseload.records.get(kind, ())
        if row.key not in named
    )


def _report_named(policy: model.Policy, name: str, known: Iterable[str]) -> str:
    names = list(known)
    if name in names:
        return name
    listed = f"; there are {', '.join(names)}" if names else "; it has none"
    raise UsageError(f"{policy.name} has no report `{name}`{_near(name, names) or listed}")


def _near(name: str, known: Iterable[str]) -> str:
    close = nearest(name, known)
    return f"; did you mean {' or '.join(close)}?" if close else ""
