"""What things are: frozen values without any input, output or lookup."""
