"""Makes what stands in this folder importable by all tests."""
