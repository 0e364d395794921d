"""The exceptions: misuse of the library, files that cannot be used, and faults of our own.

A policy that is wrong gives findings (`diagnostics`), a claim that cannot be paid gives reasons (declared in the
policy). Neither is an exception until somebody asks for a result that cannot be had; then one of these carries them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ccpolicy.diagnostics import Finding


class CcpolicyError(Exception):
    """Anything this library raises on purpose."""


class PolicyError(CcpolicyError):
    """A policy cannot be used: `findings` says all that is wrong with it, in source order."""

    def __init__(self, message: str, findings: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.findings = tuple(findings)


class RecordsError(CcpolicyError):
    """Input records cannot be used: `problems` lists every one with its path; nothing was determined."""

    def __init__(self, message: str, problems: Sequence[Finding] = ()) -> None:
        super().__init__(message)
        self.problems = tuple(problems)


class UsageError(CcpolicyError):
    """The library or a command was asked for something that does not exist, such as an unknown line or reading."""


class InternalError(CcpolicyError):
    """A law that must hold for every determination did not: a fault of ours, reported and never papered over."""
