"""`python -m mlpack` is the command `mlpack`."""

from mlpack.cli.app import main

if __name__ == "__main__":
    main()
