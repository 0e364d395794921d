"""For those who test policies: cases as data, compared with what a policy decides."""
