"""From the files of samples to their reports: one sample, or many."""
