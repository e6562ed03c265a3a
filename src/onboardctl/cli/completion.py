"""``completion``: the script of a shell, and the completers that commands give their arguments.

A completer reads the store, never creates or changes it, and is silent when anything is wrong.
"""

from enum import StrEnum
from typing import Annotated, Any

from typer import Argument, Context

from onboardctl.cli.commands import command, single
from onboardctl.cli.context import Run
from onboardctl.core.payloads.program import CompletionScript
from onboardctl.core.result import Result

app = single()


class Shell(StrEnum):
    """Shells with a completion script."""

    BASH = "bash"
    ZSH = "zsh"
    FISH = "fish"


@command(app, "completion", writes=False, as_of=False)
def completion(
    run: Run, shell: Annotated[Shell, Argument(help="The shell to complete in.")]
) -> Result:
    """Print the completion script of a shell

    Nothing is installed: keep the script where your shell reads it.  It completes commands, options
    and values, and the names of partners, tasks, templates and playbooks.

    Examples:

        onboardctl completion bash >> ~/.bashrc
        onboardctl completion zsh > ~/.zfunc/_onboardctl
        onboardctl completion fish > ~/.config/fish/completions/onboardctl.fish
    """
    script = CompletionScript(shell.value, _SCRIPTS[shell])
    return Result("completion", "completion-script/1", script, run.now)


def complete_partner(ctx: Context, incomplete: str) -> list[tuple[str, str]]:
    """Slugs of partners."""
    return _offers(ctx, "partners", incomplete)


def complete_task(ctx: Context, incomplete: str) -> list[tuple[str, str]]:
    """Task ids of the partner given before, in the argument or option named ``partner``."""
    partner = ctx.params.get("partner")
    return _offers(ctx, "tasks", str(partner), incomplete) if partner else []


def complete_playbook(ctx: Context, incomplete: str) -> list[tuple[str, str]]:
    """Ids of playbooks: bundled ones and those of the workspace."""
    return _named(ctx, "playbooks", incomplete)


def complete_template(ctx: Context, incomplete: str) -> list[tuple[str, str]]:
    """Ids of templates: bundled ones and those of the workspace."""
    return _named(ctx, "templates", incomplete)


def _offers(ctx: Context, kind: str, *words: str) -> list[tuple[str, str]]:
    """Ask the store; no answer is better than an error in the middle of a command line."""
    try:
        from onboardctl import clock
        from onboardctl.operations.setup import completion as names

        return list(getattr(names, kind)(_settings(ctx), clock.now(), *words))
    except Exception:  # noqa: BLE001 -- a completer never speaks
        return []


def _named(ctx: Context, kind: str, incomplete: str) -> list[tuple[str, str]]:
    from onboardctl.operations.setup import completion as names

    try:
        folder = str(_settings(ctx).folder)
    except Exception:  # noqa: BLE001 -- without a workspace the bundled names remain
        folder = None
    offers = getattr(names, kind)(folder)
    return [tuple(offer) for offer in offers if offer.word.startswith(incomplete)]


def _settings(ctx: Context) -> Any:
    from onboardctl.cli.options import collected
    from onboardctl.settings import load_settings

    options = collected(ctx)
    return load_settings(workspace=options.workspace, store=options.store)


_BASH = """\
_onboardctl_completion() {
    local IFS=$'\\n'
    COMPREPLY=( $(_ONBOARDCTL_COMPLETE=bash "$1" "${COMP_WORDS[@]:1:COMP_CWORD}" 2>/dev/null) )
}
complete -o default -F _onboardctl_completion onboardctl
"""

_ZSH = """\
#compdef onboardctl
_onboardctl() {
    local -a offers
    offers=("${(@f)$(_ONBOARDCTL_COMPLETE=zsh ${words[1]} "${(@)words[2,CURRENT]}" 2>/dev/null)}")
    if [[ -n "${offers[1]}" ]]; then
        _describe -V onboardctl offers
    else
        _files
    fi
}
if [[ "${funcstack[1]}" == _onboardctl ]]; then
    _onboardctl "$@"
else
    compdef _onboardctl onboardctl
fi
"""

_FISH = """\
function __onboardctl_complete
    set --local typed (commandline --current-process --tokenize --cut-at-cursor)
    set --local current (commandline --current-token --cut-at-cursor)
    set --erase typed[1]
    set --local offers (_ONBOARDCTL_COMPLETE=fish onboardctl $typed "$current" 2>/dev/null)
    if test (count $offers) -gt 0
        printf '%s\\n' $offers
    else
        __fish_complete_path "$current"
    end
end
complete --command onboardctl --no-files --arguments '(__onboardctl_complete)'
"""

_SCRIPTS = {Shell.BASH: _BASH, Shell.ZSH: _ZSH, Shell.FISH: _FISH}
