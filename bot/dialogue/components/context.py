"""Lets what the web process already read in a text (a place, a time), or a bare number, settle what kind of answer it is.

The gazetteer and the reader of times live in the web process; their findings travel in the
message's metadata: `{"place": {...} | None, "place_alone": bool, "time": {...} | None, "time_alone": bool}`.
"""

from __future__ import annotations

import re
from typing import Any, Dict, List, Optional, Text

from rasa.engine.graph import ExecutionContext, GraphComponent
from rasa.engine.recipes.default_recipe import DefaultV1Recipe
from rasa.engine.storage.resource import Resource
from rasa.engine.storage.storage import ModelStorage
from rasa.shared.nlu.constants import ENTITIES, INTENT, METADATA, TEXT
from rasa.shared.nlu.training_data.message import Message

# "2", "#3.", "number 1", "el 2": one of a list. A ZIP code is longer, a time or a place is told by the metadata.
_NUMBER = re.compile(r"\W*((no|num|numero|number|option|opcion|the|el|la)\b\W*)?\d{1,2}\W*", re.IGNORECASE)

# Intents a text may be given by mistake when all it holds is a place or a time.
_WEAK = frozenset({"out_of_scope", "deny", "affirm", "greet", "inform_name", "inform_time", "inform_place"})


@DefaultV1Recipe.register(DefaultV1Recipe.ComponentType.INTENT_CLASSIFIER, is_trainable=False)
class ContextReader(GraphComponent):
    """Overrules the intent where a place, a time or a clearly found need decides it."""

    @staticmethod
    def get_default_config() -> Dict[Text, Any]:
        return {"doubt": 0.35, "sure": 0.6}

    @classmethod
    def create(
        cls,
        config: Dict[Text, Any],
        model_storage: ModelStorage,
        resource: Resource,
        execution_context: ExecutionContext,
    ) -> ContextReader:
        return cls(config)

    def __init__(self, config: Dict[Text, Any]) -> None:
        self._config = config

    def process(self, messages: List[Message]) -> List[Message]:
        for message in messages:
            self._drop_needs_of_chatter(message)
            intent = self._settled(message)
            if intent:
                message.set(INTENT, {"name": intent, "confidence": 1.0}, add_to_output=True)
        return messages

    def _drop_needs_of_chatter(self, message: Message) -> None:
        """A text that is surely out of scope names no need, whatever words of needs are in it."""
        intent = message.get(INTENT) or {}
        if intent.get("name") == "out_of_scope" and intent.get("confidence", 0.0) >= self._config["sure"]:
            kept = [e for e in message.get(ENTITIES) or [] if e.get("entity") not in ("need", "urgent")]
            message.set(ENTITIES, kept, add_to_output=True)

    def _settled(self, message: Message) -> Optional[Text]:
        found = message.get(METADATA) or {}
        intent = message.get(INTENT) or {}
        has_need = any(e.get("entity") == "need" for e in message.get(ENTITIES) or [])
        if found.get("place_alone"):
            return "inform_place"
        if found.get("time_alone"):
            return "inform_time"
        if _NUMBER.fullmatch(message.get(TEXT) or ""):
            return "result_detail"
        weak = intent.get("name") in _WEAK or intent.get("confidence", 0.0) < self._config["doubt"]
        if not weak:
            return None
        if has_need:
            return "need"
        if found.get("place"):
            return "inform_place"
        if found.get("time"):
            return "inform_time"
        return None
