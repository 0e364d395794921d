"""The `ccpolicy` command: runs the command asked for and turns what went wrong into words and an exit code."""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from importlib import import_module

import click

from ccpolicy.cli import exits, show
from ccpolicy.diagnostics import nearest
from ccpolicy.errors import PolicyError, RecordsError, UsageError

COMMANDS = ("check", "test", "pay", "explain", "verify", "report", "schema", "fmt", "sources", "new")


class Commands(click.Group):
    """The commands, each in the module of its name."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        if cmd_name not in COMMANDS:
            return None
        command = import_module(f"ccpolicy.cli.{cmd_name}").command
        return command if isinstance(command, click.Command) else None

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = nearest(args[0], COMMANDS)
            help = f"did you mean {' or '.join(near)}?" if near else f"the commands are {', '.join(COMMANDS)}"
            raise UsageError(f"there is no command `{args[0]}`; {help}")
        return super().resolve_command(ctx, args)


def _version(ctx: click.Context, _: click.Parameter, wanted: bool) -> None:
    if wanted:
        from ccpolicy import __version__

        click.echo(f"ccpolicy {__version__}")
        ctx.exit()


@click.command(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
@click.option("--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show the version.")
def program() -> None:
    """Payment rules as policy files: check them, test them, and see what they pay and why.

    POLICY is a packaged name or the path of a folder. Exit codes: 0 done; 1 findings, failing examples or a difference;
    2 wrong use; 3 bad input records; 4 bad policy; 70 a fault of ours.
    """


def run(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line."""
    try:
        code = _guarded(arguments)
        sys.stdout.flush()
    except BrokenPipeError:
        # Whoever read our output has seen enough; what is left in the buffer has nowhere to go.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return exits.DONE
    return code


def _guarded(arguments: Sequence[str] | None) -> int:
    try:
        code = program.main(args=arguments, prog_name="ccpolicy", standalone_mode=False)
    except click.ClickException as error:
        error.show()
        return exits.WRONG_USE
    except click.Abort:
        return 130
    except UsageError as error:
        show.message(f"error: {error}", "error")
        return exits.WRONG_USE
    except PolicyError as error:
        from ccpolicy.library import located

        show.findings([located(finding) for finding in error.findings], to_stderr=True)
        errors = sum(finding.severity == "error" for finding in error.findings)
        counted = f"{errors} error{'' if errors == 1 else 's'} in the policy; it cannot be used as it is"
        show.message(counted if errors else f"error: {error}", "error")
        return exits.BAD_POLICY
    except RecordsError as error:
        show.problems(error.problems)
        return exits.BAD_RECORDS
    except BrokenPipeError:
        raise
    except Exception as error:
        if os.environ.get("CCPOLICY_DEBUG") == "1":
            raise
        show.message(f"this is a fault of ccpolicy, not of your files: {type(error).__name__}: {error}", "error")
        show.message("please report it; with CCPOLICY_DEBUG=1 it says where it happened", "")
        return exits.OUR_FAULT
    return code if isinstance(code, int) else exits.DONE
