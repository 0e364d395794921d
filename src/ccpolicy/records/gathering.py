"""By which links a policy gathers rows: who is decided on facts that a row would have been part of.

A row is read by the rows that refer to it. It is read the other way as well where a policy counts or sums such rows, looks
them up, ranks them or meters them; only then does a row that is left out change what is decided about others.
"""

from __future__ import annotations

from collections.abc import Iterator

from ccpolicy.model.expr import Aggregate, Window
from ccpolicy.model.policy import Policy
from ccpolicy.model.walk import everything


def gathering_links(policy: Policy, kind: str) -> frozenset[str] | None:
    """The links of a record kind by which its rows are gathered; None if that may be by all of them."""
    grain = policy.grains[kind]
    derived = grain.kind != "record" or any(other.base == kind for other in policy.grains.values())
    matched = any(link.how == "match" for link in grain.links.values())
    listed = any(table.record == kind for table in policy.tables.values())
    metered = any(allowance.grain == kind for allowance in policy.allowances.values())
    if derived or matched or listed or metered:
        return None
    links = set()
    for gathering in _gatherings(policy):
        if isinstance(gathering, Window):
            if gathering.grain == kind:
                return None
        elif gathering.rows.grain == kind:
            if not gathering.rows.route:
                return None
            links.add(gathering.rows.route[0])
    return frozenset(links)


def _gatherings(policy: Policy) -> Iterator[Aggregate | Window]:
    """Every aggregate and window anywhere in a policy."""
    return (value for value in everything(policy) if isinstance(value, (Aggregate, Window)))
