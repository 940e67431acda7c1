"""What a change of --set is about, in a clerk's words: which rule or question, what it says now, what it is to say."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from techreform_cli.domain.policy import Interpretation, Policy
from techreform_cli.report.program_words import program_rules
from techreform_cli.report.sentence import Sentences


@dataclass(frozen=True, slots=True)
class Subject:
    """What a setting changes: a rule of a program, a parameter or a question. `now` is "" where it cannot be told in words."""

    label: str
    now: str
    question: Interpretation | None = None

    def then(self, value: str) -> str:
        """What `value` makes of it: the words of a question's option, else the value as it was typed."""
        options = self.question.options if self.question else ()
        return next((option.label for option in options if option.id == value), value)


def subject(policy: Policy, name: str) -> Subject:
    """What NAME of --set NAME=VALUE is about, in `policy` as it stands; its own name where nothing is known of it."""
    question = next((one for one in policy.interpretations if one.id == name), None)
    if question:
        return Subject(question.question, question.used.label, question)
    key = name.removeprefix("parameters.").removesuffix(".value")
    if key in policy.parameters:
        return Subject(policy.parameters[key].label, Sentences(policy).parameter(key))
    program, _, slot = name.removeprefix("programs.").partition(".")
    for one in policy.programs if slot else ():
        rules = [rule for rule in program_rules(policy, one) if one.id == program and slot in (rule.slot, f"{rule.slot}.amount")]
        if rules:
            return Subject(f"{one.label}的{rules[0].label}", rules[0].text)
    return Subject(name, "")


def asked(policy: Policy, given: Mapping[str, str]) -> str:
    """设备购置事后奖补的比例（equipment_purchase.rate=15%..30%:5%，现行 20%）, one after the other."""
    return "；".join(_asked(subject(policy, name), f"{name}={value}") for name, value in given.items())


def _asked(of: Subject, typed: str) -> str:
    return f"{of.label}（{typed}，现行 {of.now}）" if of.now else typed


def changes(policy: Policy, settings: Mapping[str, str]) -> str:
    """设备购置事后奖补的比例 20% → 25%（equipment_purchase.rate=25%）, one after the other."""
    return "；".join(_change(subject(policy, name), name, value) for name, value in settings.items())


def _change(of: Subject, name: str, value: str) -> str:
    typed = f"{name}={value}"
    if of.label == name:
        return typed
    now, then = (f"「{words}」" if of.question else words for words in (of.now, of.then(value)))
    return f"{of.label} {now} → {then}（{typed}）"
