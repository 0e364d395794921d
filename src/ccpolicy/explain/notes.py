"""What is told under the table: what was not paid and why, what to look at, what to know. Pure data."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence

from attrs import frozen

from ccpolicy.diagnostics import Finding
from ccpolicy.engine.determination import Determination, Line, Reason
from ccpolicy.explain.claims import cited, claim_of, units_text, written_day
from ccpolicy.explain.words import code_title, words
from ccpolicy.model.policy import Policy
from ccpolicy.model.texts import spoken, told
from ccpolicy.values.dates import read_date
from ccpolicy.values.numbers import Number
from ccpolicy.values.wording import words_of

MOST_TEXTS = 6
"""How many texts of one reason are told before the rest is counted."""

MOST_ROWS = 12
"""How many claims with one text are listed before the rest is counted."""


@frozen
class Block:
    """Sentences, and the rows they are told of."""

    rows: tuple[str, ...] = ()
    texts: tuple[str, ...] = ()


@frozen
class Note:
    """Something told: what it is about (`tone` is `bad`, `warn` or nothing), and where it comes from."""

    head: str
    tone: str
    blocks: tuple[Block, ...] = ()
    cites: tuple[str, ...] = ()


@frozen
class Section:
    """Notes under a title."""

    title: str
    notes: tuple[Note, ...]


def sections(
    determination: Determination, policy: Policy, left_out: Sequence[Finding] = (), lang: str = "en"
) -> tuple[Section, ...]:
    """Everything there is to tell, under its titles."""
    say = words(lang)
    found = [
        Section(say["refused"], tuple(_refusals(determination, policy, lang))),
        Section(say["flags"], tuple(_flags(determination, policy, say))),
        Section(say["deadlines"], tuple(_missed(determination, policy, say))),
        Section(say["routes"], tuple(_routes(determination, policy, say))),
        Section(say["left_out"], tuple(_problem(p, "bad") for p in left_out if p.severity == "error")),
        Section(say["noted"], tuple(_problem(p, "warn") for p in left_out if p.severity != "error")),
    ]
    for kind in ("unsettled", "tentative", "unmodelled"):
        told = [
            _note(say[kind].format(name=caveat.name, text=caveat.text, reading=caveat.reading), "")
            for caveat in determination.caveats
            if caveat.kind == kind
        ]
        found.append(Section(say[f"{kind}_title"], tuple(told)))
    return tuple(section for section in found if section.notes)


def _refusals(determination: Determination, policy: Policy, lang: str) -> Iterable[Note]:
    """One note for each reason; claims that are told the same share a block."""
    say = words(lang)
    codes: dict[tuple[str, str], dict[str, list[tuple[Line, Reason]]]] = defaultdict(lambda: defaultdict(list))
    for line in determination.lines:
        for reason in line.reasons:
            codes[reason.status, reason.code][claim_of(line, policy)].append((line, reason))
    for (status, code), claims in codes.items():
        same: dict[tuple[str, ...], list[str]] = defaultdict(list)
        for claim, refused in claims.items():
            same[_texts([reason for _, reason in refused], policy, say)].append(_refused_row(claim, refused, policy, lang))
        blocks = tuple(Block(tuple(_few(rows, say, MOST_ROWS)), texts) for texts, rows in same.items())
        cites = cited((c for refused in claims.values() for _, reason in refused for c in reason.cites), policy)
        head = f"{say[status]}: {code_title(code, policy, say)}"
        yield Note(head, "bad" if status == "denied" else "warn", blocks, cites)


def _refused_row(claim: str, refused: Sequence[tuple[Line, Reason]], policy: Policy, lang: str) -> str:
    units: dict[str, Number] = {}
    for _, reason in refused:
        if reason.unit:
            units[reason.unit] = units.get(reason.unit, 0) + reason.amount
    counted = units_text(units, policy)
    dates = dates_text((written_day(line, policy) for line, _ in refused), lang)
    row = claim if dates == claim else f"{claim}: {dates}"
    return f"{row} ({counted})" if counted else row


def _texts(reasons: Sequence[Reason], policy: Policy, say: Mapping[str, str]) -> tuple[str, ...]:
    texts = _few(list(dict.fromkeys(reason.text for reason in reasons if reason.text)), say)
    needs = dict.fromkeys(need for reason in reasons if not reason.text for need in reason.needs)
    return (
        *texts,
        *(say["needs"].format(what=need) for need in _few(list(needs), say)),
        *_way(reasons[0].to, reasons[0].asking, policy, say),
    )


def _flags(determination: Determination, policy: Policy, say: Mapping[str, str]) -> Iterable[Note]:
    groups: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, flag in enumerate(determination.flags):
        groups[flag.code, flag.kind].append(at)
    for (code, kind), places in groups.items():
        flags = [determination.flags[at] for at in places]
        texts = [f"{flag.row}: {flag.text}" if flag.text else flag.row for flag in flags]
        needs = dict.fromkeys(need for flag in flags if not flag.text for need in flag.needs)
        texts = _few(texts, say) + [say["needs"].format(what=need) for need in _few(list(needs), say)]
        head = code_title(code, policy, say) + (f" ({say['unchecked']})" if kind == "unchecked" else "")
        head += say["times"].format(count=len(flags)) if len(flags) > MOST_TEXTS else ""
        yield _note(head, "warn", texts, cited((c for flag in flags for c in flag.cites), policy))


def _missed(determination: Determination, policy: Policy, say: Mapping[str, str]) -> Iterable[Note]:
    for deadline in determination.deadlines:
        if deadline.met is False:
            form = "late" if deadline.inclusive else "late_before"
            label = deadline.label or spoken(deadline.name)
            text = say[form].format(label=label, due=deadline.due)
            yield _note(deadline.row, "bad", [text], cited(deadline.cites, policy))


def _routes(determination: Determination, policy: Policy, say: Mapping[str, str]) -> Iterable[Note]:
    for route in determination.routes:
        texts = [route.text] if route.text else []
        texts += [*_way(route.to, route.asking, policy, say), ", ".join(_few(list(route.lines), say))]
        yield _note(code_title(route.code, policy, say), "warn", texts)


def _way(to: str, asking: Sequence[str], policy: Policy, say: Mapping[str, str]) -> list[str]:
    way = [say["to"].format(to=told(policy, spoken(to), policy.lang))] if to else []
    return [*way, say["asking"].format(what=", ".join(asking))] if asking else way


def _problem(problem: Finding, tone: str) -> Note:
    return _note(problem.path, tone, [problem.message])


def _note(head: str, tone: str, texts: Sequence[str] = (), cites: tuple[str, ...] = ()) -> Note:
    return Note(head, tone, (Block((), tuple(texts)),) if texts else (), cites)


def _few(texts: list[str], say: Mapping[str, str], most: int = MOST_TEXTS) -> list[str]:
    if len(texts) <= most:
        return texts
    return [*texts[: most - 1], say["more"].format(count=len(texts) - most + 1)]


def dates_text(days: Iterable[str], lang: str = "en") -> str:
    """Dates in order, by month, those that follow each other joined: `November 1–4, 24, 2022`."""
    given = sorted(dict.fromkeys(days))
    dates = [found for found in map(read_date, given) if found is not None]
    if len(dates) < len(given):
        return ", ".join(_few(given, words(lang)))
    months: dict[tuple[int, int], list[list[int]]] = defaultdict(list)
    for day in dates:
        stretches = months[day.year, day.month]
        if stretches and stretches[-1][-1] == day.day - 1:
            stretches[-1].append(day.day)
        else:
            stretches.append([day.day])
    said = words_of(lang)
    return "; ".join(
        said.days.format(month=said.months[month - 1], day=", ".join(map(_days, stretches)), year=year)
        for (year, month), stretches in months.items()
    )


def _days(stretch: Sequence[int]) -> str:
    if len(stretch) > 2:
        return f"{stretch[0]}–{stretch[-1]}"
    return ", ".join(map(str, stretch))
