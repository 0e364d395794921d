"""What holds between rows: keys that are unique, references that lead somewhere, and what falls with a faulty row."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping

from ccpolicy.diagnostics import Finding, nearest
from ccpolicy.model.policy import Policy
from ccpolicy.records.gathering import gathering_links
from ccpolicy.records.problems import shown
from ccpolicy.records.rows import Found, Kind

_SUGGESTED = 20

Rows = Mapping[str, list[Found]]


def duplicates(kinds: Mapping[str, Kind], found: Rows) -> Iterator[Finding]:
    """A problem for every row whose key an earlier row of its kind has."""
    for kind, rows in found.items():
        first: dict[str, Found] = {}
        for row in rows:
            if row.record is None:
                continue
            earlier = first.setdefault(row.record.key, row)
            if earlier is not row:
                key = " and ".join(f"`{name}`" for name in kinds[kind].grain.key)
                differ = [name for name, value in row.values.items() if earlier.values.get(name, value) != value]
                message = f"a second `{kind}` row with the {key} of {earlier.path}"
                help = f"they differ in {', '.join(f'`{name}`' for name in differ)}" if differ else "they say the same"
                yield Finding("duplicate-row", message, path=row.path, help=f"{help}; leave one of them out")


def dangling(policy: Policy, kinds: Mapping[str, Kind], found: Rows, show_values: bool = False) -> Iterator[Finding]:
    """A problem for every reference that names no row. Rows of derived grains are checked when they are derived."""
    keys = {kind: {row.record.key for row in rows if row.record is not None} for kind, rows in found.items()}
    suggested = 0
    for kind, rows in found.items():
        for name, target in kinds[kind].references:
            if policy.grains[target].kind != "record":
                continue
            known = keys.get(target, set())
            for row in rows:
                value = row.values.get(name)
                if isinstance(value, str) and value not in known:
                    word = shown(value, show_values)
                    message = f"no `{target}` row has the key {word}" if word else f"there is no such `{target}` row"
                    # A key is compared with all the others: that is worth the while for a few only.
                    near = nearest(value, known) if show_values and suggested < _SUGGESTED else ()
                    suggested += show_values
                    help = f"did you mean {' or '.join(f'`{name}`' for name in near)}?" if near else (
                        f"there are {len(known):,} `{target}` rows" if known else f"there are no `{target}` rows at all"
                    )
                    yield Finding("dangling-reference", message, path=f"{row.path}.{name}", help=help)


def without_faulty(
    policy: Policy, kinds: Mapping[str, Kind], found: Rows, problems: Iterable[Finding]
) -> tuple[dict[str, list[Found]], set[str], tuple[Finding, ...]]:
    """The rows that can be used, the kinds that lost rows, and what was left out and why.

    A row falls with a problem of its own or with a row it refers to. A claim falls as well when the policy gathers rows
    for anything it rests on and one of them has fallen: it would be decided without that row. A row that belongs to others by several
    columns together concerns only the claims that rest on all of them.
    """
    problems = list(problems)
    left_out = list(problems)
    faulty_paths = {_row_path(problem.path) for problem in problems}
    by_key = {
        (kind, row.record.key): row for kind, rows in found.items() for row in rows if row.record is not None
    }
    users: dict[tuple[str, str], list[tuple[str, Found]]] = defaultdict(list)
    for kind, rows in found.items():
        for row in rows:
            for target in _targets(kinds[kind], row):
                users[target].append((kind, row))

    out: set[str] = set()
    kinds_hit: set[str] = set()
    pending: list[tuple[str, Found]] = []

    def fall(kind: str, row: Found, why: str) -> None:
        if row.path in out:
            return
        out.add(row.path)
        kinds_hit.add(kind)
        pending.append((kind, row))
        if why:
            left_out.append(Finding("left-out", why, path=row.path))

    for kind, rows in found.items():
        shared = Counter(row.record.key for row in rows if row.record is not None)
        for row in rows:
            if row.path in faulty_paths or row.record is None:
                fall(kind, row, "")
            elif shared[row.record.key] > 1:
                fall(kind, row, f"another `{kind}` row has the same key")
    claims = {ask.claim for ask in policy.asks if ask.claim}
    gathered: dict[str, frozenset[str] | None] = {}
    while pending:
        kind, row = pending.pop()
        if row.record is not None:
            for user_kind, user in users[kind, row.record.key]:
                fall(user_kind, user, f"it refers to {row.path}, which is left out")
        if kind not in claims:
            if kind not in gathered:
                gathered[kind] = gathering_links(policy, kind)
            targets = _targets(kinds[kind], row, gathered[kind])
            on = [dict.fromkeys(_claims_on(target, claims, by_key, users)) for target in targets]
            matched = any(link.how == "match" for link in policy.grains[kind].links.values())
            concerned = {place for each in on for place in each if not matched or all(place in other for other in on)}
            for place in sorted(concerned):
                fall(place[0], by_key[place], f"it would be decided without {row.path}, which is left out")
    kept = {kind: [row for row in rows if row.path not in out] for kind, rows in found.items()}
    return kept, kinds_hit, tuple(left_out)


def _claims_on(
    start: tuple[str, str],
    claims: set[str],
    by_key: Mapping[tuple[str, str], Found],
    users: Mapping[tuple[str, str], list[tuple[str, Found]]],
) -> Iterable[tuple[str, str]]:
    """Kind and key of the claim rows that are, or refer at any remove to, the row with this kind and key."""
    seen, pending = {start}, [start]
    while pending:
        at = pending.pop()
        if at[0] in claims and at in by_key:
            yield at
        for kind, row in users.get(at, ()):
            if row.record is not None and (kind, row.record.key) not in seen:
                seen.add((kind, row.record.key))
                pending.append((kind, row.record.key))


def _targets(kind: Kind, row: Found, links: frozenset[str] | None = None) -> Iterable[tuple[str, str]]:
    """Kind and key of the rows that a row refers to, by these links or by all."""
    for name, target in kind.references:
        value = row.values.get(name)
        if isinstance(value, str) and (links is None or name in links):
            yield target, value


def _row_path(path: str) -> str:
    """`claim[3]` of `claim[3].month`."""
    head, bracket, _ = path.partition("]")
    return head + bracket
