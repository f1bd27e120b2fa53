"""How right the options are: verdicts expected from labels, guidelines and trials, against what the program says."""
