"""Spanish words about time, said in the plain English that the grammar of times reads."""

from __future__ import annotations

import re

from bot.callbacks.time_text import Replacement, TracedText

CHOICE = "number"
"""Before a low ordinal: a day of the month, or the number of something in a list."""

_NUMBERS = {
    "una": 1, "un": 1, "uno": 1, "dos": 2, "tres": 3, "cuatro": 4, "cinco": 5, "seis": 6, "siete": 7, "ocho": 8,
    "nueve": 9, "diez": 10, "once": 11, "doce": 12, "quince": 15, "veinte": 20, "treinta": 30, "cuarenta": 40,
}  # fmt: skip
_DAYS = {
    "lunes": "monday", "martes": "tuesday", "miercoles": "wednesday", "jueves": "thursday", "viernes": "friday",
    "sabado": "saturday", "domingo": "sunday",
}  # fmt: skip
_MONTHS = {
    "enero": "january", "febrero": "february", "marzo": "march", "abril": "april", "mayo": "may", "junio": "june",
    "julio": "july", "agosto": "august", "septiembre": "september", "setiembre": "september",
    "octubre": "october", "noviembre": "november", "diciembre": "december",
}  # fmt: skip
_NUM = r"(?:\d{1,2}|" + "|".join(n for n in _NUMBERS if n not in ("un", "uno")) + ")"
_HOUR = r"(?:\d{1,2}(?:[:.]\d\d)?(?: ?[ap]m)?|una|dos|tres|cuatro|cinco|seis|siete|ocho|nueve|diez|once|doce)"
_WD = r"(?:lunes|martes|miercoles|jueves|viernes|sabado|domingo)"
_AT = r"(?:a ?las?|las|la(?= una| 1)|ha las?|alas?)"
_NEXT = r"(?:que (?:viene|entra|sigue)|entrante|proxim[oa]|siguiente)"
_DE = r"(?:en|por|de|a|para|durante)"


def _number(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word]


def _clock(match: re.Match[str]) -> str:
    """`a las 3 y media` → `at 3:30`; `3 menos cuarto` → `at 2:45`."""
    groups = match.groupdict()
    hour = _number(groups["hour"])
    word = (groups.get("plus") or groups.get("minus") or "").strip()
    minutes = {"media": 30, "cuarto": 15, "pico": 0, "piquito": 0, "fraccion": 0}.get(word)
    if minutes is None:
        minutes = sum(_number(part) for part in re.split(r" y | ", word) if part)
    if groups.get("minus"):
        hour, minutes = (hour - 2) % 12 + 1, 60 - minutes
    return f"at {hour}:{minutes:02d}" if 0 <= minutes < 60 else match.group()


def _day_of_month(match: re.Match[str]) -> str:
    """`el dia 2`, `el 20`. `el 2` alone may as well choose from a list: marked as such."""
    if match[1]:
        return f"the {match[1].replace('primero', '1')}th"
    number = match[2].replace("primero", "1")
    return f"the {number}th" if int(number) > 3 else f"{CHOICE} {number}th"


