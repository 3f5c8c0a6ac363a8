"""Spellings of time words as people text them, made regular: slang, misspellings, voice dictation."""

from __future__ import annotations

import re

from rapidfuzz import process
from rapidfuzz.distance import OSA

from bot.callbacks.time_language.text import TracedText

_SLANG = {
    "tomorrow": "tmrw tmr tmro tmrow tmmrw tmw tomm 2morrow 2mrw 2moro 2morow 2mro tomoz tomrw tmrrow tomoro tomorro",
    "today": "2day tday todays todayy",
    "tonight": "2nite tonite 2night tonit tnite",
    "morning": "mornin morn mrng mornng",
    "mornings": "mornins",
    "afternoon": "aft arvo aftrnoon afternon afternun",
    "evening": "evenin evng",
    "night": "nite",
    "nights": "nites",
    "noon": "noontime noonish midday",
    "before": "b4 befor bfore bfor",
    "after": "aftr afta afer",
    "between": "btwn btw betwen b/w tween",
    "until": "til till untill untl",
    "around": "arnd aroun round",
    "about": "bout abt",
    "through": "thru thro",
    "now": "noww nw rn",
    "anytime": "anytym nytime anytimes",
    "whenever": "wenever whenevr whenevs wheneva",
    "weekend": "wknd wkend",
    "weekends": "wknds",
    "weekday": "wkday",
    "weekdays": "wkdays",
    "week": "wk",
    "right": "rite wright",
    "pasado": "pasao",
    "pasado manana": "pasadomanana pasadomañana",
    "christmas": "xmas crismas chrismas",
    "hour": "hr",
    "hours": "hrs",
    "minutes": "min mins minute minuts minutos minuto minutitos minutito",
    "you": "u yall",
    "monday": "munday monady mondy",
    "tuesday": "tues tue tuseday teusday tuesdy",
    "wednesday": "weds wed wensday wednsday wendsday wensdy",
    "thursday": "thurs thur thu thrusday thursdy thirsday",
    "friday": "fri firday fryday",
    "saturday": "satday saterday",
    "sunday": "sundy",
    "manana": "mnn mnna mannana mana manna maana manan",
    "mediodia": "mediodi mediadia amediodia",
    "despues": "dsps despues desps dspues despuez",
    "lunes": "lunez lune lunees",
    "martes": "martez marte marts",
    "miercoles": "mierc miercole mircoles",
    "jueves": "juebes juevez jeves jueve juves juevs",
    "viernes": "biernes viernez vierns vierne bierne",
    "sabado": "savado sabdo",
    "domingo": "domigo",
    "semana": "sem",
    "hoy": "oy hoi",
    "ahora": "aora ahra hahora",
    "hora": "ora",
    "horas": "oras",
    "ahorita": "aorita orita horita ahorit",
    "por": "x",
    "porque": "pq xq porq",
    "para": "pa",
    "que": "q k",
    "al": "pal",
    "tarde": "trde",
    "tardecita": "tardesita",
    "noche": "noxe",
    "nochecita": "nochesita",
    "porfa": "porfavor porfas porfis porfabor profavor porfavorcito",
    "entonces": "entonses entoses entonce tonces",
    "cuando": "cuand kuando cuamdo",
}
_ENGLISH_ONLY = {"mon": "monday", "sat": "saturday", "sun": "sunday"}
_SPANISH_ONLY = {
    "lun": "lunes", "mie": "miercoles", "jue": "jueves", "vie": "viernes", "sab": "sabado", "dom": "domingo",
    "onse": "once", "sinco": "cinco", "sinko": "cinco", "ceis": "seis", "seiz": "seis", "quatro": "cuatro",
    "nuebe": "nueve", "trez": "tres",
}  # fmt: skip
_LOOKUP = {variant: word for word, variants in _SLANG.items() for variant in variants.split()}
_FUZZY = (
    "tomorrow", "tonight", "morning", "mornings", "afternoon", "evening", "evenings", "whenever", "anytime",
    "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday", "weekend", "weekday", "midnight",
    "manana", "mediodia", "despues", "miercoles", "viernes", "sabado", "domingo", "medianoche", "temprano",
    "tempranito", "ahorita", "december", "november", "january", "february", "september", "diciembre",
)  # fmt: skip
_OTHER_WORDS = """
    mourning warning moaning turning morming evenings friend friends fridge sundays mondays manzana banana semanas
    ventana manana evening winter tempered temprana whatever wherever however monkey money sabados domingos viernes
    noviembre septiembre setiembre
    thursdays tuesdays fridays saturdays wednesdays weekends weekdays afternoons mananas mananita despacio nunca
    montana december november meaning leaning burning sunny sundae
"""
_NEVER_FUZZY = frozenset(_OTHER_WORDS.split())
_TOMORROW = re.compile(r"(?:2|t[ou]?)m+[aou]?r+(?:[oa]+w|o|w)s?")
_RUN_TOGETHER = re.compile(r"\b(de|en|por|para)l?(las?)\b(?= (?:una|manana|tarde|noche|\d))")
_JUST_D = re.compile(r"\bd(?= (?:las?|los|el|aqui|hoy|\d))")
_SILENT_H = re.compile(r"\babl(?=(?:en|eme|enme|ar|arme|ame|an)\b)")
_Y_FOR_LL = re.compile(r"\byam(?=[aeo])")
_HOUR_SAID = re.compile(
    r"(?<=\blas )(?:dies|dose)\b|\b(?:dies|dose)(?= (?:y (?:media|cuarto)|en punto|de la (?:manana|noche)|del dia)\b)"
)
"""Where `dies` and `dose` are hours and no English words."""
_SMALL_HOUR = re.compile(r"\b(una|media) horita\b")
_OUTTA = re.compile(r"\boutta\b")
_EVER = re.compile(r"\b(when|wen|what|which) ever\b")
_TOKEN = re.compile(r"b/w|[a-z0-9]+")
_DOTTED = re.compile(r"\b([ap])\.\s?m\b\.?")
_ASAP = re.compile(r"\ba\.s\.a\.p\.?")
_SPACED = re.compile(r"(?<=[\da-z] )([ap]) m\b(?=$|[^a-z]* |[,.;!?])")
_GLUED = re.compile(r"\b(at|after|before|b4|around|by|til|till|until|a ?las?|las|tipo)(?=\d)")
_LETTERS = re.compile(r"([a-z])\1{2,}")


