"""Policies nobody wrote: texts drawn at random that are well typed by construction.

A policy is drawn in the order in which it is read: words and code lists, then records and the rows made of them, then values,
what asks, stops and pays, and what is told to people. Whatever is drawn later may read what was drawn before, so that
nothing depends on itself.
"""
