"""Spanish days and parts of the day, said in the plain English that the grammar of times reads."""

from __future__ import annotations

import re

from bot.callbacks.time_language.model import MONTHS, WEEKDAYS
from bot.callbacks.time_language.spanish_clock import CLOCK_RULES, DAY_NUMBERS, number
from bot.callbacks.time_language.text import Rules, TracedText, compiled

LOW_ORDINAL = "number"
"""Before `1th` to `3th`: a day of the month, or the number of something in a list."""

_DAYS = dict(
    zip(("lunes", "martes", "miercoles", "jueves", "viernes", "sabado", "domingo"), WEEKDAYS, strict=True),
)
_MONTHS = dict(
    zip(
        ("enero", "febrero", "marzo", "abril", "mayo", "junio", "julio", "agosto", "septiembre", "octubre", "noviembre",
         "diciembre"),
        MONTHS, strict=True,
    )
) | {"setiembre": "september"}  # fmt: skip
_SHORT_MONTHS = {
    "ene": "january",
    "feb": "february",
    "abr": "april",
    "ago": "august",
    "sep": "september",
    "dic": "december",
}
_RANKS = {"primer": "first", "segundo": "second", "tercer": "third", "ultimo": "last"}
_WD = "(?:" + "|".join(_DAYS) + ")"
_MONTH = "(?:" + "|".join(_MONTHS) + ")"
_NTH = r"(?:[0-3]?\d|" + "|".join(sorted(DAY_NUMBERS, key=len, reverse=True)) + ")"
_WORD_DAY = "|".join(sorted((word for word, day in DAY_NUMBERS.items() if day > 3), key=len, reverse=True))
_NEXT = r"(?:que (?:viene|entra|sigue)|entrante|prox(?:im[oa])?|siguiente)"
_IN = r"(?:en|por|de|a|para|durante)"
_THEY = r"(?:pueda|puedan|quiera|quieran|guste|gusten|quede|convenga|tengas?|tengan?)"
_CHANCE = r"(?: (?:chance|tiempo|un (?:rato|ratito|chance|espacio|tiempo)|oportunidad|mejor|bien))?"


def _weekday(match: re.Match[str]) -> str:
    """`el lunes` → `monday`; `los lunes`, `sabados` → plural."""
    word = match[1]
    plural = word not in _DAYS or match[0].startswith(("los ", "cada", "todos"))
    return _DAYS[word if word in _DAYS else word[:-1]] + ("s" if plural else "")


def _day_of_month(match: re.Match[str]) -> str:
    """`el dia 2`, `el 20`. `el 2` alone may as well choose from a list: marked as such."""
    day = number(match[1] or match[2])
    return f"the {day}th" if match[1] or day > 3 else f"{LOW_ORDINAL} {day}th"


