"""What looks like a time and is none: phones, ZIPs, prices, addresses, ages, dates of birth, greetings, idioms."""

from __future__ import annotations

import re

from bot.callbacks.time_language.text import TracedText

MASK = "~"
"""Stands in for what was taken away: neither a time nor a word that says anything about the sentence."""

_STREET = (
    r"(?:st|street|ave?|avenue|blvd|boulevard|rd|road|dr|drive|way|pl|place|ln|lane|ct|court|hwy|highway|pkwy|fwy)"
)
_NO_STREET = (
    r"(?:[ap]m|i|im|ill|my|we|to|for|on|in|at|is|and|or|that|this|but|so|cuz|bc|because|tengo|hay|de|en|for|if)"
)
"""Words after a number that begin no street's name: `tomorrow at 9 i have court`."""
_NTH = r"\d+(?:st|nd|rd|th)"
_DIGIT = (
    r"(?:one|two|three|four|five|six|seven|eight|nine|zero|oh|o|cero|uno|dos|tres|cuatro|cinco|seis|siete|ocho|nueve)"
)
_NUMBERED = (
    r"(?:section|seccion|title|ab|sb|prop|proposition|spa|type|step|bus|line|linea|route|ruta|room|rm|apt|unit|suite|ste|"
    r"dorm|module|yard|tier|case|page|option|number|opcion|numero|size|talla|district|house|exit|i-?9|w-?[24]|form|level|"
    r"nivel|cell|celda|cubicle|chapter|phase|fase)"
)
_COUNTED = (
    r"(?:kids?|child(?:ren)?|people|persons?|of us|times|miles?|blocks?|hijos|ninos|personas|veces|millas|cuadras|beds?|"
    r"bedrooms?|bags|felonies|strikes|jobs|dogs?|classes|clases|points?|credits?|pills?|mg|lbs?|pounds)"
)
_FAREWELL_DAY = r"(?:later|tomorrow|soon|manana|luego|pronto|monday)"
_PATTERNS = (
    # ways to reach or find someone
    r"https?://\S+|\bwww\.\S+|\S+@\S+\.\w+",
    r"(?<!\d)\+?1?[ .-]?\(?\d{3}\)?[ .-]?\d{3}[ .-]?\d{4}(?!\d)|(?<!\d)\d{3}-\d{4}(?!\d)",
    r"(?<![\d:])9[0o]\d\d\d(?:-\d{4})?(?!\d)|(?<![\d:/$])\d{5,}(?:-\d{4})?(?!\d)|(?<!\d)9\d\d \d\d(?!\d)",
    rf"\b(?:{_DIGIT}[ ,-]+){{3,}}{_DIGIT}\b",
    rf"\b\d{{1,5}} (?:1/2 )?(?:(?:north|south|east|west|[nsew])\.? )?(?!{_NO_STREET}\b)(?:[a-z]+|{_NTH})(?: [a-z]+)? {_STREET}\b\.?",
    rf"\b\d+(?:st|nd|rd|th)? (?:and|&|y) [a-z]+ {_STREET}\b|\b{_NTH} {_STREET}\b",
    rf"\b(?:north|south|east|west) \d+(?:st|nd|rd|th)?\b|\b[nsew] {_NTH}\b|\b[sw] \d{{2,}}\b",
    rf"\b[a-z]+ (?:and|y) (?:la )?{_NTH}(?= *$)|\b{_NTH} (?:and|y|&) (?!\d|the)[a-z]+(?: [a-z]+)?",
    r"\bsunday (?:valley|village|land|school)\b|\bmonday night football\b|\bblack friday\b",
    # amounts, counts, ages, births, numbers of things
    r"\b(?:lunch|fare|pasaje|bus|ticket|meals?|food|cost\w*|cuesta\w*|vale|pay|paid|price|charge\w*)(?: \w+){0,2} \d+[.,]\d\d\b",
    r"\$ ?\d[\d,.]*|\b\d[\d,.]* ?(?:dollars|bucks|pesos|dolares|usd|grand|percent|%)",
    r"(?<!las )\b24 ?(?:hours?|horas)\b|\b10/10\b",
    r"\b\d{1,2}[/-]\d{1,2}[/-](?:19\d\d|[3-9]\d|0\d|1\d|200\d|201\d)\b",
    r"\b(?:born|dob|nacid[oa]|naci|birthday|bday|cumpleanos)\b[^.;!?]{0,30}?\d[\d/-]*(?:th|st|nd|rd)?",
    rf"\b{_NUMBERED} ?#? ?\d+[a-z]?\b|#\s?\d+",
    r"\b(?:im|i am|am|is|hes|shes|age|aged|ages|turn|turned|turning|edad|tengo|tiene|cumpli) (?:only |like )?\d{1,2}"
    r"(?= (?:years?|yrs?|anos|yo|y/o|and (?:been|just|homeless|on|out|got|need|have)|been|just got|with|con)\b|"
    r",? (?:male|female)\b)",
    r"(?<=cumplo )\d{1,3}(?: anos)?\b|(?<=cumple )\d{1,3}(?: anos)?\b",
    r"\b\d{1,3} ?(?:yo|y/o|yrs? old|years? old|year old|anos)\b",
    r"\b(?:ages?|aged|edades) \d{1,2}(?:(?:,| and| to|-| y| a)+ ?\d{1,2})*",
    r"\b(?:kids?|children|hijos?|ninos?|girls|boys|daughters|sons)\b[^.;!?\d]{0,8}\d{1,2}(?:(?:,| and| y)+ ?\d{1,2})+\b",
    rf"\b\d{{1,3}} ?{_COUNTED}\b",
    rf"\b{_NTH} (?:one|time|grade|place|step|strike|floor|district|degree|interview|choice|option)\b",
    r"\bthe (?:first|second|third|1st|2nd|3rd) (?:time|one|thing|place|list|number|name|program|option)\b",
    r"\b(?:want|info (?:on|about|for)|address? (?:of|for)|number (?:for|of)|about|more on|pick|choose|see) the "
    r"(?:1st|2nd|3rd|first|second|third)\b|\bplead\w* the \w+\b",
    # greetings, farewells, idioms
    r"\bgood (?:morning|afternoon|evening|night)\b|\bnight night\b|\bfeliz \w+\b|\bbuen fin de semana\b",
    r"^\W*(?:(?:top of the|gud|god|hello|hi|hey|que tal) )?(?:morning|afternoon|evening)s?"
    r"(?: (?:to|you|all|folks|everyone|team|guys|sir|maam))+\b",
    r"^\W*(?:top of the|gud|go+d|que tal|hello|helo \w+|hi|hey) (?:morning|afternoon|evening)\b",
    r"\b(?:have|had|enjoy|get) (?:a |your )(?:\w+ )?(?:day|night|evening|weekend|morning|afternoon|rest)\b",
    r"(?:^|[,.!] *|\bbueno |\bgracias |\bpues )hasta (?:manana|luego|pronto|el \w+)(?: entonces| si dios quiere)?(?= *$)",
    rf"\b(?:see (?:you|ya)|catch (?:you|ya)|ttyl|talk(?: to (?:you|ya))?|hablamos|nos vemos|platicamos) {_FAREWELL_DAY}\b",
    r"\b(?:manana|luego) (?:hablamos|platicamos|nos vemos|le seguimos)\b|^\W*until tomorrow\W*$",
    r"\b(?:all|good|it|thats?|thanks?) for (?:now|today)\b|\bpor ahora\b|\bfrom now on\b|\bright on time\b|\bthis time\b",
    r"\b(?:el|la|lo|los) de (?:ayer|antier|hoy)\b|\bsome ?day\b|\bthese days\b|\bone day\b|\bsecond chance\b",
    r"\b(?:after|before|(?:despues|antes) de(?:l| la| mi| el)?) (?:church|(?:the )?doctors?|doctora?|dentista?|cita|my appointment|mass|misa|(?:my )?court|corte|class|clase|group|grupo|(?:my )?meeting|practice|iglesia)\b"
    r"(?! (?:at|a las|como|like|around|lets|gets|ends|que))",
    r"\b(?:one|1) (?:day at a time|time|more|thing|another|of)\b",
    r"\bday (?:labor|program|care|center|job|work)\b|\bnight (?:shift|job|shelter)s?\b",
)
_MASKS = tuple(re.compile(pattern) for pattern in _PATTERNS)


def mask_others(text: TracedText) -> None:
    """Replace in place everything that only looks like a time."""
    for pattern in _MASKS:
        text.sub(pattern, MASK)
