"""Reads what people happen to say of themselves that decides where they are taken in. Pure; nobody is asked.

Only what is said in the first person and in so many words counts: a fact missed costs a worse list, a fact made up
hides places that would have helped. The words here are what people text, never what they read.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from bot.dialogue.components.text import plain
from bot.directory.ranking import PersonFacts

_I_AM = r"(?:im|i am|iam|i m|ima|as|being|am)(?: (?:also|just|still|only|really))?(?: (?:a|an))?"
_SOY = r"soy(?: (?:una?|tambien|pura))?"
_KIDS = r"(?:kids?|children|baby|babies|toddlers?|newborn|little ones?|boys|girls)"
_ANY_KID = rf"(?:{_KIDS}|child|sons?|daughters?|minors?)"
_HIJOS = r"(?:hij[oa]s|nin[oa]s|bebes?|chamac[oa]s|chiquit[oa]s?|criaturas?)"
_ALGUN_HIJO = rf"(?:{_HIJOS}|hij[oa]|nin[oa])"
_COUNT = r"(?:\d{1,2}|an?|one|two|three|four|five|six|un|una|uno|dos|tres|cuatro|cinco|seis)"
_ID = r"(?:(?:state |california |ca |calif |photo |picture |valid |any |no |new )?(?:id|i\.d\.?|identification|drivers? licen[cs]e|license|licence))"
_IDENTIFICACION = r"(?:id|ids|identificacion|licencia|credencial|matricula)"

_RULES: tuple[tuple[str, Any, re.Pattern[str]], ...] = tuple(
    (fact, value, re.compile(pattern))
    for fact, value, pattern in (
        ("gender", "nonbinary", r"\b(?:non ?-?binary|enby|no binari[oae])\b"),
        (
            "gender",
            "woman",
            rf"\b{_I_AM}(?: \w+)?(?: trans(?:gender)?)? (?:woman|female|lady|girl|mom|mother|mama|widow|grandma|grandmother)\b|\b(?:woman|female) here\b|\bsingle (?:mom|mother)\b"
            rf"|\b{_SOY}(?: \w+)? (?:mujer|madre|mama|senora|muchacha|viuda|abuela)\b|\bsoy (?:mujer|mama|madre)\b|\b(?:im|i am|am) (?:\w+ )?(?:months |weeks )?pregnant\b|\b(?:estoy|toy) (?:\w+ )?embarazada\b"
            r"|\b(?:women'?s|womens|women only|female) (?:shelter|only|housing|program|sober)\w*\b|\b(?:albergue|refugio|programa|casa) (?:para|de) mujeres\b",
        ),
        (
            "gender",
            "man",
            rf"\b{_I_AM}(?: \w+)?(?: trans(?:gender)?)? (?:man|male|guy|dude|dad|father|widower|grandpa|grandfather)\b|\b(?:man|male) here\b|\bsingle (?:dad|father)\b"
            rf"|\b{_SOY}(?: \w+)? (?:hombre|varon|padre|papa|muchacho|viudo|abuelo)\b|\bsoy (?:hombre|papa|padre|varon)\b",
        ),
        (
            "veteran",
            False,
            r"\b(?:im not|i am not|not|aint|never)(?: a| an)? (?:vet|veteran|military)\b|\bno soy veteran[oa]\b",
        ),
        (
            "veteran",
            True,
            rf"\b{_I_AM}(?: \w+){{0,2}} (?:vet|veteran)\b(?! (?:tech|assistant))|\b(?:veteran|army vet|navy vet|marine vet|usmc) here\b|\bi (?:served|was) in the (?:army|navy|marines?|air ?force|military|service|national guard|coast guard)\b"
            rf"|\b(?:army|navy|marine|air force|combat|war|disabled|homeless) (?:vet|veteran)\b|\b{_SOY}(?: \w+)? veteran[oa]\b|\b(?:estuve|servi) en (?:el |la |los )?(?:army|ejercito|marina|marines|navy|fuerza aerea|militar|servicio militar)\b",
        ),
        (
            "children",
            False,
            rf"\b(?:i (?:dont|do not) have(?: any)?|i (?:have|got) no|(?<!still )no) (?:kids|children)\b(?! (?:allowed|clothes|stuff|there))|\b(?:no tengo|sin) {_HIJOS}\b",
        ),
        (
            "children",
            True,
            rf"\b(?:me|i) (?:and|n|with|&) my (?:{_COUNT} )?(?:\w+ )?{_ANY_KID}\b|\bwith (?:my (?:{_COUNT} )?|{_COUNT} )(?:\w+ )?{_KIDS}\b|\bi (?:have|got|gots) {_COUNT} (?:\w+ )?{_ANY_KID}\b"
            rf"|\bmy (?:{_COUNT} )?(?:\w+ )?{_ANY_KID} (?:with me|and (?:me|i|myself)|are with me|is with me|n me)\b|\bsingle (?:mom|mother|dad|father|parent)\b"
            rf"|\btengo (?:a mis |mis )?(?:{_COUNT} )?{_HIJOS}\b|\btengo (?:una?|1) {_ALGUN_HIJO}\b|\bcon mis? (?:{_COUNT} )?{_HIJOS}\b|\bmis? (?:{_COUNT} )?{_ALGUN_HIJO} y yo\b|\byo y mis? (?:{_COUNT} )?{_ALGUN_HIJO}\b|\b(?:madre|mama|padre|papa) solter[oa]\b|\bcon {_COUNT} {_HIJOS}\b",
        ),
        (
            "has_id",
            False,
            rf"\b(?:no|without|w/o|aint got|dont have|do not have|dnt have|didnt have|dont got|never had|havent got|have no|got no)(?: an?| my| any| a new)? {_ID}\b|\b(?:lost|stole|took|missing)(?: all)? my {_ID}\b|\b(?:lost|stole) my (?:wallet|purse|papers)\b|\bmy {_ID} (?:was|got|is|are) (?:lost|stolen|gone|missing)\b"
            rf"|(?<!do )\bi (?:need|gotta get|have to get|want) (?:to (?:get|replace) )?(?:an?|my|a new) {_ID}\b(?! to\b)|\bno (?:tengo|traigo|cuento con)(?: mi| una?| ninguna?)? {_IDENTIFICACION}\b|\bsin(?: mi| una?)? {_IDENTIFICACION}\b|\b(?:perdi|me robaron|me quitaron|se me perdio)(?: mi| la| una?)? (?:{_IDENTIFICACION}|cartera|billetera|papeles)\b|\bnecesito sacar(?: mi| una?)? {_IDENTIFICACION}\b",
        ),
        (
            "has_id",
            True,
            rf"\b(?:i|ive|i do) (?:have|got|already have|still have|do have)(?: an?| my) {_ID}\b(?! (?:appointment|number|that expired|but|expired))|\bi have (?:valid )?id\b(?! but)|\b(?:ya |si |yo )?tengo (?:mi|una?) {_IDENTIFICACION}\b(?! (?:vencida|expirada|pero))",
        ),
        (
            "wheelchair",
            True,
            r"\b(?:im|i am|i|am) (?:\w+ )?(?:in|use|on|need|have|got) (?:an?|my)(?: electric| power| manual)? (?:wheel ?chair)\b|\bwheel ?chair (?:access\w*|friendly|user|ramp)\b|\bi use (?:a )?wheel ?chair\b|\bwheelchair bound\b|\bmy wheel ?chair\b"
            r"|\b(?:uso|ando en|estoy en|tengo|voy en|va en|me muevo en|traigo)(?: una?| mi)? silla de ruedas\b|\bmi silla de ruedas\b",
        ),
        (
            "no_car",
            True,
            r"\b(?:no|dont have an?|do not have an?|dont got an?|aint got no|aint got a|without an?|have no|got no) (?:car|vehicle|ride|transportation|wheels)\b|\b(?:dont|cant|do not|cannot) drive\b|\b(?:im|i am) on foot\b|\bi (?:walk|take the bus|ride the bus|bus it|only take the bus)\b|\bwalking distance\b|\bi (?:have|gotta|got) to (?:walk|take the bus)\b"
            r"|\bno tengo (?:carro|coche|auto|troca|vehiculo|ride|raite|transporte|en que (?:irme|moverme|ir)|como (?:moverme|ir|llegar|transportarme))\b|\bsin (?:carro|coche|auto|transporte)\b|\bno (?:manejo|puedo manejar|se manejar)\b|\bando (?:a pie|en (?:el )?(?:bus|camion|autobus|metro))\b|\bvoy a pie\b",
        ),
        (
            "no_car",
            False,
            r"\bi (?:have|got) (?:a|my) (?:own )?(?:car|truck)\b(?! (?:payment|note|accident))|\b(?:si )?tengo (?:carro|coche|troca)\b",
        ),
        (
            "registrant",
            True,
            r"\b(?:im|i am|as|being|am|soy) (?:an? )?(?:\w+ )?(?:rso|290|p\.?c\.? ?290|sex (?:offender|registrant)|registered sex offender|registrant)\b|\b(?:im|i am|am|put me|be) on (?:(?:the )?megans? (?:law|list)|the (?:sex )?(?:offender )?registry)\b|\b290 (?:registrant|registration|registry|status|case|charge)\b"
            r"|\b(?:have to|gotta|must|need to|required to|got to) register (?:as|under|for|with)[\w ]{0,14}(?:290|sex|offender|police|sheriff)\b|\bi have (?:a|an) (?:old )?(?:sex (?:offense|crime|case|charge|conviction)|290)\b|\bmy (?:sex (?:offense|crime|case|charge|conviction)|290)\b|\bbecause of (?:a|my|the) (?:sex (?:offense|crime|case|charge)|registry|290)\b"
            r"|\bregistered (?:as a )?sex offender\b|\bregistry (?:restrict\w*|status)\b|\b(?:ofensor|delincuente|agresor) sexual registrad[oa]\b|\b(?:estoy|ando|salgo) en el registro (?:de (?:ofensores|delincuentes|agresores)|sexual|290)\b|\btengo que registrarme (?:como|por|con)[\w ]{0,14}(?:290|sexual\w*|ofensor|policia|sheriff)\b|\btengo (?:un )?(?:caso|cargo|delito) sexual\b",
        ),
    )
)
"""(Fact, its value, the words that say it); of one fact the first that matches counts."""

_THEIRS = re.compile(
    r"\b(?:not|never|no soy|nor|neither|isnt|aint)\b[\w ]{0,12}\b(?:sex offender|registrant|on the registry|290|ofensor sexual)\b|\b(?:my|a) (?:husband|wife|brother|son|friend|boyfriend|cousin|dad|uncle|neighbor|landlord|roommate)s? (?:is|was|got)\b"
)
"""Somebody else's registration, or none."""

