"""Statements into a checked policy: the order in which a policy is read.

Names are declared before anything that could refer to them is looked at, so that order in the text never matters.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from attrs import evolve

from ccpolicy.diagnostics import Finding, in_source_order
from ccpolicy.dsl import codes, declare, grains, notes
from ccpolicy.dsl.analyse import analyse, analyse_parts
from ccpolicy.dsl.clauses import check_clauses
from ccpolicy.dsl.consequences import causes
from ccpolicy.dsl.decide import KINDS, Outcomes
from ccpolicy.dsl.dependencies import connect
from ccpolicy.dsl.drafts import band_codes, draft_bands, draft_fact, draft_worksheet
from ccpolicy.dsl.express import Checker
from ccpolicy.dsl.facts import Facts, worksheet
from ccpolicy.dsl.magnitude import check_magnitudes
from ccpolicy.dsl.overlaps import check_overlaps
from ccpolicy.dsl.parse import too_many_mistakes
from ccpolicy.dsl.parties import check_untils
from ccpolicy.dsl.patterns import expand
from ccpolicy.dsl.provenance import Provenance, gather
from ccpolicy.dsl.reports import Reports
from ccpolicy.dsl.review import review
from ccpolicy.dsl.sheets import sheet
from ccpolicy.dsl.spend import Spending
from ccpolicy.dsl.syntax import Statement, TypeName
from ccpolicy.dsl.tables import TableBuilder, amended
from ccpolicy.dsl.translations import read_words
from ccpolicy.dsl.versions import version_gaps
from ccpolicy.dsl.world import Enough, Placed, SettingDraft, World
from ccpolicy.limits import MISTAKES
from ccpolicy.model.policy import Amendment, Policy, Worksheet
from ccpolicy.source import Span


def assemble(
    statements: Sequence[tuple[Statement, Path]], fingerprint: str, lost: frozenset[str] | None = None
) -> tuple[Policy | None, tuple[Finding, ...]]:
    """The checked policy and the findings. `lost` are the words of statements that could not be read, if there are any:
    a name among them is not missed, and what depends on all statements being there is not reported."""
    world = World()
    folders = {id(s): folder for s, folder in statements}
    expanded: list[Statement] = []
    policy, complete = None, True
    try:
        expanded = expand([s for s, _ in statements], world.take)
        placed = _placed(world, expanded, folders, statements[0][1])
        policy = _assemble(world, placed, fingerprint, gather(world, expanded))
    except Enough:
        complete = False
    found = _told(causes(world.findings, [s for s, _ in statements] + expanded, lost), complete=complete)
    fine = lost is None and not any(f.severity == "error" for f in found)
    return (policy if fine else None), found


def _told(findings: tuple[Finding, ...], *, complete: bool) -> tuple[Finding, ...]:
    """The findings, of errors no more than anybody reads; a last one says so where there are more, or may be."""
    kept: list[Finding] = []
    errors = 0
    place: Span | None = None
    for finding in in_source_order(findings):
        errors += finding.severity == "error"
        place = finding.span or place
        if errors > MISTAKES.most:
            complete = False
            break
        kept.append(finding)
    return (*kept, *([] if complete or place is None else [too_many_mistakes(place)]))


def _placed(world: World, statements: list[Statement], folders: dict[int, Path], default: Path) -> list[Placed]:
    """Every statement with the amendment it stands in; those with misplaced clauses are reported and left out."""
    placed: list[Placed] = []
    for statement in statements:
        folder = folders.get(id(statement), default)
        if not check_clauses(statement, world.take):
            continue
        if statement.word == "source":
            declare.source(world, statement)
        if statement.word != "amendment":
            placed.append(Placed(statement, None, folder))
    for statement in statements:
        if statement.word == "amendment" and not any(f.span and f.span == statement.span for f in world.findings):
            folder = folders.get(id(statement), default)
            announced = next((c.values[0].value for c in statement.clauses("announced")), None)
            version = evolve(world.version(statement, None), amendment=statement.label, announced=announced)
            if statement.label in world.amendments:
                world.report("declared-twice", f'two amendments are called "{statement.label}"', statement.name_span)
            amendment = Amendment(
                statement.label, announced, version, world.cites(statement), world.note(statement), statement.span
            )
            world.amendments[statement.label] = amendment
            placed += [Placed(inner, amendment, folder) for inner in statement.statements]
    return placed


def _assemble(world: World, placed: list[Placed], fingerprint: str, provenance: Provenance) -> Policy | None:
    checker = Checker(world)
    facts = Facts(world, checker)
    outcomes = Outcomes(world, facts)
    spending = Spending(world, outcomes)

    def each(*words: str) -> list[Placed]:
        return [p for p in placed if p.statement.word in words]

    for p in each("policy"):
        declare.heading(world, p)
    for p in each("calendar"):
        declare.calendar(world, p)
    if world.options.business_days and world.options.business_days not in world.calendars:
        world.unknown(
            "calendar",
            world.options.business_days,
            world.calendars,
            each("policy")[0].statement.span,
            "declare it with `calendar`",
        )
    for p in _lists_in_order(each("codes")):
        codes.codes(world, checker, p)
    for p in each("record"):
        grains.record(world, p)
    for p in each("grain"):
        grains.derived(world, p)
    grains.check_bases(world)
    bands = [p for p in each("bands") if band_codes(world, checker, p)]
    for p in bands:
        if p.statement.of and not _is_group(p.statement.of.text, placed):
            draft_bands(world, p)
    for p in each("record", "extend"):
        if p.statement.word == "record" or (p.statement.of and p.statement.of.text in world.grains):
            grains.columns(world, checker, p)
    for p in each("unsettled"):
        notes.unsettled(world, p)
    for p in each("setting"):
        _setting(world, p)
    for p in each("table"):
        again = p.amendment is not None and p.statement.name in world.table_drafts
        if not again and world.declare("table", p.statement.name, p.statement.name_span):
            world.table_drafts[p.statement.name] = p
    for p in each("fact"):
        if p.statement.of and (p.statement.of.text in world.grains or not _is_group(p.statement.of.text, placed)):
            draft_fact(world, p)
    for p in each("table"):
        first = world.table_drafts.get(p.statement.name)
        if first is not None and (first is p or p.amendment is not None):
            table = TableBuilder(world, checker, p).build()
            if table is not None and first is not p:
                table = amended(world, world.tables.get(table.name), table)
            if table is not None:
                world.tables[table.name] = table
    for known in world.tables.values():
        check_overlaps(world, known)
    for p in _groups_in_order(each("grain")):
        grains.groups(world, checker, p)
    for p in each("extend"):
        if (p.statement.of and _is_group(p.statement.of.text, placed)) or (
            p.statement.of and p.statement.of.text not in world.grains
        ):
            grains.columns(world, checker, p)
    for p in each("record"):
        grains.matches(world, p)
    for p in each("fact"):
        if p.statement.of and _is_group(p.statement.of.text, placed):
            draft_fact(world, p)
    for p in bands:
        if p.statement.of and _is_group(p.statement.of.text, placed):
            draft_bands(world, p)
    for p in [
        *[w for w in each("worksheet") if w.statement.rows],
        *[w for w in each("worksheet") if not w.statement.rows],
    ]:
        draft_worksheet(world, p)
    for p in each("asks", "allowance", "deadline", "bands", *KINDS):
        outcomes.draft(p)
    for p in each("record", "grain"):
        grains.bounds(world, checker, p)
    for grain, name in list(world.facts):
        facts.fact(grain, name, world.facts[grain, name].span)
    for name, draft in world.settings.items():
        facts.setting(name, draft.placed[0].statement.name_span)
    worksheets: dict[str, Worksheet] = {}
    for p in each("worksheet"):
        made = worksheet(world, facts, p)
        if made is not None:
            worksheets[made.name] = made
    for p in each("asks"):
        outcomes.ask(p)
    for p in each("allowance"):
        spending.allowance(p)
    for p in each("deadline"):
        spending.deadline(p)
    check_untils(world, each("record", "extend"), world.deadline_drafts)
    for p in each("bands"):
        outcomes.bands(p)
    for p in each(*KINDS):
        outcomes.outcome(p)
    for p in each("waive"):
        outcomes.waive(p)
    for p in each("pay"):
        outcomes.pay(p, worksheets)
    layouts = Reports(world, facts)
    reports = {told.name: told for p in each("report") if (told := layouts.report(p)) is not None}
    unmodelled = tuple(notes.unmodelled(world, p) for p in each("unmodelled"))
    examples = notes.Examples(world, facts)
    examples.worksheets = {p.statement.name: p for p in each("worksheet")}
    worked = tuple(one for p in each("example") if (one := examples.example(p)) is not None)
    sheets = {form.name: form for p in each("sheet") if (form := sheet(world, checker, p)) is not None}
    dictionary = read_words(world, placed, next((p.folder for p in each("policy")), None))
    fine = not any(f.severity == "error" for f in world.findings)
    policy = Policy(
        world.name,
        world.label,
        world.period,
        world.options,
        fingerprint,
        world.sources,
        world.calendars,
        world.codes,
        world.grains,
        {name: draft.done for name, draft in world.settings.items() if draft.done},
        world.unsettled,
        world.tables,
        {key: draft.done for key, draft in world.facts.items() if draft.done},
        worksheets,
        spending.allowances,
        spending.deadlines,
        tuple(outcomes.asks),
        tuple(outcomes.pays),
        outcomes.made,
        world.amendments,
        unmodelled,
        worked,
        reports,
        sheets,
        provenance.contexts,
        provenance.meets,
        provenance.citations,
        world.requirements_span,
        dictionary.plain(),
    )
    if not check_magnitudes(world, policy):
        return None
    analyse_parts(world, policy)
    if not fine:
        return None
    before = len(world.findings)
    policy = connect(world, policy)
    if not any(f.severity == "error" for f in world.findings[before:]):
        analyse(world, policy)
        review(world, policy, dictionary)
        version_gaps(world, policy)
    return policy


def _setting(world: World, placed: Placed) -> None:
    statement = placed.statement
    draft = world.settings.get(statement.name)
    if draft is None:
        if world.declare("setting", statement.name, statement.name_span):
            world.settings[statement.name] = SettingDraft(statement.name, [placed])
    elif placed.amendment is None and draft.placed[0].amendment is None:
        world.declare("setting", statement.name, statement.name_span)
    else:
        # A base declaration comes first, whatever the order of the files.
        draft.placed.insert(0 if placed.amendment is None else len(draft.placed), placed)


def _is_group(name: str, placed: list[Placed]) -> bool:
    return any(
        p.statement.word == "grain" and p.statement.name == name and p.statement.clauses("groups") for p in placed
    )


def _lists_in_order(lists: list[Placed]) -> list[Placed]:
    """Code lists after those that type their columns."""

    def needs(placed: Placed) -> set[str]:
        head = placed.statement.rows[:1]
        return {cell.value.name for row in head for cell in row.cells if cell.kind == "marked" and isinstance(cell.value, TypeName)}

    pending, ordered = list(lists), list[Placed]()
    while pending:
        names = {p.statement.name for p in pending}
        ready = [p for p in pending if not needs(p) & (names - {p.statement.name})] or pending
        ordered += ready
        pending = [p for p in pending if p not in ready]
    return ordered


def _groups_in_order(grains: list[Placed]) -> list[Placed]:
    """Groups of groups after the groups they stand on."""
    names = {p.statement.name for p in grains if p.statement.clauses("groups")}
    pending = [p for p in grains if p.statement.clauses("groups")]
    ordered: list[Placed] = []
    while pending:
        ready = [
            p
            for p in pending
            if p.statement.clauses("groups")[0].values[0].text not in names - {q.statement.name for q in ordered}
        ]
        if not ready:
            return ordered + pending
        ordered += ready
        pending = [p for p in pending if p not in ready]
    return ordered