_DAY_RULES: Rules = (
    (r"\btal ve[sz]\b", "quizas"),
    (r"\b(?:si dios quiere|primero dios)\b", ""),
    (r"\bsi (?:se puede|es posible|no es molestia|pueden?)(?= *(?:$|[.,;!?]|por ?que|estoy|ando|tengo|ya que))", "porfa"),
    (r"\bno (?:muy|tan|demasiado) (?:tarde|temprano)\b", ""),
    (r"\b(?:los|las) dos (?=(?:me|nos|estan|son)\b)|\blos dos\b", ""),
    # any time at all
    (rf"\bcuando (?:sea|se pueda|usted(?:es)? \w+|(?:me |le |les )?{_THEY}{_CHANCE})\b", "anytime"),
    (r"\b(?:a )?(?:la|cualquier) hora (?:que )?(?:sea|usted(?:es)? \w+|quieran?|gusten?|puedan?|les? quede(?: bien)?|"
     r"diga[ns]?)\b", "anytime"),
    (r"\b(?:a |en )?cualquiera? (?:hora|rato|momento|ratito)\b|\ba toda hora\b|\btodo el tiempo\b", "anytime"),
    (rf"\b(?:como|lo que|a la que) (?:usted(?:es)? (?:{_THEY}|prefieran?|digan?|manden?)|gusten?|quieran|puedan|prefieran)\b|\busted(?:es)? (?:me )?(?:dig[ao]n?|dicen?|deciden?|avis[ae]n?)\b|"
     r"\bcuando (?:tu )?(?:digas|prefieran?|se les haga (?:mas )?facil|se desocupen?)\b|\bno tengo preferencia\b|"
     r"\bsiempre estoy (?:en (?:la |mi )?casa|aqui)\b|\b(?:estoy )?(?:libre|disponible) siempre\b", "anytime"),
    (r"\b(?:me )?(?:da|es) (?:igual|lo mismo)\b|\bno importa(?:(?: n?[iyo])? (?:la hora|cuando|el dia|a que hora))*\b|"
     r"\bsiempre (?:estoy|ando) (?:libre|disponible)\b|\b(?:no tengo|sin|no hay) prisa\b", "nopreference"),
    (r"\bcualquiera de (?:los|las|es[oa]s) (?:dos|tres|dias)\b", ""),
    (r"\b(?:las )?24 horas(?: del dia)?\b", "24/7"),
    (r"\bcualquiera? dia\b|\b(?:el|cualquier) dia que (?:sea|quieran?|gusten?|puedan?|usted(?:es)? \w+)\b", "any day"),
    (r"\btodos los dias\b|\bdiario\b|\bcada dia\b", "everyday"),
    (r"\btodo el dia\b", "all day"),
    (rf"\b(?:entre|de) (?:hoy|aqui|ahorita) (?:y|a|al|hasta|para)(?: el)? ({_WD}|manana)\b",
     lambda m: f"between now and {_DAYS.get(m[1], 'tomorrow')}"),
    # manana: tomorrow or morning
    (r"\bin the (tarde|noche)\b", r"por la \1"),
    (r"\b(?:en|por|de) la (?=morning|afternoon|evening|night)", "in the "),
    (r"\bin the manana\b", "por la manana"),
    (r"\b(?:el )?dia despues de manana\b|\bpasado (?:de )?manana\b|\bpasado(?= *$)", "overmorrow"),
    (rf"\bmanana (?:{_IN} )?(?:la )?manan(?:a|ita)\b", "tomorrow morning"),
    (rf"\bmanana (?:(?:{_IN} )?la |en )?(?:tardecita|tarde)\b", "tomorrow afternoon"),
    (rf"\bmanana (?:(?:{_IN} )?la )?noch(?:e|ecita)\b", "tomorrow night"),
    (rf"\b(?:{_IN}|todas|cada) las mananas\b|\b(?:las )?mananas\b", "mornings"),
    (rf"\b(?:{_IN} )?(?:todas )?las tardes\b", "afternoons"),
    (r"\bbuen[ao]s? (?:tardes?|noches?|dias?)\b", "hello"),
    (rf"\b(?:{_IN} )?(?:todas )?las noches\b", "nights"),
    (r"\besta (?:misma )?manan(?:a|ita)\b", "this morning"),
    (rf"\b{_IN} la manan(?:a|ita)\b|\bcada manana\b|\bla manan(?:a|ita)\b|\bmananita\b", "in the morning"),
    (rf"\b((?:cambi|muev|mov|pas|recorr)\w*(?: \w+){{0,3}}?) (?:la )?(?:de|del) {_WD} (?:a|al|para el|por el) (?={_WD})", r"\1 al "),
    (r"\bal (?:dia siguiente|siguiente dia|otro dia)\b", "the day after"),
    (r"\bcualquier manana\b", "mornings"),
    (r"\bpasado(?= a las? )", "overmorrow"),
    (r"\blo mas temprano (?:posible|que (?:se )?pueda[ns]?)\b", "early"),
    (r"\b(?:a |al )?final(?:es)? de (?:la |esta )?semana\b(?! que)", "friday"),
    (r"\b(?:a )?media(?:dos de)? (?:la )?semana\b", "wednesday"),
    (r"\b(?:a |al )?(?:principios?|inicio|comienzo) de (?:la |esta )?semana\b(?! que)", "monday"),
    (r"\b(?:al|el) (?:anochecer|atardecer|oscurecer)\b", "in the evening"),
    # parts of the day
    (r"\bhoy ya (?:no|es (?:muy |bien )?tarde)\b|\b(?:ya )?es (?:muy |bien )?tarde\b", "~"),
    (r"\bya (?:muy |bien |mas )?tarde\b|\btarde en la noche\b", "late"),
    (r"^\W*(?:(?:la|en|a la) )?tardes?(?= *(?:$|[.,!]| (?:porfa|por favor|esta bien|mejor|gracias)))", "in the afternoon"),
    (r"^\W*(?:(?:la|en|a la) )?noches?(?= *(?:$|[.,!]| (?:porfa|por favor|esta bien|mejor|gracias)))", "in the night"),
    (rf"\b(hoy|{_WD}) (?:a |en )?tarde\b", r"\1 in the afternoon"),
    (rf"\b(hoy|{_WD}) (?:a |en )?noche\b", r"\1 in the night"),
    (rf"\b({_WD}) (?:en )?manana\b", r"\1 in the morning"),
    (r"\b(?:nada|no) (?=antes de )", "no "),
    (r"\besta tarde(?:cita)?\b", "this afternoon"),
    (r"\besta noch(?:e|ecita)\b", "tonight"),
    (r"\banoche\b", "last night"),
    (r"\bmas (?:al )?rat(?:o|ito)\b|\bmas tard(?:e|ecito|ito)\b|\bal rat(?:o|ito)\b|\ben un rat(?:o|ito)\b|"
     r"\bdentro de un rat(?:o|ito)\b|\ben tantito\b|\bmas luego\b|\bpara rato\b", "later on"),
    (r"\bhace (?:un )?rat(?:o|ito)\b", "ago"),
    (rf"\b{_IN} la tard(?:e|ecita)\b|\btardecita\b", "in the afternoon"),
    (rf"\b{_IN} la noch(?:e|ecita)\b|\bnochecita\b", "in the night"),
    (r"\b(?:bien |muy |mas )?tempran(?:o|ito)\b|\b(?:a )?primera hora\b", "early"),
    (r"\b(?:de |en )?(?:la )?madrugada\b", "predawn"),
    (r"\b(?:al?|el|(?<=\d )del|en el)? ?medio ?dia\b", " noon"),
    (r"\b(?:a )?(?:la )?media ?noche\b", "midnight"),
    (r"\b(?:a |en )?(?:la )?hora (?:del|de(?: la)?) (?:lonche|lunch|almuerzo|comida|comer)\b|\bal? lonche\b", "lunch time"),
    # holidays
    (r"\bnoche ?buena\b", "christmas eve"),
    (r"\b(?:el )?(?:dia de )?navidad\b", "christmas"),
    (r"\b(?:el )?(?:dia de )?(?:accion de gracias|san ?giving)\b", "thanksgiving"),
    (r"\b(?:el )?(?:dia de )?(?:ano nuevo|primero del ano)\b", "new years day"),
    (r"\b(?:el )?fin de ano\b", "new years eve"),
    (r"\b(?:pasando|despues(?: de)?|pasado) (?:de )?(christmas|thanksgiving|new years day)\b", r"day after \1"),
    # weeks and months
    (r"\b(?:el )?(?:proximo |este |siguiente )?fin(?:de| de semana)\b(?: que viene)?", "this weekend"),
    (r"\b(?:los )?fines de semana\b", "weekends"),
    (r"\bentre (?:la )?semana\b|\bdias de semana\b", "weekdays"),
    (rf"\b(?:el|al|para el) otro ({_WD})\b|\b({_WD}) (?:de )?(?:la )?(?:otra|proxima|siguiente) semana\b|"
     rf"\b({_WD}) de la semana {_NEXT}\b", lambda m: f"{_DAYS[m[1] or m[2] or m[3]]} of next week"),
    (rf"\b(?:de )?(?:la |para la )?(?:(?:prox(?:ima)?|siguiente|otra) semana|semana {_NEXT})\b", "next week"),
    (rf"\b(?:el )?(?:(?:proximo|otro|siguiente) mes|mes {_NEXT})\b", "next month"),
    (r"\b(?:a )?fin(?:es|al)? (?:de|del) mes\b", "end of the month"),
    (r"\besta (?:misma )?semana\b", "this week"),
    # days
    (r"\bantier\b|\banteayer\b|\bantes de ayer\b", "2 days ago"),
    (rf"\b(?:de )?(?:este |el )?({_WD}) en ocho\b", lambda m: f"{_DAYS[m[1]]} plus7"),
    (r"\b(?:de )?hoy en ocho\b", "today plus7"),
    (rf"\b({_WD}) pasado\b", lambda m: f"last {_DAYS[m[1]]}"),
    (rf"\b(?:el |este )?(?:(?:prox(?:imo)?|siguiente|este) ({_WD})|({_WD}) {_NEXT})\b",
     lambda m: f"this {_DAYS[m[1] or m[2]]}"),
    (rf"\b(primer|segundo|tercer|ultimo) ({_WD}) del? (?:(mes)|(?={_MONTH}))",
     lambda m: f"{_RANKS[m[1]]} {_DAYS[m[2]]} of {'the month' if m[3] else ''}"),
    (rf"\b(?:el )?({_WD}) ([12]\d|3[01]|[1-9])\b(?! ?(?:[ap]m|:|\.\d|de la|del dia|y media|y cuarto|a \d|-|en punto|"
     rf"de {_MONTH}|in the|noon))", lambda m: f"{_DAYS[m[1]]} the {m[2]}th"),
    (rf"\b(?:del? )?({_WD}) a(?:l| el)? ({_WD})\b", lambda m: f"{_DAYS[m[1]]} through {_DAYS[m[2]]}"),
    (rf"\b(?:el dia |el |los |las |cada |todos los )?({_WD}|sabados|domingos)\b", _weekday),
    (r"\bpara el dia\b", "el dia"),
    (rf"\b(?:el )?(?:dia )?({_NTH}) del? (?:mes de )?({_MONTH})\b", lambda m: f"{_MONTHS[m[2]]} {number(m[1])}"),
    (rf"\b(?:el )?(?:dia )?({_NTH}) del? ({'|'.join(_SHORT_MONTHS)})\b", lambda m: f"{_SHORT_MONTHS[m[2]]} {number(m[1])}"),
    (rf"\b({'|'.join(_SHORT_MONTHS)})(?= [0-3]?\d\b)", lambda m: _SHORT_MONTHS[m[1]]),
    (rf"\b({_MONTH})\b", lambda m: _MONTHS[m[1]]),
    (rf"\b(?:el )?dia ({_NTH})\b|\bel ([1-3]?\d|primero|{_WORD_DAY})\b(?! ?(?:%|/|:|de (?!la |mes)))", _day_of_month),
    (r"\b(?:un |el )dia (antes|despues)(?= *(?:$|[.,;!?]))",
     lambda m: f"the day {'before' if m[1] == 'antes' else 'after'}"),
    (r"\bmanana\b", "tomorrow"),
    (r"\bhoy(?: mismo| dia)?\b", "today"),
    (r"\bayer\b", "yesterday"),
)  # fmt: skip
_COMPILED = compiled((*_DAY_RULES, *CLOCK_RULES))


def spanish_to_english(text: TracedText) -> None:
    """Rewrite the Spanish time words of `text` in place; whatever else is Spanish stays."""
    text.apply(_COMPILED)
