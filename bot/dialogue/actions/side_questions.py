"""Questions beside the matter that a model takes for something else: what they must show, what it costs, who is let in.

Read in words, because they come in any state of the talk; answered briefly, and then the talk goes on. Pure.
"""

from __future__ import annotations

import re
from typing import Any

from bot.dialogue.actions.short_answers import asks_hours, is_complaint, wants_call, wants_text
from bot.dialogue.actions.small_talk import small_talk
from bot.dialogue.actions.turn import Turn
from bot.dialogue.components.text import plain

_PAPERS = r"(?:name|real name|names|id|i\.?d|ids|papers?|social|ssn|address|insurance|last name|info|information)"
_PAPELES = (
    r"(?:nombre|id|identificacion|papeles|seguro|seguro social|direccion|datos|apellido|informacion|credencial|mica)"
)
_MUST_GIVE = re.compile(
    rf"\b(?:do|will|would|so do|so|must) (?:i|we|u|you|they|yall) (?:really )?(?:have to|need to|gotta|got to|need|ask for|require|want)(?: (?:to )?(?:give|show|tell|say|use|have|bring))?"
    rf"(?: (?:you|u|them|yall|me))?(?: (?:my|an|a|any|your|for))* {_PAPERS}\b"
    rf"|\b(?:gotta|have to|need to) (?:give|show|tell|say)(?: (?:you|u|them|yall))? (?:my|an|a|any)? ?{_PAPERS}\b"
    rf"|\b(?:tengo que|hay que|necesito|debo) (?:dar|darle|darles|decir|decirle|decirles|ensenar|mostrar|llevar|tener)(?: (?:mi|mis|un|una|el|los))* {_PAPELES}\b"
    rf"|\b(?:me )?(?:van a|va a) pedir(?:me)?(?: (?:mi|mis|un|una|el|los))* {_PAPELES}\b|\b(?:me )?piden (?:mi |mis |un |una )?{_PAPELES}\b"
)
_COST = re.compile(
    r"\b(?:is|are|r) (?:it|this|that|they|these|those|the \w+)(?: \w+)? (?:free|gratis|for free)\b|\bhow much\b(?! (?:longer|time|more time))|\b(?:does|do|will|wud|would) (?:it|this|they|that|these) cost\b"
    r"|\b(?:do|does|will|are|is) (?:you|u|yall|they|it|there)(?: guys| all)? (?:charg(?:e|ing)|a charge|a fee)\b|\bcosts?\b.{0,12}\?|\b(?:which|whats?|any)\b.*\bcheap(?:er|est)?\b|\b(?:es|son|esta) (?:gratis|gratuitos?)\b|\bcobran\b|\bcuanto (?:cuesta|cuestan|cobran|vale|sale|es)\b|\btienen? (?:algun )?costo\b"
)
_OF_THEM = re.compile(
    r"\b(?:do|does|will|would|can|r|are|is) (?:they|there|that place|that one|the (?:first|second|third|1st|2nd|3rd)(?: one| place)?|any of (?:them|those)|it|one of them)\b.*\b(?:take|accept|allow|let|have|help|speak|need|ask|require|want|for|got|do|that|bring|deliver|send|give|hire)\b"
    r"|\bis there (?:one|any|a place)\b.*\b(?:that|for|with|where|who)\b|\bwhich (?:one|of them|place)s?\b.*\b(?:best|good|safe\w*|better|take|takes)\b"
    r"|\b(?:can|could) i (?:bring|take|go|get it|pick|stay|come|walk|sleep|just)\b|\b(?:i got|i have|ive got) (?:a|my|two|2) (?:\w+ )?(?:dogs?|cats?|pets?|pitbulls?|pit)\b|\bthey take (?:dogs?|pets?|kids|boys|men|couples)\b"
    r"|\b(?:aceptan|reciben|dejan entrar|piden|agarran|admiten|hablan|atienden|contratan)\b|\b(?:puedo|podemos|se puede) (?:llevar|ir|entrar|quedarme|llegar|meter)\b|\b(?:tengo|traigo) (?:un |una |mi |dos )?(?:perr[oa]s?|gat[oa]s?|mascotas?)\b"
    r"|\bcual (?:es|esta) (?:la |el )?mas (?:barat[oa]|segur[oa])\b"
)
_THE_WAY = re.compile(
    r"\bhow (?:do|can|would) i (?:get|go) (?:there|to it|to that)\b|\bwhat bus\b|\bdirections\b|\bcomo (?:llego|le hago para llegar|me voy|se llega|voy para alla)\b|\bque (?:camion|bus|autobus)\b"
)
_TELL_NOBODY = re.compile(
    r"\b(?:dont|do not|wont|cant|never|pls not|not gonna) (?:tell|snitch|rat|report|call|say|show|give)\b.*\b(?:po|p\.o|parole|probation|officer|police|cops?|ice|immigration|judge|agent)\b|\b(?:dont|do not) snitch\b"
    r"|\bno (?:le|les|se lo|lo|vaya|vayan|me)? ?(?:diga|digan|digas|cuente|cuenten|avise|avisen|llame|llamen|a decirle|reporten?)\b.*\b(?:po|parole|probation|oficial|agente|policia|migra|juez|inmigracion)\b"
)
_ANYTHING_FOUND = re.compile(
    r"\b(?:did|have) (?:you|u|ya|yall) (?:find|found|get|got) (?:any ?(?:thing|one|place|where)?|something|it|me)\b|\bany (?:luck|news|updates?)\b|\bwhat (?:did|have) (?:you|u) (?:find|found|got)\b"
    r"|\b(?:encontr(?:o|aron|aste)|hall(?:o|aron|aste)) (?:algo|lugar|uno|una)\b|\b(?:hay )?alguna noticia\b|\bque (?:encontro|paso con)\b"
)
_FACT_OF_THE_LIST = re.compile(r"\b(?:phone|number|address|where|located|numero|telefono|direccion|donde|ubicad\w+)\b")
"""What the details of a listed place tell."""

