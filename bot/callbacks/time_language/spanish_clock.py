"""Spanish clock times, lengths of time and `antes`, `despues`, `hasta`, said in plain English."""

from __future__ import annotations

import re

from bot.callbacks.time_language.text import Rules

_NUMBERS = {
    "una": 1, "un": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
    "nueve": 9, "diez": 10, "once": 11, "doce": 12, "quince": 15, "veinte": 20, "treinta": 30, "cuarenta": 40,
}  # fmt: skip
HOURS = ("una", "dos", "tres", "cuatro", "cinco", "seis", "siete", "ocho", "nueve", "diez", "once", "doce")
DAY_NUMBERS = {
    **{word: value for word, value in _NUMBERS.items() if value <= 30 and word not in ("un", "una")},
    "primero": 1, "trece": 13, "catorce": 14, "dieciseis": 16, "diecisiete": 17, "dieciocho": 18, "diecinueve": 19,
    "veintiuno": 21, "veintidos": 22, "veintitres": 23, "veinticuatro": 24, "veinticinco": 25, "veintiseis": 26,
    "veintisiete": 27, "veintiocho": 28, "veintinueve": 29, "treinta y uno": 31,
}  # fmt: skip
_ONES = "|".join(word for word in _NUMBERS if word not in ("un", "uno"))
_NUM = rf"(?:\d{{1,2}}|{_ONES})"
_HOUR = r"(?:\d{1,2}(?:[:.]\d\d)?(?: ?[ap]m)?|" + "|".join(HOURS) + ")"
_AT = r"(?:a ?las?|las|la(?= una| 1)|ha las?|alas?)"
_AT_HOUR = rf"(?:{_AT} |at )?({_HOUR})"
_MINUTES = r"(?:media|cuarto|piquito|pico|cinco|diez|quince|veinte(?: ?y ?cinco)?|treinta|cuarenta(?: y cinco)?|\d\d)"
_MINUTE_WORDS = {"media": 30, "cuarto": 15, "pico": 0, "piquito": 0}
_UNITS = r"(?:horas?|hours?|minutes|dias?|semanas?)"
_WORK = r"(?:trabajo|jale|chamba|trabajar|jalar|turno)"


def number(word: str) -> int:
    """The number that digits or a Spanish word stand for."""
    return int(word) if word.isdigit() else (_NUMBERS | DAY_NUMBERS)[word]


def _clock(match: re.Match[str]) -> str:
    """`a las 3 y media` → `at 3:30`; `3 menos cuarto`, `cuarto para las 3` → `at 2:45`."""
    groups = match.groupdict()
    hour, word = number(groups["hour"]), groups.get("plus") or groups.get("minus") or ""
    minutes = _MINUTE_WORDS[word] if word in _MINUTE_WORDS else sum(map(number, re.split(r" ?y ?| ", word)))
    if groups.get("minus"):
        hour, minutes = (hour - 2) % 12 + 1, 60 - minutes
    return f"at {hour}:{minutes:02d}" if 0 <= minutes < 60 else match.group()


def _range(match: re.Match[str]) -> str:
    """`de 10 de la manana a 2 de la tarde` (its parts of the day in English already) → `from 10am to 2pm`."""
    return f"from {match[1]}{_half(match[2])} to {match[3]}{_half(match[4])}"


def _half(part: str | None) -> str:
    return "" if part is None else "am" if "morning" in part else "pm"


def _length(match: re.Match[str]) -> str:
    """`en una hora y media` → `in 90 minutes`; `dentro de dos dias` → `in 2 days`."""
    words = match[1]
    if words.endswith("media hora"):
        return "in 30 minutes"
    count, unit, *half = words.split()
    if unit.startswith("ho"):
        return f"in {number(count) * 60 + (30 if half else 0)} minutes"
    return f"in {number(count)} " + {"m": "minutes", "d": "days", "s": "weeks"}[unit[0]]


