"""The settings of `otkit serve`: each an option, a variable, and a line of a file."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import Enum
from typing import Annotated, Any, get_args, get_origin, get_type_hints

import typer
from typer.core import TyperCommand, TyperGroup

from otkit.kit.tables.sentences import asked_language, in_language, said

KINDS = (bool, int, float, datetime)  # what is not any text
ABOUT_SETTINGS = ("context", "config", "show_settings")  # what is no setting itself


class SettingsCommand(TyperCommand):
    """A command whose every option is a variable too, named where its value is wrong."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        """Name the variables that have no name yet."""
        super().__init__(*args, **kwargs)
        for option in self.params:
            if option.name and option.name != "show_settings":
                option.envvar = option.envvar or variable_of(option.name)


class Commands(TyperGroup):
    """The commands; a wrong value of an option is told in a sentence of ours alone."""

    arguments: Sequence[str] = ()

    def parse_args(self, ctx: Any, args: list[str]) -> list[str]:
        """Keep the arguments: they say in which language to tell what is wrong."""
        self.arguments = [*args]
        return super().parse_args(ctx, args)

    def invoke(self, ctx: Any) -> Any:
        """Run what was asked for; raises `typer.BadParameter` with a sentence of ours."""
        try:
            return super().invoke(ctx)
        except typer.BadParameter as error:
            if sentence := refused(error):
                message = in_language(sentence, asked_language(self.arguments))
                raise Refused(message, ctx=error.ctx, param=error.param) from error
            raise


class Refused(typer.BadParameter):
    """A wrong value of an option, in a sentence that names it."""

    def format_message(self) -> str:
        """The sentence alone."""
        return str(self.message)


def refused(error: typer.BadParameter) -> str:
    """What an option, a variable or an argument must be; empty where it has no kind of ours."""
    wrong, context = error.param, error.ctx
    if not (wrong and wrong.name and context and context.command.callback):
        return ""
    setting = settings_of(context.command.callback).get(wrong.name)
    if setting is None or setting.is_any_text or type(error) is not typer.BadParameter:
        return ""
    source = getattr(context.get_parameter_source(wrong.name), "name", "")
    name = setting.variable if source == "ENVIRONMENT" else wrong.opts[0]
    return said("settings.refused", name=name, allowed=setting.allowed)


@dataclass(frozen=True)
class Setting:
    """One setting: its key in a file, its variable, what it may be, and what it is by itself."""

    key: str
    variable: str
    kind: type
    least: float | None
    most: float | None
    default: object
    help: str

    @property
    def is_any_text(self) -> bool:
        """Whether it may be any text."""
        return self.kind not in KINDS and not issubclass(self.kind, Enum)

    def allows(self, value: object) -> bool:
        """Whether it may be this value of a file."""
        if issubclass(self.kind, Enum):
            return value in list(self.kind)
        if self.kind is list:
            return type(value) is list and all(type(text) is str for text in value)
        if self.kind is bool:
            return type(value) is bool
        if self.kind not in (int, float):
            return type(value) is str
        kinds = (int,) if self.kind is int else (int, float)
        return type(value) in kinds and self.least <= value <= self.most  # type: ignore[operator]

    @property
    def allowed(self) -> str:
        """What it may be, in words."""
        if issubclass(self.kind, Enum):
            return said("allowed.one-of", names=", ".join(f'"{name}"' for name in self.kind))
        if self.kind is bool:
            return said("allowed.flag")
        if self.kind is datetime:
            return said("allowed.day")
        if self.kind is list:
            return said("allowed.texts")
        if self.kind not in (int, float):
            return said("allowed.text")
        kind = said("allowed.whole") if self.kind is int else said("allowed.number")
        return said("allowed.range", kind=kind, least=self.least, most=self.most)


def variable_of(name: str) -> str:
    """The variable of the option with this name in the code.

    >>> variable_of("max_visitors")
    'OTKIT_MAX_VISITORS'
    """
    return f"OTKIT_{name.upper()}"


def settings_of(command: Callable[..., Any]) -> dict[str, Setting]:
    """The settings that are parameters of a command's function, by their names there."""
    hints = get_type_hints(command, include_extras=True)
    settings = {}
    for name, parameter in inspect.signature(command).parameters.items():
        if name in ABOUT_SETTINGS or get_origin(hints[name]) is not Annotated:
            continue
        annotated, option = get_args(hints[name])
        kinds = (get_origin(kind) or kind for kind in (*get_args(annotated), annotated))
        kind = next(kind for kind in kinds if isinstance(kind, type))
        settings[name] = Setting(
            key=name.replace("_", "-"),
            variable=str(option.envvar or variable_of(name)),
            kind=kind,
            least=option.min,
            most=option.max,
            default=parameter.default,
            help=option.help,
        )
    return settings
