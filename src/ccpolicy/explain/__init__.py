"""Determinations to what people and programs read: the published document, CSV, tables, and sentences.

What comes in is a determination and the policy that made it; labels and citations come from the policy. Nothing here
decides anything or looks at input records.
"""