def regular_spelling(text: TracedText, language: str) -> None:
    """Rewrite `text` in place: every known variant becomes the usual word. `language` is en, es or mixed."""
    only: dict[str, str] = {}
    if language != "es":
        only.update(_ENGLISH_ONLY)
    if language != "en":
        only.update(_SPANISH_ONLY)
    text.sub(_DOTTED, r"\1m")
    text.sub(_SPACED, r"\1m")
    text.sub(_GLUED, r"\1 ")
    text.sub(_ASAP, "asap")
    text.sub(_RUN_TOGETHER, r"\1 \2")
    text.sub(_EVER, r"\1ever")
    text.sub(_OUTTA, "out of")
    text.sub(_SMALL_HOUR, r"\1 hora")
    text.sub(_HOUR_SAID, lambda match: "diez" if match[0] == "dies" else "doce")
    if language != "en":
        text.sub(_SILENT_H, "habl")
        text.sub(_Y_FOR_LL, "llam")
        text.sub(_JUST_D, "de")
    text.sub(_LETTERS, r"\1")
    text.sub(_TOKEN, lambda match: _regular(match.group(), only))


def _regular(token: str, only: dict[str, str]) -> str:
    known = only.get(token) or _LOOKUP.get(token)
    if known is not None:
        return known
    if _TOMORROW.fullmatch(token):
        return "tomorrow"
    if len(token) < 6 or not token.isalpha() or token in _NEVER_FUZZY or token in _FUZZY:
        return token
    allowed = 2 if len(token) >= 9 else 1
    found = process.extractOne(token, _FUZZY, scorer=OSA.distance, score_cutoff=allowed)
    return found[0] if found is not None and found[0][0] == token[0] else token
