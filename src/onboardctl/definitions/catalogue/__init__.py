"""The rules of the linter as data: what each finds, why it matters, how to put it right.

The pages under docs/rules are made from this, and SARIF output takes its titles from it.
"""

from onboardctl.definitions.catalogue import content, files, order, versions
from onboardctl.definitions.catalogue.rule import Rule

RULES: tuple[Rule, ...] = (*files.RULES, *order.RULES, *content.RULES, *versions.RULES)

BY_ID = {rule.id: rule for rule in RULES}
TITLES = {rule.id: rule.title for rule in RULES}

PROFILES: dict[str, frozenset[str]] = {
    "minimal": frozenset({"error"}),
    "standard": frozenset({"error", "warning"}),
    "strict": frozenset({"error", "warning", "info"}),
}
"""What each profile reports."""


def rule_page(rule: Rule) -> str:
    """The page of a rule in Markdown."""
    return (
        f"# {rule.id}: {rule.title}\n\n"
        f"Severity: {rule.severity}\n\n"
        f"{rule.why}\n\n"
        f"Wrong:\n\n```yaml\n{rule.wrong}\n```\n\n"
        f"Right:\n\n```yaml\n{rule.right}\n```\n"
    )


def rules_index() -> str:
    """The list of all rules in Markdown."""
    lines = [
        "# Rules of the playbook linter",
        "",
        "`onboardctl playbook check` applies them all at once.",
        "A warning or a hint is silenced where it is meant: end the line with `# noqa: PB206`.",
        "Errors cannot be silenced.",
        "`--profile minimal` reports errors only, `standard` warnings too, `strict` hints as well.",
        "",
        "| Rule | Severity | What it finds |",
        "|---|---|---|",
    ]
    lines += [f"| [{one.id}]({one.id}.md) | {one.severity} | {one.title} |" for one in RULES]
    return "\n".join(lines) + "\n"
