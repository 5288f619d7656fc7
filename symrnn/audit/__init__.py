"""Audit of a user's own code: a step, a Jacobian or a backward pass, block by block against the derivation."""

from symrnn.audit.report import AuditReport, BlockReport
from symrnn.audit.run import audit

__all__ = ["AuditReport", "BlockReport", "audit"]
