"""Where things are: builds, contigs and intervals; pure over given coordinates."""
