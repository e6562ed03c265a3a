"""Run the program with ``python -m onboardctl``."""

from onboardctl.cli.main import entry_point

if __name__ == "__main__":
    entry_point()