_APART = re.compile(
    r"\b(?:back|custody|contact|visit\w*|see|seen|seeing|reunif\w*|dcfs|cps|took|taken|foster|child support|court|recuper\w*|custodia|visit\w*|ver|veo|quitaron|quito|manutencion|pension|regres\w+|with (?:their|his|her|my) (?:mom|mother|dad|father|grandma|family|ex)|con su (?:mama|papa|abuela|madre|padre))\b"
)
"""Words of parents whose children are not with them: a family shelter would turn them away."""

_AGE = re.compile(
    r"\b(?:im|i am|i turned|i just turned|age|aged)(?: now| only| just)? (\d{2})(?= ?(?:$|[,.;!)]|years? old|yrs? old|y/?o\b|yrs?\b(?! (?:in|clean|sober|inside|down|for|of))|and\b|male|female|m\b|f\b|w\b|woman|man|with|just|need|looking))"
    r"|\b(\d{2}) ?(?:years? old|yrs? old|y/?o\b|yr old)|\btengo (\d{2}) (?:anos|ano|anios)\b(?! (?:preso|presa|limpi|sobri|sin |en |de |adentro|aqui|viviendo|fuera|trabajando|que|con ))|\b(?:soy de|a mis) (\d{2}) anos\b"
)
_SOMEBODYS_AGE = re.compile(
    rf"\b(?:{_ANY_KID}|{_ALGUN_HIJO}|wife|husband|mom|mother|dad|father|brother|sister|friend|mi (?:mama|papa|esposa|esposo|hermano|hermana))\b"
)
_YOUNGEST, _OLDEST = 16, 99

