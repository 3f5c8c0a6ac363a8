"""What people say between the lines: wait a moment, sorry, what do you mean, I don't believe you. Pure.

Read in words, because a model takes them for answers or for nothing of ours. Each is answered with one kind line, after
which an open question is asked again.
"""

from __future__ import annotations

import re

from bot.dialogue.actions.turn import Turn
from bot.dialogue.components.text import plain

_HOLD = re.compile(
    r"(?:(?:ok(?:ay)?|um|uh|oh|wait|pls|please|ay|oiga|pera|espere) )*"
    r"(?:hold (?:on|up)|wait|hang on|brb|be right back|ill be (?:right )?back|(?:just )?(?:one|1|a) (?:sec(?:ond)?|min(?:ute)?|moment)|(?:gimme|give me)(?: a| one| 1| like)* (?:sec(?:ond)?|min(?:ute)?s?|moment)"
    r"|(?:espere(?:me|n|nme)?|esper(?:a|ame)|permitame|aguant(?:e|a|eme|ame)|pera(?:te|me)?)(?: (?:un|una|tantito|poquito|momentito|momento|segundo|ratito|rato))*|(?:deme |dame )?un (?:momento|momentito|segundo|segundito|minuto|minutito|ratito)"
    r"|(?:ahorita|orita|ahora|luego) (?:vuelvo|regreso|le (?:contesto|digo))|ya (?:vuelvo|regreso))"
    r"(?: (?:a|one|1) (?:sec(?:ond)?|min(?:ute)?|moment))?(?: (?:pls|please|plz|ok|porfa|porfavor|por favor|bro|real quick|rq))*"
)
_SORRY = re.compile(r"(?:(?:oh|oops|ay|my|no) )?(?:sorry|sry|my bad|oops|perdon\w*|disculp\w+|lo siento)\b")
_PUZZLED = re.compile(
    r"(?:(?:um|uh|wait|ay|pero|but|sorry|perdon|no|oiga) )*"
    r"(?:huh|hu+h|what|wut|wat|wha+t|wdym|come again|say (?:that|it) (?:again|one more time)|repeat(?: that| it)?|explain(?: that| it| pls| please)?|confused|im (?:so |really |kinda )?(?:confused|lost)"
    r"|i (?:dont|do not|didnt) (?:really )?(?:get|understand|follow)(?: (?:it|this|that|you|u|ur question|the question))?|(?:what|wat|wut) (?:do|does|did) (?:you|u|that|it|this) mean(?: by that)?"
    r"|que+|como+|mande|que dijo|como dijo|como asi|que (?:dice|es eso|quiere decir|significa)(?: eso)?|no (?:le |te |lo )?(?:entiendo|entendi|comprendo)(?: (?:nada|eso|bien|la pregunta))?|repita(?:me)?(?:lo)?|otra vez|expli(?:que|ca)(?:me|lo)*)"
    r"(?: (?:pls|please|plz|porfa|por favor|bro|man))*"
)
_DISTRUST = re.compile(
    r"\byeah right\b|\b(?:you|u|ur|youre|yall|yalls|they) (?:are |all |just |be )*(?:lying|lyin|liars?|a liar|full of (?:it|shit)|cap|cappin\w*)\b|^(?:lies|liars?|cap|thats cap|stop lying)$"
    r"|\b(?:dont|do not|cant|cannot|wont) (?:really )?(?:believe|trust) (?:you|u|this|that|it|yall|nobody|no one|anybody)\b|\b(?:this|it|that)(?:s| is| sounds like| feels like)? (?:all )?(?:a )?(?:scam|trap|set ?up|trick)\b|\b(?:sounds|looks|feels) like a (?:scam|trap|set ?up|trick)\b|\bis (?:this|it) (?:a )?(?:scam|trap|set ?up|trick|for real|legit|real)\b|\bhow do i know (?:this|you|its|ur)\b"
    r"|\b(?:puras? )?mentir(?:as?|os[oa]s?)\b|\bno (?:les?|te|lo|se lo) creo\b|\bno (?:me fio|confio|tengo confianza)\b|\bes(?:to)? (?:es )?(?:una |un )?(?:trampa|estafa|fraude|enga[nñ]o)\b|\bcomo se (?:que|si) (?:esto |es )*(?:es )?(?:verdad|real|cierto)\b"
)
_WHO_CALLS = re.compile(
    r"\b(?:what|which|wat|whats|wut)(?: the)? (?:phone )?(?:number|#|caller id)\b.*\b(?:call|calling|from|say|show|come|see|pop)\b|\b(?:who|whos|who is|who will|whos gonna|who) (?:is |will be |be |gonna |going to )*(?:call|calling|callin)(?: me)?\b|\bwho (?:am|will|would|do) i (?:be |gonna be |going to be )?(?:talk|speak)\w*\b"
    r"|\b(?:de|desde) (?:que|cual) numero\b|\bque numero (?:me|va|van|sale|saldra|aparece|es el que)\b|\bquien (?:es el que |es la que )?(?:me )?(?:va a |van a |vaya a )?(?:llama|llamar|marca|marcar|hablar)(?:me)?\b|\bcon quien (?:voy a|puedo|vamos a)? ?hablar\b"
)
_FOR_SOMEBODY = re.compile(
    r"(?:its |it is |this is |es |no )*(?:for|para) (?:my|mi|mis|a|un|una|him|her|them|el|ella|ellos|the)(?: (?!(?:number|phone|name|\d)\b)[a-z]+){0,3}"
)
_THERE = re.compile(
    r"(?:(?:hello|hi|hey|hola|oiga|yo|um|bueno|disculpe) )*"
    r"(?:(?:are |r )?(?:you|u|ya|yall) (?:still )?(?:there|here|up|awake)|(?:is )?(?:any(?:one|body)|some(?:one|body))(?: (?:there|here|home|out there))?|hay alguien(?: ahi)?|(?:sigue[ns]?|esta[ns]?) (?:todavia )?(?:ahi|alli))"
)
_AGE = re.compile(r"(?:im|i am|tengo|hes|shes|tiene|my \w+ is) \d{1,2}(?: (?:years? old|yrs? old|yo|anos|y o))?")
_SORRY_WORDS = 9
_UNREAD = frozenset(
    {"out_of_scope", "nlu_fallback", "greet", "affirm", "deny", "thanks", "inform_name", "goodbye", "inform_place"}
)
"""Intents of texts that say nothing of a need, a place or a time."""


