"""The checked policy: what a policy means, free of syntax.

`dsl` produces it, `engine` consumes it, neither imports the other. Every expression carries its type, whether it may
be missing, and whether it is whole (cents, minutes, counts). What must hold of any checked policy is in `invariants`.
"""
