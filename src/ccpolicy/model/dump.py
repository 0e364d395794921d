"""A whole checked policy as text: sorted, without places in files, the same whatever order it was written in.

For golden files, for comparing two policies line by line, and for reading what a policy came to mean once names were
resolved, patterns applied and amendments laid in.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any

from attrs import fields

from ccpolicy.model.expr import Expr, Template
from ccpolicy.model.infix import infix, keys, template, value
from ccpolicy.model.policy import (
    Allowance,
    Asks,
    Calendar,
    Citation,
    CodeList,
    Deadline,
    Example,
    Exceptional,
    Fact,
    Field,
    Grain,
    Options,
    Outcome,
    Pay,
    Policy,
    Report,
    Setting,
    Sheet,
    SourceDocument,
    Table,
    Unmodelled,
    Unsettled,
    Version,
    WindowOf,
    Wording,
    Worksheet,
)
from ccpolicy.model.provenance import Cited, Context, Met
from ccpolicy.values.period import ALWAYS

Lines = Iterator[str]


def dump(policy: Policy) -> str:
    """The policy as text. It leaves out the fingerprint, which stands for the wording of the files."""
    statements = [[f"policy {policy.name} {quoted(policy.label)}{_during(policy.period)}", *_options(policy.options)]]
    for kind, write in _STATEMENTS.items():
        held = getattr(policy, kind)
        items = held.values() if isinstance(held, Mapping) else held
        statements += sorted(list(write(item)) for item in items)
    statements += [list(_words(lang, found)) for lang, found in sorted(policy.words.items())]
    return "\n\n".join("\n".join(line.rstrip() for line in lines) for lines in statements) + "\n"


def _words(lang: str, found: Mapping[str, str]) -> Lines:
    yield f"words {lang}"
    for text in sorted(found):
        yield f"  {quoted(text)} {quoted(found[text])}"


def quoted(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


# ------------------------------------------------------------------ what many statements have


def _during(period: Any) -> str:
    return "" if period == ALWAYS else f", {period}"


def _version(version: Version) -> str:
    tentative = " tentative" if version.tentative else ""
    told = f", announced {version.announced}" if version.announced else ""
    amendment = f", by amendment {quoted(version.amendment)}{told}" if version.amendment else ""
    return f"{_during(version.period)}{tentative}{amendment}"


def _label(label: str) -> str:
    return f" {quoted(label)}" if label else ""


def _cites(cites: Iterable[Citation], note: str = "", indent: str = "  ") -> Lines:
    for cite in cites:
        yield f"{indent}cite {cite.source} {quoted(cite.place)}" + (f" pin {quoted(cite.pin)}" if cite.pin else "")
    if note:
        yield f"{indent}note {quoted(note)}"


def _say(say: Mapping[str, Template], indent: str = "  ") -> Lines:
    for lang in sorted(say):
        yield f"{indent}say {lang} {template(say[lang])}"


def _clause(word: str, expr: Expr | None) -> Lines:
    if expr is not None:
        yield f"  {word} {infix(expr)}"


def _rows(head: Sequence[str], rows: Iterable[Sequence[str]]) -> Lines:
    """A table of cells, its columns lined up."""
    table = [list(head), *(list(row) for row in rows)]
    widths = [max(len(row[at]) for row in table) for at in range(len(head))]
    for row in table:
        yield "  | " + " | ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)) + " |"


def _in_order(parts: Iterable[Any]) -> list[Any]:
    """Dated parts by amendment, then by date, then as they read."""
    return sorted(parts, key=lambda part: (_version(part.version), list(_wording(part))))


def _wording(part: Wording | Exceptional, cites: tuple[Citation, ...] = (), note: str = "") -> Lines:
    """One definition or exception; what it cites and notes is told where that is not what its fact does."""
    if isinstance(part, Exceptional):
        over = f" over {', '.join(map(quoted, sorted(part.over)))}" if part.over else ""
        yield f"  except {quoted(part.label)}{over}{_version(part.version)}"
        yield f"    = {infix(part.value)}"
        yield f"    when {infix(part.when)}"
    else:
        yield f"  = {infix(part.value)}{_version(part.version)}"
    yield from _say(part.say, "    ")
    yield from _cites(part.cites if part.cites != cites else (), part.note if part.note != note else "", "    ")


# ------------------------------------------------------------------ statement by statement


def _options(options: Options) -> Lines:
    for attribute in fields(Options):
        chosen = getattr(options, attribute.name)
        if chosen:
            yield f"  {attribute.name} {', '.join(chosen) if isinstance(chosen, tuple) else chosen}"


def _source(source: SourceDocument) -> Lines:
    yield f"source {source.name} {quoted(source.title)}{_during(source.period)}"
    if source.document:
        yield f"  document {quoted(source.document)}"
    yield from _cites((), source.note)


def _calendar(calendar: Calendar) -> Lines:
    yield f"calendar {calendar.name}{_label(calendar.label)}"
    yield f"  weekend {', '.join(calendar.weekend)}"
    yield f"  covers {calendar.covers}"
    yield from (f"  closed {day}" for day in sorted(calendar.closed))


def _codes(listed: CodeList) -> Lines:
    yield f"codes {listed.name}{_label(listed.label)}"
    columns = sorted(listed.columns)
    head = ["code", "label", *(f"{name} {listed.columns[name]}" for name in columns)]
    yield from _rows(
        head,
        (
            [row.code, quoted(row.label), *(value(row.columns[name], listed.columns[name]) for name in columns)]
            for row in listed.rows.values()
        ),
    )
    yield from _cites(listed.cites)


def _grain(grain: Grain) -> Lines:
    yield f"{'record' if grain.kind == 'record' else 'grain'} {grain.name}{_label(grain.label)}"
    if grain.kind == "each":
        yield f"  each {grain.step} of {grain.base} from {_bound(grain.low)} through {_bound(grain.high)}"
    elif grain.kind == "split":
        by = ", ".join(grain.by)
        yield f"  split {grain.base} from {_bound(grain.low)} through {_bound(grain.high)} by {by}"
    elif grain.kind == "groups":
        yield f"  groups {grain.base} by {', '.join(map(infix, grain.by_paths))}"
    yield f"  key {', '.join(grain.key)}"
    yield from _clause("dated by", grain.dated_by)
    if grain.order:
        yield f"  order {keys(grain.order)}"
    names = sorted(grain.fields, key=lambda name: (name not in grain.key, name))
    if names:
        head = ("field", "type", "absent", "label", "")
        yield from _rows(head, (_field(grain, grain.fields[name]) for name in names))
    for name in sorted(grain.links):
        link = grain.links[name]
        by = f" by {', '.join(link.by)}" if link.by else ""
        yield f"  link {name} to {link.grain}, {link.how}{by}{', or none' if link.optional else ''}"
    yield from _cites(grain.cites)


def _bound(expr: Expr | None) -> str:
    return infix(expr) if expr is not None else "nowhere"


def _field(grain: Grain, column: Field) -> tuple[str, ...]:
    absent = value(column.default, column.type) if column.absent == "default" else column.absent
    more = [
        *(["input"] if column.name in grain.extended else []),
        *([] if column.whole else ["not whole"]),
        *([f"changed by {column.changed_by.code}"] if column.changed_by else []),
        *([f"known by {column.known_by.code}"] if column.known_by else []),
        *([f"until {column.until}"] if column.until else []),
    ]
    return column.name, column.written or str(column.type), absent, quoted(column.label), ", ".join(more)


def _setting(setting: Setting) -> Lines:
    yield f"setting {setting.name} {setting.type}{_label(setting.label)}"
    for version in _in_order(setting.versions):
        yield from _wording(version)


def _unsettled(point: Unsettled) -> Lines:
    yield f"unsettled {point.name} {quoted(point.question)}"
    for reading in point.readings:
        yield f"  reading {reading.name} {quoted(reading.label)}"
        yield from _cites(reading.cites, "", "    ")
    yield f"  chosen {point.chosen}"
    yield f"  because {quoted(point.because)}"
    yield from _cites(point.cites, point.note)


def _table(table: Table) -> Lines:
    yield f"table {table.name}{_label(table.label)}"
    matches = {"is": "", "from_below": " from … below …", "from_through": " from … through …"}
    yield f"  takes {', '.join(f'{key.name} {key.type}{matches[key.match]}' for key in table.takes)}"
    yield f"  gives {table.gives}"
    if table.record:
        dated = ", ".join(name for name in (table.starts, table.ends) if name)
        yield f"  rows {table.record}: {table.value_field}{f' dated by {dated}' if dated else ''}"
    if table.has_fallback:
        yield f"  any yields {value(table.fallback, table.gives)}"
    for block in sorted(table.blocks, key=lambda block: (_version(block.version), list(_cites(block.cites)))):
        yield f"  rows{_version(block.version)}"
        yield from _cites(block.cites, "", "    ")
        rows = sorted([*map(_cell, table.takes, row.cells), value(row.value, table.gives)] for row in block.rows)
        yield from _rows([*(key.name for key in table.takes), "gives"], rows)
    yield from _cites(table.cites, table.note)


def _cell(key: Any, cell: Any) -> str:
    if cell is None:
        return "any"
    if isinstance(cell, tuple) and key.match != "is":
        return " to ".join("" if end is None else value(end, key.type) for end in cell)
    return value(cell, key.type)


def _fact(fact: Fact) -> Lines:
    traits = "".join([", may be missing" if fact.optional else "", "" if fact.whole else ", not whole"])
    yield f"fact {fact.name} of {fact.grain} {fact.type}{_label(fact.label)}{traits}"
    for part in [*_in_order(fact.definitions), *_in_order(fact.exceptions)]:
        yield from _wording(part, fact.cites, fact.note)
    yield from _say(fact.say)
    yield from _cites(fact.cites, fact.note)


def _worksheet(sheet: Worksheet) -> Lines:
    yield f"worksheet {sheet.name} of {sheet.grain}{_label(sheet.label)}{_version(sheet.version)}"
    yield from _clause("where", sheet.where)
    yield from (f"  line {line.fact} {line.role or 'shown'}{_label(line.label)}" for line in sheet.lines)
    yield from _cites(sheet.cites, sheet.note)


def _allowance(allowance: Allowance) -> Lines:
    yield f"allowance {allowance.name}{_label(allowance.label)}, in {allowance.spends_type}{_version(allowance.version)}"
    yield f"  spent by {allowance.grain}"
    yield from _clause("where", allowance.where)
    yield from _clause("spends", allowance.spends)
    if allowance.unit:
        yield f"  unit {allowance.unit}"
    yield from _clause("limit", allowance.limit)
    per = [f"{name} {infix(expr)}" for name, expr in allowance.per]
    yield f"  per {', '.join([*per, _window(allowance.window)])}"
    yield f"  order {keys(allowance.order)}"
    yield f"  grant {allowance.grant}"
    yield from _clause("carry", allowance.carry)
    yield from _clause("carries_from", allowance.carries_from)
    for word, names in (("after", allowance.after), ("with", allowance.together), ("independent of", allowance.independent)):
        if names:
            yield f"  {word} {', '.join(sorted(names))}"
    if allowance.even_when_denied:
        yield "  even_when_denied"
    if allowance.reorder:
        yield "  reorder"
    yield from _cites(allowance.cites, allowance.note)


def _window(window: WindowOf) -> str:
    match window.kind:
        case "year_from":
            return f"year_from month {window.month} day {window.day}"
        case "rolling":
            return f"rolling {window.months} months"
        case "every":
            return f"every {window.months} months from {infix(window.anchor) if window.anchor else 'nowhere'}"
    return window.kind


def _deadline(deadline: Deadline) -> Lines:
    yield f"deadline {deadline.name} of {deadline.grain}{_label(deadline.label)}{_version(deadline.version)}"
    yield from _clause("where", deadline.where)
    yield from _clause("event", deadline.event)
    yield from _clause("due on" if deadline.inclusive else "due before", deadline.due)
    if deadline.outcome:
        yield f"  late {deadline.outcome}"
    yield from _cites(deadline.cites, deadline.note)


def _asks(asks: Asks) -> Lines:
    yield f"asks {asks.grain}{_label(asks.label)}, claim {asks.claim}{_version(asks.version)}"
    yield from _clause("where", asks.where)
    yield from (f"  units {infix(asked.amount)} by {infix(asked.unit)}" for asked in asks.units)
    yield from (f"  line {name}: {infix(expr)}" for name, expr in asks.line)
    yield from _cites(asks.cites, asks.note)


def _pay(pay: Pay) -> Lines:
    sheet = f", worksheet {pay.worksheet}" if pay.worksheet else ""
    yield f"pay {pay.name} of {pay.grain}{_label(pay.label)}{sheet}{_version(pay.version)}"
    yield from _clause("where", pay.where)
    yield from _clause("amount", pay.amount)
    yield from _clause("share by", pay.share)
    if pay.undivided:
        yield "  undivided"
    yield from _say(pay.say)
    yield from _cites(pay.cites, pay.note)


def _outcome(outcome: Outcome) -> Lines:
    parent = f", belongs to {outcome.parent}" if outcome.parent else ""
    payable = ", reads payable" if outcome.reads_payable else ""
    yield f"{outcome.kind} {outcome.name} of {outcome.grain}{_label(outcome.label)}{parent}{payable}{_version(outcome.version)}"
    yield from _clause("when", outcome.when)
    if outcome.unit:
        yield f"  unit {outcome.unit}"
    if outcome.to:
        yield f"  to {outcome.to}"
    yield from (f"  asking {quoted(document)}" for document in outcome.asking)
    yield from _say(outcome.say)
    for waiver in _in_order_of(outcome.waivers):
        yield f"  waived {quoted(waiver.name)}{_version(waiver.version)}"
        if waiver.when is not None:
            yield f"    when {infix(waiver.when)}"
        yield from _cites(waiver.cites, waiver.note, "    ")
    yield from _cites(outcome.cites, outcome.note)


def _in_order_of(waivers: Iterable[Any]) -> list[Any]:
    return sorted(waivers, key=lambda waiver: (_version(waiver.version), waiver.name))


def _unmodelled(matter: Unmodelled) -> Lines:
    yield f"unmodelled {quoted(matter.title)}"
    yield f"  instead {quoted(matter.instead)}"
    if matter.touches:
        yield f"  touches {', '.join(sorted(matter.touches))}"
    yield from _cites(matter.cites, matter.note)


def _example(example: Example) -> Lines:
    of = f" of {example.of} of {example.grain}" if example.of else ""
    yield f"example {quoted(example.label)}{of}{f' on {example.on}' if example.on else ''}"
    for row in example.rows:
        given = ", ".join(f"{name} {infix(expr)}" for name, expr in sorted(row.given.items()))
        expect = ", ".join(f"{name} {infix(expr)}" for name, expr in sorted(row.expect.items()))
        yield f"  given {given or 'nothing'} expect {expect}"
    for word, rows in (("given", example.given), ("expect", example.expect)):
        for kind, values in rows:
            yield f"  {word} {kind} {', '.join(f'{name} {told}' for name, told in sorted(values.items()))}"
    if example.known_on:
        yield f"  known_on {example.known_on}"
    yield from (f"  reading {name} {reading}" for name, reading in sorted(example.readings.items()))
    yield from _cites(example.cites)


def _context(context: Context) -> Lines:
    yield f"context {context.requirement} {quoted(context.title)}"
    yield f"  because {quoted(context.because)}"


def _met(met: Met) -> Lines:
    yield f"requirement {met.requirement}: {met.by}"


def _cited(cited: Cited) -> Lines:
    pin = f" pin {cited.pin}" if cited.pin else ""
    yield f"cited {cited.source} {quoted(cited.place)}{pin}: {cited.by}"


def _report(report: Report) -> Lines:
    yield f"report {report.name}{f' of {report.grain}' if report.grain else ''}{_label(report.label)}"
    yield from _clause("where", report.where)
    if report.order:
        yield f"  order {keys(report.order)}"
    for block in report.blocks:
        route = block.rows.route if block.rows else ()
        way = f" through {'.'.join(route)}" if route else ""
        rows = f" of {block.grain}{way}" if block.grain else ""
        yield f"  {block.kind}{rows}{_label(block.label)}{', across claims' if block.rows and block.rows.crosses_claims else ''}"
        for word, expr in (("by", block.by), ("where", block.where)):
            if expr is not None:
                yield f"    {word} {infix(expr)}"
        if block.order:
            yield f"    order {keys(block.order)}"
        for line in block.lines:
            yield f"    {quoted(line.label)} {infix(line.value)}{', added up' if line.total else ''}"
    yield from _cites(report.cites, report.note)


def _amendment(amendment: Any) -> Lines:
    yield f"amendment {quoted(amendment.label)}{_version(amendment.version)}"
    yield from _cites(amendment.cites, amendment.note)


def _sheet(sheet: Sheet) -> Lines:
    yield f"sheet {sheet.name} of {sheet.grain}{_label(sheet.label)}"
    head = ("column", "field", "format", "on")
    columns = ((quoted(c.heading), infix(c.value), quoted(c.format), quoted(c.on)) for c in sheet.columns)
    yield from _rows(head, columns)
    if sheet.across:
        yield f"  across {sheet.across} {quoted(sheet.line_heading)}, days of {quoted(sheet.month)}"
        lines = ((quoted(line.heading), infix(line.value), quoted(line.format)) for line in sheet.lines)
        yield from _rows(("line", "field", "format"), lines)
    for listed in sorted(sheet.words):
        yield f"  words {listed}"
        yield from _rows(("word", "code"), ((quoted(word), code) for word, code in sorted(sheet.words[listed].items())))
    yield from _cites(sheet.cites, sheet.note)


_STATEMENTS: Mapping[str, Callable[[Any], Lines]] = {
    "sources": _source, "calendars": _calendar, "codes": _codes, "grains": _grain, "settings": _setting,
    "unsettled": _unsettled, "tables": _table, "facts": _fact, "worksheets": _worksheet, "allowances": _allowance,
    "deadlines": _deadline, "asks": _asks, "pays": _pay, "outcomes": _outcome, "amendments": _amendment,
    "unmodelled": _unmodelled, "examples": _example, "reports": _report, "sheets": _sheet, "contexts": _context,
    "meets": _met, "citations": _cited,
}  # fmt: skip
