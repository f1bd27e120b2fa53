"""`python -m oncotier` is the command `oncotier`."""

from oncotier.cli.main import main

if __name__ == "__main__":
    main()
