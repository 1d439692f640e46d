"""The command line: thin commands over the library."""

from __future__ import annotations

import gc
import os
import sys


def main(arguments: list[str] | None = None) -> None:
    """Run one command and exit: 0 good, 1 the analysis failed, 2 bad input, 130 stopped by the user."""
    # Our products of matrices are small: on a busy machine several threads wait for each other longer than they save.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    # What a command makes lives as long as it does: to look for circles in it every 700 objects is a sixteenth of its time.
    gc.set_threshold(50_000, 20, 20)
    try:
        code = run(sys.argv[1:] if arguments is None else arguments)
    except KeyboardInterrupt:  # before the command had begun
        code = _quiet_stop(KeyboardInterrupt())
    sys.exit(code)


def run(arguments: list[str]) -> int:
    """Run one command and return its exit code; never a traceback for what a user can cause."""
    from tertius.cli.commands import make_app, names
    from tertius.cli.streams import STOPPED, Interrupt, ready
    from tertius.errors import TertiusError

    ready()
    wanted = arguments[:1] if arguments and arguments[0] in names() else None
    try:
        code = make_app(wanted)(arguments, prog_name="tertius", standalone_mode=False)
    except TertiusError as error:
        if Interrupt.asked and error.exit_code != 130:
            return _say(STOPPED, 130)
        return _say(str(error), error.exit_code)
    except (BrokenPipeError, KeyboardInterrupt) as stop:
        return _quiet_stop(stop)
    except OSError as error:
        return _say(STOPPED, 130) if Interrupt.asked else _system(error)
    except MemoryError:
        return _say("not enough memory for this input; narrow the window or the dyads", 1)
    except Exception as error:
        return _say(STOPPED, 130) if Interrupt.asked else _other(error)
    if code == 130:  # how the framework tells of Ctrl-C
        return _say(STOPPED, 130)
    return code if isinstance(code, int) else 0


def _say(message: str, code: int) -> int:
    from tertius.inert import line

    sys.stderr.write("tertius: " + line(" ".join(message.split())) + "\n")
    return code


def _quiet_stop(stop: BaseException) -> int:
    # A reader such as `head` closed the pipe: the interpreter's own flush at exit must not complain.
    if isinstance(stop, BrokenPipeError):
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    from tertius.cli.streams import STOPPED

    return _say(STOPPED, 130)


def _system(error: OSError) -> int:
    """What the system refused: a full disk is no fault of the input, anything else is a place that cannot be read or written."""
    from tertius.disk import FULL

    if error.errno is None or os.environ.get("TERTIUS_TRACE"):
        return _other(error)
    where = error.filename if error.filename is not None else "a file"
    said = f"{where}: {error.strerror}"
    return (
        _say(said, 1)
        if error.errno in FULL
        else _say(f"{said}; wanted a place that can be read and written", 2)
    )


def _other(error: Exception) -> int:
    if getattr(error, "exit_code", None) is not None and hasattr(error, "format_message"):
        # A usage error of the command line itself: an example says more than the rule.
        example = getattr(getattr(getattr(error, "ctx", None), "command", None), "epilog", None)
        said = error.format_message()
        return _say(f"{said.rstrip('.')}. {example}" if example else said, 2)
    if type(error).__name__ == "Exit":
        return int(getattr(error, "exit_code", 0))
    if os.environ.get("TERTIUS_TRACE"):
        raise error
    return _say(f"{type(error).__name__}: {error} (this is a defect; TERTIUS_TRACE=1 shows where)", 1)
