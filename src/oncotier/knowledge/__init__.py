"""What is clinically known, as data: tables on disk to frozen rows, and the checks that keep them sound."""