_MINUTES = r"(?:media|cuarto|piquito|pico|cinco|diez|quince|veinte(?: ?y ?cinco)?|treinta|cuarenta(?: y cinco)?|\d\d)"
_RULES: tuple[tuple[str, Replacement], ...] = (
    # any time at all
    (r"\bcuando (?:sea|se pueda|usted(?:es)? \w+|(?:me |le |les )?(?:pueda|puedan|quiera|quieran|guste|gusten|"
     r"quede|convenga|tengas?|tenga|tengan)(?: (?:chance|tiempo|un (?:rato|ratito|chance|espacio|tiempo)|"
     r"oportunidad|mejor|bien))?)\b", "anytime"),
    (r"\b(?:a )?(?:la|cualquier) hora (?:que )?(?:sea|usted(?:es)? \w+|quieran?|gusten?|puedan?|les? quede(?: bien)?"
     r"|diga[ns]?)\b", "anytime"),
    (r"\b(?:a |en )?(?:cualquier|cualquiera) (?:hora|rato|momento|ratito)\b|\ba toda hora\b|\btodo el tiempo\b",
     "anytime"),
    (r"\b(?:me )?da (?:igual|lo mismo)\b|\bno importa(?: (?:la hora|cuando|el dia|a que hora))?\b|"
     r"\bsiempre (?:estoy|ando) (?:libre|disponible)\b|\b(?:no tengo|sin|no hay) prisa\b", "nopreference"),
    (r"\b(?:cualquier|cualquiera) dia\b|"
     r"\b(?:el|cualquier) dia que (?:sea|quieran?|gusten?|puedan?|usted(?:es)? \w+)\b", "any day"),
    (r"\btodos los dias\b|\bdiario\b|\bcada dia\b", "everyday"),
    (r"\btodo el dia\b", "all day"),
    # days
    (r"\b(?:el )?dia despues de manana\b|\bpasado (?:de )?manana\b", "overmorrow"),
    (rf"\bmanana (?:{_DE} )?(?:la )?manan(?:a|ita)\b", "tomorrow morning"),
    (rf"\bmanana (?:(?:{_DE} )?la |en )?(?:tardecita|tarde)\b", "tomorrow afternoon"),
    (rf"\bmanana (?:(?:{_DE} )?la )?noch(?:e|ecita)\b", "tomorrow night"),
    (rf"\b(?:{_DE}|todas|cada) (?:las )mananas\b|\b(?:las )?mananas\b", "mornings"),
    (rf"\b(?:{_DE} )?(?:las|todas las) tardes\b", "afternoons"),
    (r"\bbuen[ao]s? (?:tardes?|noches?|dias?)\b", "hello"),
    (rf"\b(?:{_DE} )?(?:las|todas las) noches\b", "nights"),
    (r"\besta (?:misma )?manan(?:a|ita)\b", "this morning"),
    (rf"\b{_DE} la manan(?:a|ita)\b|\bcada manana\b|\bla manan(?:a|ita)\b|\bmananita\b", "in the morning"),
    (r"\bpasado(?= *$)", "overmorrow"),
    (r"\bya (?:muy |bien |mas )?tarde\b|\btarde en la noche\b", "late"),
    (rf"\b(hoy|{_WD}) (?:a |en )?tarde\b", r"\1 in the afternoon"),
    (r"\bnoche ?buena\b", "christmas eve"),
    (r"\b(?:el )?(?:dia de )?navidad\b", "christmas"),
    (r"\b(?:el )?(?:dia de )?(?:accion de gracias|san ?giving)\b", "thanksgiving"),
    (r"\b(?:el )?(?:dia de )?(?:ano nuevo|primero del ano)\b", "new years day"),
    (r"\b(?:el )?fin de ano\b", "new years eve"),
    (r"\b(?:(?:pasando|despues(?: de)?|pasado)) (?:de )?(christmas|thanksgiving|new years day)\b", r"day after \1"),
    (r"\besta tarde(?:cita)?\b", "this afternoon"),
    (r"\besta noch(?:e|ecita)\b", "tonight"),
    (r"\banoche\b", "last night"),
    (r"\bmas (?:al )?rat(?:o|ito)\b|\bmas tard(?:e|ecito|ito)\b|\bal (?:rat|ratit)o\b|\ben un rat(?:o|ito)\b|"
     r"\bdentro de un rat(?:o|ito)\b|\bmas luego\b|\bpara rato\b", "later"),
    (r"\bhace (?:un )?rat(?:o|ito)\b", "ago"),
    (rf"\b{_DE} la tard(?:e|ecita)\b|\btardecita\b", "in the afternoon"),
    (rf"\b{_DE} la noch(?:e|ecita)\b|\bnochecita\b", "in the night"),
    (r"\b(?:bien |muy |mas )?tempran(?:o|ito)\b|\b(?:a )?primera hora\b|\bmas temprano\b", "early"),
    (r"\b(?:de |en )?(?:la )?madrugada\b", "predawn"),
    (r"\b(?:al?|el|del|en el)? ?medio ?dia\b", " noon"),
    (r"\b(?:a )?(?:la )?media ?noche\b", "midnight"),
    (r"\b(?:a |en )?(?:la )?hora (?:del|de(?: la)?) (?:lonche|lunch|almuerzo|comida|comer)\b|\bal? lonche\b",
     "lunch time"),
    (r"\b(?:el )?(?:proximo |este |siguiente )?fin(?:de| de semana)\b(?: que viene)?", "this weekend"),
    (r"\b(?:los )?fines de semana\b", "weekends"),
    (r"\bentre (?:la )?semana\b|\bdias de semana\b", "weekdays"),
    (rf"\b(?:el|al|para el) otro ({_WD})\b|\b({_WD}) (?:de )?(?:la )?(?:otra|proxima|siguiente) semana\b|"
     rf"\b({_WD}) de la semana {_NEXT}\b", lambda m: f"{_DAYS[m[1] or m[2] or m[3]]} of next week"),
    (rf"\b(?:de )?(?:la |para la )?(?:(?:proxima|siguiente|otra) semana|semana {_NEXT})\b", "next week"),
    (rf"\b(?:el )?(?:(?:proximo|otro|siguiente) mes|mes {_NEXT})\b", "next month"),
    (r"\b(?:a )?fin(?:es|al)? (?:de|del) mes\b", "end of the month"),
    (r"\besta (?:misma )?semana\b", "this week"),
    (r"\bantier\b|\banteayer\b|\bantes de ayer\b", "2 days ago"),
    (rf"\b(?:de )?(?:este |el )?({_WD}) en ocho\b", lambda m: f"{_DAYS[m[1]]} plus7"),
    (r"\b(?:de )?hoy en ocho\b", "today plus7"),
    (rf"\b({_WD}) pasado\b", lambda m: f"last {_DAYS[m[1]]}"),
    (rf"\b(?:el |este )?(?:(?:proximo|siguiente|este) ({_WD})|({_WD}) {_NEXT})\b",
     lambda m: f"this {_DAYS[m[1] or m[2]]}"),
    (rf"\bdel? ({_WD}) a(?:l| el)? ({_WD})\b", lambda m: f"{_DAYS[m[1]]} through {_DAYS[m[2]]}"),
    (rf"\b(?:el dia |el |los |las |cada |todos los )?({_WD}|sabados|domingos)\b",
     lambda m: _DAYS[m[1]] if m[1] in _DAYS and not m[0].startswith(("los ", "cada", "todos"))
     else _DAYS[m[1] if m[1] in _DAYS else m[1][:-1]] + "s"),
    (r"\bpara el dia\b", "el dia"),
    (r"\b(?:el )?(?:dia )?(\d{1,2}|primero|uno) (?:de|del) (?:mes de )?(" + "|".join(_MONTHS) + r")\b",
     lambda m: f"{_MONTHS[m[2]]} {m[1] if m[1].isdigit() else 1}"),
    (r"\b(" + "|".join(_MONTHS) + r")\b", lambda m: _MONTHS[m[1]]),
    (r"\b(?:el )?dia (\d{1,2}|primero)\b|\bel ([1-3]?\d|primero)\b(?! ?(?:%|/|:|de (?!la |mes)))", _day_of_month),
    (r"\bmanana\b", "tomorrow"),
    (r"\bhoy(?: mismo| dia)?\b", "today"),
    (r"\bayer\b", "yesterday"),
    # now, and so long from now
    (r"\bahorita(?: mismo| mero)?\b|\bahora(?: mismo| mero)?\b|\ben este (?:momento|instante)\b|\bya mismo\b|"
     r"\bde una vez\b|\benseguida\b|\bluego luego\b|\blo (?:mas (?:pronto|rapido)|antes)(?: posible| que puedan?)?\b|"
     r"\bcuanto antes\b|\binmediatamente\b|\bya ya\b", "now"),
    (r"\b(?:en|dentro de|como en) (?:unos |unas )?(media hora|(?:una?|" + _NUM + r") (?:horas?|minutes|dias?|semanas?)"
     r"(?: y media)?)\b",
     lambda m: "in " + _length(m[1])),
    # clock times
    (rf"\b(?:desde|de|entre)? ?(?:{_AT} )?({_HOUR}) (?:y media )?hasta (?:{_AT} )?({_HOUR})\b", r"from \1 to \2"),
    (rf"\b(?:de|desde|entre) (?:{_AT} |at )?({_HOUR}) (?:a|y|ha|para) (?:{_AT} |at )?({_HOUR})\b", r"from \1 to \2"),
    (rf"\b(?:(?:un )?(?P<minus>cuarto|cinco|diez|veinte|\d\d?)) (?:para|pas) (?:las?) (?P<hour>{_NUM})\b", _clock),
    (rf"\b(?:{_AT} )?(?P<hour>{_NUM}) menos (?P<minus>{_MINUTES})\b", _clock),
    (rf"\b(?:{_AT} )?(?P<hour>{_NUM}) (?:y|con) (?P<plus>{_MINUTES})\b(?! (?:las|la|pm|am))", _clock),
    (rf"\b(?:de|desde) {_AT} ({_HOUR}) a noon\b", r"from \1 to noon"),
    (rf"\b(?:de|desde) (?:{_AT} )?({_HOUR}) (?:en|para) (?:adelante|delante|arriba)\b", r"after \1"),
    (rf"\b(?:no (?:me \w+ )?antes|a partir|partir|despues|luego|pasad[ao]s?|pasando|pasaditas) (?:de )?"
     rf"(?:como )?(?:{_AT} |at )?({_HOUR})\b", r"after \1"),
    (r"\bno (?:me \w+ )?antes (?:de |del )", "after "),
    (r"\bno (?:me \w+ )?despues (?:de |del )", "before "),
    (rf"\bdesde (?:{_AT} |at )?({_HOUR})\b", r"desde \1"),
    (rf"\b(?:antes|antesito|a mas tardar) (?:de )?(?:como )?(?:{_AT} |at )?({_HOUR})\b", r"before \1"),
    (rf"\bhasta (?:{_AT} |at )?({_HOUR})\b", r"until \1"),
    (r"\bhasta\b", "until"),
    (r"\bdespues (?:del?|de (?:mi|el|la) )?\s?(?:trabajo|jale|chamba|trabajar|jalar|turno)\b|"
     r"\bsaliendo del (?:trabajo|jale)\b", "after work"),
    (r"\bdespues (?:del?|de (?:la|el)) ?(?:comer|comida|lonche|lunch|almuerzo|almorzar|noon lunch)\b", "after lunch"),
    (r"\b(?:despues de eso|de ahi en adelante|de ahi|ya despues|despues de ahi|(?:asi que|asi|so|entonces) "
     r"(?:pues |ya |mejor )?despues)\b(?! de)", "after that"),
    (r"\bantes de eso\b|\b(?:asi que|so|entonces) antes\b(?! de)", "before that"),
    (r"\ba esa hora\b", "that time"),
    (r"\bese (?:mismo )?dia\b", "that day"),
    (r"\bdespues (?:de |del )", "after "),
    (r"\bantes (?:de |del )", "before "),
    (rf"\b(?:para|como|tipo|sobre|aprox\w*|eso de)? ?{_AT} ({_HOUR})\b(?: en punto)?", r" at \1"),
    (rf"\b(?:tipo|a eso de|eso de) ({_HOUR})\b", r"at \1"),
    (rf"\b(at|after|before|until|from|to|or) ({'|'.join(n for n in _NUMBERS if n not in ('un', 'uno'))})\b",
     lambda m: f"{m[1]} {_NUMBERS[m[2]]}"),
    (rf"\b(from \d\S*(?: ?[ap]m)? to|at \d+ o|at \d+ or) ({'|'.join(_NUMBERS)})\b",
     lambda m: f"{m[1]} {_NUMBERS[m[2]]}"),
    (r"\ben punto\b", "sharp"),
    (r"(?<=\d) horas\b", " hours"),
)  # fmt: skip
_COMPILED = tuple((re.compile(pattern), replacement) for pattern, replacement in _RULES)


def _length(words: str) -> str:
    """`una hora y media` → `90 minutes`; `dos dias` → `2 days`."""
    if words == "media hora":
        return "30 minutes"
    count, unit, *half = words.split()
    number = _number(count)
    if unit.startswith("hora"):
        return f"{number * 60 + (30 if half else 0)} minutes"
    return f"{number} " + {"m": "minutes", "d": "days", "s": "weeks"}[unit[0]]


def spanish_to_english(text: TracedText) -> None:
    """Rewrite the Spanish time words of `text` in place; whatever else is Spanish stays."""
    for pattern, replacement in _COMPILED:
        text.sub(pattern, replacement)
