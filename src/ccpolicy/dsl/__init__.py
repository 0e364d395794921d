"""Text to checked policy.

`parse` (with `layout`, `build`, `mistakes`) gives syntax; `patterns` expands patterns; `declare` collects what is
named; `express` gives expressions their types; `statements` and `tables` make the model; `dependencies` and `analyse`
look at the whole. `load` runs them over a folder.
"""