_CLOSEST = re.compile(
    r"\b(?:which|what|whats|wich|wut)\b.{0,25}\b(?:closest|nearest|least far)\b|\b(?:cual|que) (?:\w+ ){0,3}(?:es|esta|queda|me queda) (?:la |el |lo )?(?:mas )?(?:cerca|cerquita|cercan[oa])\b"
)
"""The list says how far each place is, so we can tell."""

_REPLIES = frozenset({"utter_bot_question", "utter_goodbye", "utter_human_now"})
"""Responses that the rules say without an action, and that a side question is taken for."""


def side_answer(turn: Turn) -> str | None:
    """The name of the response to a question beside the matter; None for any other text.

    What is asked of the places listed only they know: they are to be called, or a person asked.
    """
    said = plain(turn.text)
    if _TELL_NOBODY.search(said):
        return "utter_privacy"
    listed: list[str] = turn.slot("shown_needs") or []
    if _MUST_GIVE.search(said):
        return "utter_nothing_to_show_listed" if listed else "utter_nothing_to_show"
    if between := small_talk(turn):
        return between
    if not listed and not turn.needs and not turn.place and _COST.search(said):
        return "utter_cost"
    if not listed or asks_hours(turn.text) or wants_call(turn.text) or wants_text(turn.text):
        return None
    if _THE_WAY.search(said):
        return "utter_the_way"
    if set(turn.needs) - set(listed):
        return None
    if _COST.search(said):
        return "utter_cost_listed"
    return "utter_ask_them" if _OF_THEM.search(said) and not _FACT_OF_THE_LIST.search(said) else None


def in_place_of(response: str, turn: Turn) -> list[tuple[str, dict[str, Any]]]:
    """What is said where the rules say `response`, which no action of ours can put right: names and arguments.

    A need asked for in a question to us (`do u guys help with ebt`) is taken up with the answer.
    """
    if response not in _REPLIES:
        return [(response, {})]
    if side := side_answer(turn):
        return [(side, {})] if response != "utter_human_now" else []  # the action that comes next says it
    if response == "utter_human_now":
        return [(response, {})]
    if response == "utter_goodbye":
        return [("utter_no_callback" if wants_call(turn.text) else response, {})]
    if is_complaint(turn.text):
        return [("utter_abuse", {})]
    waiting = turn.slot("needs")
    if waiting and turn.active_form is None and not turn.slot("place"):
        return [(response, {}), ("utter_ask_place", {"needs": waiting})]
    return [(response, {})]


def asks_closest(text: str) -> bool:
    """True for `which one is closest`: of the places listed."""
    return bool(_CLOSEST.search(plain(text)))


def asks_what_was_found(text: str) -> bool:
    """True for `did u find anything`: the list is asked for again."""
    return bool(_ANYTHING_FOUND.search(plain(text)))