Said = dict[str, Any]


def read_facts(text: str) -> Said:
    """What the text says of its writer, by name; empty where it says nothing.

    gender (woman, man, nonbinary), age (years), and true or false: children (with them), veteran, has_id,
    wheelchair, no_car, registrant (on the sex-offense registry).
    """
    said = plain(text).replace("-", " ")
    found: Said = {}
    for fact, value, pattern in _RULES:
        if fact not in found and pattern.search(said):
            found[fact] = value
    if found.get("children") and _APART.search(said):
        del found["children"]
    if found.get("registrant") and _THEIRS.search(said):
        del found["registrant"]
    if (age := _age(said)) is not None:
        found["age"] = age
    return found


def as_person_facts(known: Mapping[str, Any], language: str) -> PersonFacts:
    """What is known as search takes it. `language`: the one the person is answered in."""
    return PersonFacts(
        gender=known.get("gender"),
        age=known.get("age"),
        children=known.get("children"),
        veteran=known.get("veteran"),
        language=language,
        has_id=known.get("has_id"),
        wheelchair=known.get("wheelchair"),
        no_car=known.get("no_car"),
        conviction_bars=frozenset({"registrant"} if known.get("registrant") else ()),
    )


def _age(said: str) -> int | None:
    match = _AGE.search(said)
    if match is None:
        return None
    age = int(next(group for group in match.groups() if group))
    unnamed = match[2] is not None
    if unnamed and _SOMEBODYS_AGE.search(said):
        return None
    return age if _YOUNGEST <= age <= _OLDEST else None
