"""From what was reported to what it means: normalize, match, resist, rank, report; pure over values."""
