"""Examples, cases and conformance: what `ccpolicy test` runs; and strategies that draw input for a policy.

The strategies need Hypothesis (`pip install 'ccpolicy[testing]'`), which is loaded when one of them is first asked for.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ccpolicy.testing.case_text import as_case, reporting
    from ccpolicy.testing.random_policy.strategy import policies
    from ccpolicy.testing.strategies import caseloads, claims, edits, records

__all__ = ["as_case", "caseloads", "claims", "edits", "policies", "records", "reporting"]

_HOMES = {
    "as_case": "ccpolicy.testing.case_text",
    "reporting": "ccpolicy.testing.case_text",
    "edits": "ccpolicy.testing.strategies",
    "caseloads": "ccpolicy.testing.strategies",
    "claims": "ccpolicy.testing.strategies",
    "policies": "ccpolicy.testing.random_policy.strategy",
    "records": "ccpolicy.testing.strategies",
}


def __getattr__(name: str) -> Any:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'ccpolicy.testing' has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(home), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
