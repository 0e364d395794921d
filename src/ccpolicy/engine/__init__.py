"""Checked policy and records in, determinations out.

`reference` is the interpreter: the shortest thing that could be right, always deriving. `determination` and
`derivation` are what any evaluator returns. Nothing here knows how policies are written.
"""
