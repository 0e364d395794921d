"""Certificates: a determination with its derivation, and the second opinion that holds it against policy and input."""
