"""Rows in: structure, schema and problems with their paths. What the fields are is declared by the policy.

The only importers of cattrs, yaml and jsonschema are here. Input is hostile until checked: sizes and depths are
bounded, nothing is coerced, every problem is reported at once.
"""
