"""Every action, registered with rasa-sdk's executor."""

from __future__ import annotations

from rasa_sdk.executor import ActionExecutor

from bot.dialogue.actions import asking, calling, filling, finding, privacy, talking
from bot.dialogue.actions.turn import Ports, PuenteAction

ACTIONS: tuple[type[PuenteAction], ...] = (
    filling.ValidateSlotMappings,
    asking.AskNeeds,
    asking.AskPlace,
    asking.AskCallbackName,
    asking.AskCallbackPhone,
    asking.AskCallbackTime,
    asking.AskCallbackArea,
    asking.AskCallbackConfirmed,
    finding.OpenSearch,
    asking.AskEraseConfirmed,
    finding.FindServices,
    finding.FindServicesFirst,
    finding.MoreServices,
    finding.RecordFeedback,
    finding.ShowService,
    calling.BookCallback,
    calling.CancelCallback,
    calling.MoveCallback,
    calling.TellCallback,
    calling.TakeTime,
    talking.Greet,
    talking.TakeName,
    talking.SwitchLanguage,
    talking.StartOver,
    talking.HandleDoubt,
    talking.WhatNext,
    talking.Thank,
    talking.EraseData,
    privacy.AnswerPrivacy,
    talking.Fallback,
)


def build_executor(ports: Ports) -> ActionExecutor:
    """An executor that knows every action of the domain."""
    executor = ActionExecutor()
    for action in ACTIONS:
        executor.register_action(action(ports))
    return executor
