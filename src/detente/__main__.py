"""``python -m detente``: the command, where no script of that name is on the path."""

from detente.cli import main

if __name__ == "__main__":
    main()
