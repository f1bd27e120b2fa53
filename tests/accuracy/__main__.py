"""Print precision and recall of the options per class of alterations: `python -m tests.accuracy [--markdown]`."""

from __future__ import annotations

import argparse
import sys

from tests.accuracy.score import markdown, scores, table


def main() -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m tests.accuracy", description=__doc__)
    parser.add_argument("--markdown", action="store_true", help="print a Markdown table")
    asked = parser.parse_args()
    sys.stdout.write((markdown if asked.markdown else table)(scores()) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
