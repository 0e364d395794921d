"""`ccpolicy schema`: the JSON Schema of what goes in or comes out."""

from __future__ import annotations

import json

import click

from ccpolicy.cli import exits
from ccpolicy.cli.run import open_policy


@click.command("schema", short_help="Print the JSON Schema of what goes in or comes out.")
@click.argument("policy")
@click.option("--of", "side", type=click.Choice(("input", "output", "why-not", "difference")), default="input",
              show_default=True, help="The records the policy reads, the determination it gives, or what `explain` tells "
              "with --why-not or --assume.")
def command(policy: str, side: str) -> int:
    """Print the JSON Schema (2020-12) of the records a policy reads, or of the determination it gives.

    What holds between rows, such as keys and references, is checked when a caseload is read. The schema of the output is
    the same for every policy.
    """
    from ccpolicy.records.schema import caseload_schema, comparison_schema, determination_schema, why_not_schema

    program = open_policy(policy)
    fixed = {"output": determination_schema, "why-not": why_not_schema, "difference": comparison_schema}
    schema = fixed[side]() if side in fixed else caseload_schema(program.model)
    click.echo(json.dumps(schema, ensure_ascii=False, indent=2))
    return exits.DONE
