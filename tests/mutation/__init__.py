"""Mutation testing: one small fault at a time in the sources; the tests should notice (`tests/README.md`)."""