def small_talk(turn: Turn) -> str | None:
    """The name of the response to a text between the lines; None for any other text."""
    if turn.needs or turn.place or turn.has_time or turn.phone:
        return None
    said = plain(turn.text).strip(" .!?,")
    listed = bool(turn.slot("shown_needs"))
    if is_puzzled(turn.text):
        if turn.active_form:
            return "utter_say_again"
        return "utter_explain_list" if listed else None
    if asks_to_wait(turn.text):
        return "utter_take_your_time"
    if _WHO_CALLS.search(said):
        return "utter_who_calls"
    if _DISTRUST.search(said):
        return "utter_trust"
    if _THERE.fullmatch(said):
        return "utter_im_here"
    searching = turn.requested in ("needs", "place")
    if searching and _AGE.fullmatch(said):
        return "utter_fact_noted"
    if turn.intent not in _UNREAD:
        return None
    if _SORRY.match(said) and len(said.split()) <= _SORRY_WORDS:
        return "utter_no_problem"
    return "utter_fact_noted" if searching and _FOR_SOMEBODY.fullmatch(said) else None


def asks_to_wait(text: str) -> bool:
    """True for `hold on`, `un momentito`, and nothing else besides."""
    return bool(_HOLD.fullmatch(plain(text).strip(" .!?,")))


def is_puzzled(text: str) -> bool:
    """True for `huh`, `no entiendo`, `??`: the person did not understand us."""
    said = plain(text).strip(" .!?,")
    only_marks = set(text.strip()) <= set("?¿! ") and "?" in text
    return only_marks or bool(_PUZZLED.fullmatch(said))
