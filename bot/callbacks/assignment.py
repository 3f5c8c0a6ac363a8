"""Who is given a call, and why: the rules of rules.toml applied to CHWs. Pure."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass, field

from bot.callbacks.rules import AssignRules


@dataclass(frozen=True)
class Wanted:
    """What a call needs. `known`: ids of the accounts that have dealt with the person, `agency`: the task's."""

    needs: tuple[str, ...]
    language: str
    spa: int | None
    agency: str | None = None
    known: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Caller:
    """A CHW as the rules see them. No areas named means all of them; no languages named, likewise."""

    account_id: str
    agency: str | None
    spas: frozenset[int]
    languages: frozenset[str]
    specialities: frozenset[str] = frozenset()
    open_tasks: int = 0
    calls_an_hour: int = field(default=2, compare=False)


def may_call(caller: Caller, wanted: Wanted, rules: AssignRules) -> bool:
    """True when every `must` rule holds."""
    return all(_MUST[rule](caller, wanted) for rule in rules.must)


def in_order_of_fit(callers: Iterable[Caller], wanted: Wanted, rules: AssignRules) -> list[Caller]:
    """Those who may call, best first; equals by id, so that the order is always the same."""

    def fit(caller: Caller) -> tuple[object, ...]:
        return (*(-_PREFER[rule](caller, wanted) for rule in rules.prefer), caller.account_id)

    return sorted((caller for caller in callers if may_call(caller, wanted, rules)), key=fit)


def why(caller: Caller, among: Collection[Caller], wanted: Wanted) -> tuple[str, ...]:
    """Codes that say why it is this one: `language:es`, `spa:6`, `known`, `speciality:housing`, `load:lightest`.

    `load:lightest` is said only where others could have been asked and none of them has fewer open tasks.
    """
    codes = []
    if wanted.language in caller.languages:
        codes.append(f"language:{wanted.language}")
    if wanted.spa in caller.spas:
        codes.append(f"spa:{wanted.spa}")
    if caller.account_id in wanted.known:
        codes.append("known")
    codes += [f"speciality:{need}" for need in wanted.needs if need in caller.specialities]
    others = [other for other in among if other.account_id != caller.account_id]
    if others and caller.open_tasks <= min(other.open_tasks for other in others):
        codes.append("load:lightest")
    return tuple(codes) or ("free",)


_MUST: dict[str, Callable[[Caller, Wanted], bool]] = {
    "agency": lambda caller, wanted: wanted.agency is None or caller.agency == wanted.agency,
    "area": lambda caller, wanted: wanted.spa is None or not caller.spas or wanted.spa in caller.spas,
    "language": lambda caller, wanted: not caller.languages or wanted.language in caller.languages,
}
_PREFER: dict[str, Callable[[Caller, Wanted], int]] = {
    "known": lambda caller, wanted: caller.account_id in wanted.known,
    "speciality": lambda caller, wanted: len(caller.specialities.intersection(wanted.needs)),
    "named_area": lambda caller, wanted: wanted.spa in caller.spas,
    "named_language": lambda caller, wanted: wanted.language in caller.languages,
    "load": lambda caller, wanted: -caller.open_tasks,
}