CLOCK_RULES: Rules = (
    # now, and so long from now
    (r"\bahorita(?: mismo| mero)?\b|\bahora(?: mismo| mero)?\b|\ben este (?:momento|instante)\b|\bya mismo\b|"
     r"\bde una vez\b|\benseguida\b|\bluego luego\b|\blo (?:mas (?:pronto|rapido)|antes)(?: posible| que puedan?)?\b|"
     r"\bcuanto antes\b|\binmediatamente\b|\bde inmediato\b|\bde volada\b|\bya ya\b", "now"),
    (r"\ben un par de (?:(horas)|dias)\b", lambda m: "in 120 minutes" if m[1] else "in 2 days"),
    (rf"\b(?:en|dentro de|como en) (?:unos |unas )?((?:una )?media hora|(?:una?|{_NUM}) {_UNITS}(?: y media)?)\b", _length),
    # ranges, before minutes: `entre 9 y 12` is no time of day
    (rf"\b(?:desde|de|entre)? ?(?:{_AT} )?({_HOUR}) (?:y media )?hasta (?:{_AT} )?({_HOUR})\b", r"from \1 to \2"),
    (rf"\b(?:de|desde|entre) {_AT_HOUR}( in the \w+)? (?:a|y|ha|para|hasta) {_AT_HOUR}( in the \w+)?(?!\w)", _range),
    # hours and minutes
    (rf"\b(?:un )?(?P<minus>cuarto|cinco|diez|veinte|\d\d?) (?:para|pas) las? (?P<hour>{_NUM})\b", _clock),
    (rf"\b(?:{_AT} )?(?P<hour>{_NUM}) menos (?P<minus>{_MINUTES})\b", _clock),
    (rf"\b(?:{_AT} )?(?P<hour>{_NUM}) (?:y|con) (?P<plus>{_MINUTES})\b(?! (?:las|la|pm|am))", _clock),
    (r"(?<![\w$:/.-])(\d{1,2}(?::\d\d)?) a (\d{1,2}(?::\d\d)?(?: ?[ap]m)?)\b(?! (?:anos|meses|semanas|dias|personas))",
     r"from \1 to \2"),
    (rf"\b(?:de|desde) {_AT} ({_HOUR}) a noon\b", r"from \1 to noon"),
    (rf"\b(las|la(?= una| 1\b)) (1[0-2]|[1-9]|{'|'.join(HOURS)})\b(?= [a-z])"
     rf"(?! ?(?:[ap]m?|h|hrs|hours|horas|personas|ninas|ofic\w+|of|de|del|calles?|y|en punto|{_NUM})\b)", lambda m: f"{m[1]} {number(m[2])}:00"),
    # after, before, until
    (rf"\b(?:(?:de|desde) )?(?:{_AT} )?({_HOUR}) (?:en|para) (?:adelante|delante|arriba)\b", r"after \1"),
    (r"\b(?:(?:desde|del?) (?:el )?)?noon (?:en|para) (?:adelante|delante)\b", "after noon"),
    (rf"\b(?:later on|early) (?:de|que) {_AT_HOUR}\b", lambda m: f"{'after' if m[0][0] == 'l' else 'before'} {m[1]}"),
    (rf"\b(?:no|nada) (?:me \w+ )?(?:despues|pasad[ao]s?) de {_AT_HOUR}\b", r"before \1"),
    (r"\b(?:no (?:me \w+ )?antes|a partir|partir|despues|despuesito|luego|pasad[ao]s?|pasando|pasadit[ao]s?) (?:de )?"
     rf"(?:como )?{_AT_HOUR}\b", r"after \1"),
    (r"\bno (?:me \w+ )?antes (?:de |del )", "after "),
    (r"\bno (?:me \w+ )?despues (?:de |del )", "before "),
    (rf"\bdesde {_AT_HOUR}\b", r"desde \1"),
    (rf"\b(?:antes|antesito|a mas tardar) (?:de )?(?:como )?{_AT_HOUR}\b", r"before \1"),
    (rf"\bhasta {_AT_HOUR}\b", r"until \1"),
    (r"\bhasta\b", "until"),
    (rf"\bdespues (?:del?|de (?:mi|el|la) )?\s?{_WORK}\b|\bsaliendo del {_WORK}\b", "after work"),
    (r"\bdespues (?:del?|de (?:la|el)) ?(?:comer|comida|lonche|lunch|almuerzo|almorzar)\b", "after lunch"),
    (r"\b(?:despues de eso|de ahi en adelante|de ahi|ya despues|despues de ahi|(?:asi que|asi|so|entonces) "
     r"(?:pues |ya |mejor )?despues)\b(?! de)", ", after that"),
    (r"\b((?:llam|marqu|habl)\w+ (?:mejor |ya )?)despues(?= *(?:$|[.,;!?]))", r"\1after that"),
    (r"\bantes(?= *(?:$|[.,;!?]))|(?<=^)\bantes de eso\b|\b(?:asi que|so|entonces) antes\b(?! de)", "before that"),
    (r"\bantes de eso\b", ", before that"),
    (r"\ba esa hora\b", "that time"),
    (r"\bese (?:mismo )?dia\b", "that day"),
    (r"\bdespues (?:de |del )", "after "),
    (r"\bantes (?:de |del )", "before "),
    (rf"(?:(?<!\w )|(?<=tomorrow )|(?<=day ))\b({_ONES}) (?=in the (?:morning|afternoon|night|evening)\b)", lambda m: f"{number(m[1])} "),
    # at
    (rf"\b(?:para|como|tipo|sobre|aprox\w*|eso de)? ?{_AT} ({_HOUR})\b(?: en punto)?", r" at \1"),
    (rf"\b(?:tipo|a eso de|eso de) ({_HOUR})\b", r"at \1"),
    (rf"\b(at|after|before|until|from|to|or|from \d\S*(?: ?[ap]m)? to|at \d+ or?) ({_ONES})\b",
     lambda m: f"{m[1]} {number(m[2])}"),
    (rf"\b(from \d\S*(?: ?[ap]m)? to|at \d+ or?) ({_ONES})\b", lambda m: f"{m[1]} {number(m[2])}"),
    (r"\b(\d{1,2}(?::\d\d)?) del dia\b", r"\1 in the afternoon"),
    (rf"\b(?:({_ONES}) )?en punto\b", lambda m: f"at {number(m[1])} sharp" if m[1] else "sharp"),
    (r"(?<=\d) horas\b", " hours"),
)  # fmt: skip
