"""One line explained at three depths: the sentence; the facts behind it; the whole derivation.

1. What happened and why, in the policy's own sentences, with citations.
2. As well the values that decided it, each with its rule, version and citation, and what was looked at in vain.
3. As well the full derivation as an indented tree; what is used twice is written out once.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from ccpolicy.diagnostics import nearest
from ccpolicy.engine.determination import Determination, Line, Reason
from ccpolicy.errors import UsageError
from ccpolicy.explain.behind import Sources, Teller, facts, whole
from ccpolicy.explain.claims import units_text
from ccpolicy.explain.words import amount_label, code_title, words
from ccpolicy.model.policy import Policy
from ccpolicy.model.texts import spoken, told
from ccpolicy.values.wording import money

DEPTHS = (1, 2, 3)


def explain(determination: Determination, policy: Policy, line_id: str, depth: int = 1, lang: str = "en") -> str:
    """The explanation of one line, as text. Raises UsageError for a line, depth or language that does not exist."""
    say = words(lang)
    if depth not in DEPTHS:
        raise UsageError("an explanation has depth 1, 2 or 3")
    line = find_line(determination, line_id)
    sources = Sources(policy)
    text = [*_sentences(line, policy, say, sources)]
    if depth == 2:
        text += facts(line, Teller(policy, lang, line, sources))
    if depth == 3:
        text += whole(line, Teller(policy, lang, line, sources))
    return "\n".join([*text, *sources.listed()]) + "\n"


def find_line(determination: Determination, line_id: str) -> Line:
    """The line with this id. Raises UsageError naming the nearest ids."""
    try:
        return determination.line(line_id)
    except KeyError:
        near = nearest(line_id, (line.id for line in determination.lines))
        help = f"; did you mean {' or '.join(near)}?" if near else ""
        raise UsageError(f"there is no line `{line_id}`{help}") from None


def _sentences(line: Line, policy: Policy, say: Mapping[str, str], sources: Sources) -> Iterator[str]:
    yield f"{line.id}: {say[line.status]}"
    units = units_text(line.units, policy)
    if units:
        text = say["units_only"] if line.pays is None else say["pays"]
        yield f"  {text.format(amount=money(line.pays or 0, policy.lang), units=units)}"
    written = {node.say: node.cites for node in line.why}
    for said in line.said:
        yield f"  {said}{sources.mark(written.get(said, ()))}"
    labels = {name: amount_label(name, policy) for name in line.amounts}
    width = max(map(len, labels.values()), default=0)
    for name, amount in line.amounts.items():
        yield f"    {labels[name].ljust(width)}  {money(amount, policy.lang):>10}"
    for reason in line.reasons:
        yield from _reason(reason, policy, say, sources)


def _reason(reason: Reason, policy: Policy, say: Mapping[str, str], sources: Sources) -> Iterator[str]:
    counted = units_text({reason.unit: reason.amount}, policy) if reason.unit else ""
    yield f"  {say[reason.status].capitalize()}: {code_title(reason.code, policy, say)}" + (f", {counted}" if counted else "") + (
        "" if reason.text else sources.mark(reason.cites)
    )
    if reason.text:
        yield f"    {reason.text}{sources.mark(reason.cites)}"
    for need in () if reason.text else reason.needs:
        yield f"    {say['needs'].format(what=need)}"
    if reason.to:
        yield f"    {say['to'].format(to=told(policy, spoken(reason.to), policy.lang))}"
    if reason.asking:
        yield f"    {say['asking'].format(what=', '.join(reason.asking))}"
