"""The domain's quantities: exact numbers, dates, clock times, ages, periods, and the two ways a value can be absent.

First of the layers: knows no policy and no record. Everything is an immutable plain value:

=============  =====================================================================================
type           value
=============  =====================================================================================
number, money  `int` or `Fraction`; money in cents, durations in minutes, days or months
yes_no         `bool`
text, code     `str`
date           `datetime.date`
month          `Month`
time           `datetime.time`
moment         `datetime.datetime` with a zone
age            `Age`
absent         `MISSING` (known not to be there) or `Unknown` (not supplied, with what would settle it)
=============  =====================================================================================
"""
