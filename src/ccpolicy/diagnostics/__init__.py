"""What can be said about a policy file or an input record: a name, a place, a message, what to do.

Names are the mistakes, in kebab-case. A finding is a value; nothing here prints or raises.
"""

from __future__ import annotations

from ccpolicy.diagnostics.finding import Finding, Label, in_source_order, printable
from ccpolicy.diagnostics.nearest import nearest, slips

__all__ = ["Finding", "Label", "in_source_order", "nearest", "printable", "slips"]
