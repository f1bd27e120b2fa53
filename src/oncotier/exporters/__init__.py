"""From a report to text: one format, one module, one row in `registry.EXPORTERS`.

No exporter decides, ranks or re-words anything: what all formats show is computed once. Every text that came from an
input goes through `safe_text` or the escaping of its format.
"""
