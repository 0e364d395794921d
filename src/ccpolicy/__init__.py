"""Payment rules as versioned policy files: payable units, money, denials and cited explanations.

    import ccpolicy
    policy = ccpolicy.load("…")                     # a packaged name or a path
    result = policy.determine(caseload)             # rows by record kind
    for line in result.lines: …
    print(result.explain(line.id))

Names are imported when first used, so that `import ccpolicy` costs next to nothing.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from ccpolicy.certificate.verify import Fault, Verdict
    from ccpolicy.diagnostics import Finding
    from ccpolicy.engine.determination import Determination, Line, Reason, Total
    from ccpolicy.errors import CcpolicyError, InternalError, PolicyError, RecordsError, UsageError
    from ccpolicy.explain.compare import Comparison, ComparisonDocument
    from ccpolicy.explain.document_types import CaseloadDocument, DeterminationDocument
    from ccpolicy.explain.remedy_types import WhyNotDocument
    from ccpolicy.explain.report import Report
    from ccpolicy.front import Policy, Result, load, names, verify
    from ccpolicy.records.caseload import Caseload
    from ccpolicy.records.read import load_document

    __version__: str

__all__ = [
    "Caseload",
    "CaseloadDocument",
    "CcpolicyError",
    "Comparison",
    "ComparisonDocument",
    "Determination",
    "DeterminationDocument",
    "Fault",
    "Finding",
    "InternalError",
    "Line",
    "Policy",
    "PolicyError",
    "Reason",
    "RecordsError",
    "Report",
    "Result",
    "Total",
    "UsageError",
    "Verdict",
    "WhyNotDocument",
    "__version__",
    "load",
    "load_document",
    "names",
    "verify",
]

_HOMES = {
    "Caseload": "ccpolicy.records.caseload",
    "CaseloadDocument": "ccpolicy.explain.document_types",
    "CcpolicyError": "ccpolicy.errors",
    "Comparison": "ccpolicy.explain.compare",
    "ComparisonDocument": "ccpolicy.explain.compare",
    "Determination": "ccpolicy.engine.determination",
    "DeterminationDocument": "ccpolicy.explain.document_types",
    "Fault": "ccpolicy.certificate.verify",
    "Finding": "ccpolicy.diagnostics",
    "InternalError": "ccpolicy.errors",
    "Line": "ccpolicy.engine.determination",
    "Policy": "ccpolicy.front",
    "PolicyError": "ccpolicy.errors",
    "Reason": "ccpolicy.engine.determination",
    "RecordsError": "ccpolicy.errors",
    "Report": "ccpolicy.explain.report",
    "Result": "ccpolicy.front",
    "Total": "ccpolicy.engine.determination",
    "UsageError": "ccpolicy.errors",
    "Verdict": "ccpolicy.certificate.verify",
    "WhyNotDocument": "ccpolicy.explain.remedy_types",
    "load": "ccpolicy.front",
    "load_document": "ccpolicy.records.read",
    "names": "ccpolicy.front",
    "verify": "ccpolicy.front",
}


def __getattr__(name: str) -> Any:
    if name == "__version__":
        from importlib.metadata import PackageNotFoundError, version

        try:
            return version("ccpolicy")
        except PackageNotFoundError:
            return "0+unknown"
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module 'ccpolicy' has no attribute {name!r}")
    from importlib import import_module

    found = getattr(import_module(home), name)
    globals()[name] = found
    return found


def __dir__() -> list[str]:
    return sorted(__all__)
