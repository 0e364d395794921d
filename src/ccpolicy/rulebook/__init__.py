"""The rulebook: a page for each rule of a policy, made from the checked policy and its files, and pages that index them."""
