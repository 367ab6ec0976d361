"""Where wardsafe starts: the process is shut first, then the command line is loaded."""

from wardsafe.isolate import isolate, refuse_dumps


def start(already: bool = False) -> None:
    """Run wardsafe; `already` is True in the isolated interpreter that the first start began."""
    isolate(already=already)
    refuse_dumps()
    from wardsafe.cli.main import main

    main()


if __name__ == "__main__":
    start()
