"""From a file to a `Reading`: one format, one module, one row in `registry.READERS`.

To add a format: write a module with `sniff` and `read` (see `reader.Reader`), add a row to the table in `registry.py`,
put a small fixture into `tests/readers/data` and a line into the contract test's table. `read` gets an
`InputFile` and a `Context`, hands every record on as an observation or counts it, and never interprets.
"""
