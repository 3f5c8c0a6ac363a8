"""What the words around a place say of it: there now, there before, somebody else's, on the way, not there at all."""

from __future__ import annotations

import re
from enum import IntEnum

from bot.directory.place_text import Word


class Role(IntEnum):
    """How much a mention counts as the place where the person is; DENIED ones never do."""

    DENIED = 0
    ASIDE = 1
    ORIGIN = 2
    NAMED = 3
    LED = 4
    CURRENT = 5
    NOW = 6
    CORRECTED = 7


_LEAD = (
    r"(?: (?:the|la|el|los|las|a|an|un|una|al|del|de|my|mi|this|out|over|up|down|here|back|right|somewhere|way|like|area|"
    r"city|ciudad|county|condado|of|north|south|east|west|side|part|rn|still|just|aqui|alla|aya|aca|in|at|by|near|around|"
    r"off|on|inside|close|next|cerca|cerquita|por|en|enfrente|lado|zona|toward|bout|about|mas|menos|zip|code|zipcode|"
    r"postal|codigo|is|es|currently|now|ahorita|ahora|mero|actually|again|homeless|street|streets|calle|calles|que|"
    r"corner|esquina|front|across|hospital|jail|carcel|corte|station|estacion|afuera|outside|parque|park|behind|atras|"
    r"sleeping|living|staying|parked|camping|stuck|stranded|sitting|standing|hanging|chillin|house|place|casa|crib|spot|hasta|arrimad[oa]|rentando|"
    r"[a-z]+s (?:house|place|crib|pad)|con mi [a-z]+|with my [a-z]+|w my [a-z]+|alone|solo|sola|all|day|y|so))*$"
)
KIN = (
    r"(?:mom|moms|mama|mother|dad|papa|father|son|sons|daughter|daughters|kid|kids|child|children|baby|babies|brother|"
    r"brothers|bro|sister|sisters|sis|cousin|cousins|wife|husband|ex|girl|girlfriend|boyfriend|friend|friends|homie|"
    r"homies|homegirl|homeboy|family|familia|people|grandma|granma|gramma|granny|nana|grandmother|grandpa|aunt|auntie|uncle|tia|tio|abuela|abuelo|"
    r"cellie|celly|cellmate|bunkie|roommate|neighbor|vecino|vecina|companero|hijo|hija|hijos|hijas|nino|nina|ninos|ninas|hermano|hermana|hermanos|esposo|esposa|primo|prima|amigo|amiga|mujer|"
    r"marido|novio|novia|jefa|jefe|jefita|jefitas|jefas|suegr[oa]|cunad[oa]|compadre|comadre|padrino|madrina|padrastro|madrastra|yerno|nuera|niet[oa]|carnal|compa|ruca|vieja|stepdad|stepmom|stepson|wifey|hubby|apa|ama|pops|abuelit[oa]|mamita|papito|hermanit[oa]|hijit[oa]|viejit[oa]|grandson|granddaughter|bf|gf|baby mama|baby daddy|nephew|niece|sobrino|sobrina|man|dude|lady|he|she|they)"
)
_IS = (
    r"(?:is|are|was|lives?|stays?|works?|living|staying|will be|be|got|gets|getting|went|moved|came|comes|coming|"
    r"released|vive|viven|esta|estan|anda|andan|trabaja|quedo|sigue|siguen|salio|sale|saldra|salga|preso|presa|encerrado|locked up|"
    r"back)(?: \w+){0,3}?"
)


def _end(pattern: str) -> re.Pattern[str]:
    return re.compile(r"(?:^| )(?:" + pattern + r")" + _LEAD)


_OF_KIN = _end(
    r"(?:my|mi|mis|her|his|su|our|the|una?|some)?(?: \w+)? ?" + KIN + r"(?: n them| and them)?(?: \w+)? " + _IS
)

_RULES: tuple[tuple[Role, re.Pattern[str]], ...] = (
    (Role.CORRECTED, _end(r"no,? i (?:said|meant|mean)|i (?:said|meant|mean|told you)(?: that)?(?: i was| im| i am| i live| i stay)?|(?:le|te|ya le)? ?dije|digo|quise decir|mejor dicho|mas bien|"
        r"no wait|wait|actually|correction|jk|nah|naw|scratch that|perdon|sorry|nvm|oops|make that|no no|change (?:it )?to|cambi\w+ (?:a|al)|corrijo")),
    (Role.DENIED, _end(r"(?:not|aint|isnt|never)(?: from)|stay(?:ing)? (?:out of|away from|away|outta|outa)|keep(?:ing)? away from|"
        r"is (?:this|that)|are (?:you|u|yall)(?: guys)?|r u|not|aint|isnt|arent|wasnt|nowhere near|no longer|never|neither|except|"
        r"(?:dont|didnt|doesnt|cant|wont) (?:live|stay|be|go|return|say|said|mean|want|wanna|know|work)(?: (?:live|stay|be|go|return))?(?: back)?(?: to| nobody| anyone)?|stay away order(?: from| in)?|"
        r"no (?:puedo|quiero|debo) (?:regresar|volver|estar|vivir|quedarme|ir)(?: a| al| pa)?|"
        r"(?:ya )?no (?:me quedo|sea|estoy|vivo|ando|es|soy|era|dije|en|por|quiero|puedo|puedo ir|voy|conozco)(?: a| al)?|"
        r"ya no(?: \w+){0,2}|nunca (?:he )?(?:estado|ido)|instead of|rather than|en vez de|anywhere but")),
    (Role.DENIED, _OF_KIN),
    (Role.DENIED, re.compile(r"(?:^| )(?:my|mi|his|her|su) " + KIN + r" (?:(?:la|el|los) de|from|que es de|thats from|whos from)$")),
    (Role.DENIED, _end(r"(?:have|got|gotta|tengo|tuve)(?: an?| una?| my| mi)? (?:court|hearing|corte|cita|audiencia|appointment|appt)(?: (?!(?:i|im|yo|vivo|estoy|ando|but|pero)\b)\w+){0,6}? (?:in|at|en)|"
        r"(?:dont|no me|not) (?:send|take|put|mande|manden|lleven?|pongan?)(?: me| us)? (?:to|in|a|al|en)")),
    (Role.NOW, _end(r"(?:^ ?|(?:i|we|just|recently|recien|then|and|ive|weve|im|had to|have|had) )(?:moved|relocated|transferred|"
        r"went back|came back|landed|arrived)(?: \w+)? to|(?:i|just|we|finally|im) got to|made it to|me (?:movi|mude|cambie|pase|vine|fui a vivir)(?: \w+)? (?:a|al|pa|para|en)|llegue (?:a|al|en)|"
        r"(?:but|pero|and|y)? ?(?:now|ahora|ahorita|rn|right now|currently)(?: \w+){0,3}? (?:in|at|near|by|en|por|"
        r"around|el|la|vivo|ando|estoy)|now im|ahora (?:vivo|ando|estoy)|i moved(?: \w+)? a|vivo ahora|now(?= ?$)|"
        r"(?:paroled|released) (?:out )?to|me soltaron en|me dejaron en|dropped (?:me|us) (?:off )?(?:in|at)")),
    (Role.DENIED, _end(r"(?:\w+ )?used to (?:be|live|stay|go|hang|work|sleep|run|kick it)(?: \w+)?|was (?:\w+ )?(?:born|raised|locked up|arrested|"
        r"convicted|booked|incarcerated)(?: \w+){0,3}|born(?: and raised)?|grew up|raised|naci|nacio|creci|nacido|nacida|"
        r"(?:i |we )?was(?: (?:living|staying|sleeping))?(?: in| at)?|(?:lived|stayed|slept|worked)|vivia|vivi|estaba|estuve|andaba|dormia|rentaba|paraba|trabajaba|pasaba|"
        r"me quedaba|quedaba|viviamos|estabamos|andabamos|antes|did(?: \w+){1,3}|served|(?:yo )?era(?: \w+){0,3}|eramos|fui(?: \w+)?|started(?: \w+)?|empece(?: \w+)?|pulled over|failure to appear|locked up|been locked up|did time|doing time|encerrado|arrested|"
        r"warrants?(?: \w+)?|tickets?|cases?|charge[sd]?|record|conviction|convicted|certificate|acta|license|licencia|"
        r"passport|pasaporte|consulate|consulado|embassy|embajada|dl|deported|deportado|diploma|degree|years|months|anos|"
        r"(?:ran|run|running|hiding|getting away|fled|huyendo|escape[d]?)(?: \w+){0,3} (?:from|de)|"
        r"got an? (?:\w+ )?(?:case|warrant|ticket)(?: out)?|orden de arresto|caso|multa|tengo un caso")),
    (Role.ASIDE, _end(r"(?:go|going|gonna|get|getting|ride|bus|headed|heading|train|travel|trip|ticket|back|move|moving|relocate|transfer|switch|"
        r"transferred|ir|irme|voy|vamos|mudarme|mudar|viajar|llevar|llevarme|llegar|regresar|transferir|trasladar|raite|bajar|bajarme|subir|moverme|irnos|llegarle|caminar|"
        r"pasaje|boleto|take me|drive|camion)(?: \w+){0,4}? (?:to|a|al|hasta|pa|para)|commut\w+ to|go to|voy (?:a|al)|want to be")),
    (Role.DENIED, _end(r"(?<!at )(?<!at the )(?<!at my )(?<!by the )(?<!by )(?<!near the )(?<!near )(?<!outside )(?<!outside the )(?<!afuera de la )"
        r"(?<!a la )(?<!por la )(?:court|hearing|interview|appointment|appt|corte|cita|entrevista|audiencia|(?:my|mi|the|el|la|his|her|their) (?:po|p o|pos|probation|"
        r"parole|officer|lawyer|attorney|abogad[oa]|oficial|job|work|trabajo|jale|chamba|doctor|dr|dentist|therapist|caseworker|school|judge|juez)|"
        r"i (?:\w+ )?(?:work|working)|im working)(?: (?:office|date|court|house|tomorrow|today|on|monday|tuesday|wednesday|thursday|friday|manana|hoy|nights?|days?))*"
        r" ?(?:is|at|in|over in|out of|out in|esta|en|de)")),
    (Role.ASIDE, _end(r"(?:court|courthouse|hearing|po|p o|pos|probation|parole|officer|job|work|working|interview|school|class|classes|"
        r"program|appointment|appt|mail|corte|trabajo|oficial|cita|escuela|clase|programa|cita|juez|judge|trabajar|workin|trabaje)"
        r"(?: (?!(?:i|im|we|yo|vivo|estoy|ando|live|stay|living|staying|quedo)\b)\w+){0,4}? ?(?:is|at|in|out of|esta|en|de)")),
    (Role.ORIGIN, _end(r"(?:im |i am |i m |originally |we |we re |be )?from|(?:got|get|getting|just|coming|come|came|released|out|let me|kicked me|"
        r"kicked|evicted|walked|fresh)(?: \w+){0,3}? (?:out of|from|out)|out of|left|leaving|soy de|somos de|vengo (?:de|desde)|desde|"
        r"sali (?:de|del)|salgo (?:de|del)|saliendo (?:de|del)|salir (?:de|del)|me fui de|me sacaron de|acabo de salir (?:de|del)|"
        r"(?:me |nos )?(?:soltaron|soltar|sueltan|dejaron salir|dejar salir|sacar|sacaron)(?:me|nos)? (?:de|del)|released|(?:cut|turned|set) (?:me|us) (?:loose|free) (?:from|at)")),
    (Role.DENIED, re.compile(r"(?:^| )(?:hate|miss|gusta|gusto|gustaba|extrano|odio)(?: (?:el|la|los|las))?$")),
    (Role.CURRENT, _end(r"standing|standin|sitting|sittin|waiting|waitin|esperando|sentad[oa]|im|i am|ima|i m|we are|were|i be|i|we|live|living|reside|residing|stay|stayin|staying|crash|crashing|sleep|sleeping|"
        r"sleepin|parked|camped|camping|stuck|stranded|posted|currently|right now|hang|hanging|ahorita|ahora|estoy|"
        r"ando|vivo|vivimos|estamos|andamos|resido|me encuentro|duermo|durmiendo|quedo|quedando|quedandome|parado|parada|still|"
        r"stoy|toi|toy|here|aqui|aca|address is|zip is|zip code is|zipcode is|codigo postal es|zip es|living at|outside|afuera|outta my spot|"
        r"(?:at|en) (?:my|mi|a|un|una|la|the) [a-z]+(?: [a-z]+)?")),
    (Role.ASIDE, re.compile(r"(?:^| )(?<!close )(?<!next )(?<!closer )(?<!closest )(?<!near )(?<!nearest )(?:to|hasta|rumbo a)" + _LEAD)),
    (Role.LED, re.compile(
        r"(?:^| )(?:in|near|nearby|by|around|at|on|off|outside|inside|close to|next to|over|en|por|cerca de|cerca del|"
        r"lado de|lado del|enfrente de|zip|zipcode|code|postal|sip|area|rumbo a|between|entre|within|local)" + _LEAD)),
)  # fmt: skip
_AFTER_DENIES = re.compile(
    r"^ ?(?:no \||and (?:came|come|got|moved|im|am) back|y (?:ya )?(?:me )?(?:regrese|volvi|vine)(?= ?$| a | aca| pa| de | otra)|anymore|any more|no more|no longer|ya no|no mas|years ago|back in the day|last year)(?: |$)"
)
_AFTER_STAYS = re.compile(
    r"^ ?(?:so |and |y |pues |cuz |cause |because |bc |where |porque )?(?:(?:(?:i|we) )?(?:live|stay|am|be|sleep)(?: out| over| up)? there|ahi|ai|alli|thats where (?:i|im|we)|con (?:ella|el|ellos) (?:me|vivo|estoy|ando)|"
    r"(?:i|im|we|were)? ?(?:stay|staying|live|living|crash|crashing|sleep|sleeping|am|be)? ?(?:with|w) (?:her|him|them)(?: |$)|"
    r"(?:(?:s?he|they|shes|hes|theyre|who|and) (?:is |are )?)?(?:lettin|letting|let|lets) me (?:stay|crash|sleep|live)|"
    r"(?:vivo|me quedo|estoy|ando|me estoy quedando) con (?:ella|el|ellos)|(?:y )?me (?:deja|dejan|esta dejando) (?:quedar|dormir|vivir)|so ahi|i stay there|"
    r"im there|so around|still here|and still|aqui sigo|y sigo)"
)
_MOVED = re.compile(
    r"\b(?:moved|relocated|came|transferred|me (?:mude|movi|cambie|vine))(?: \w+){0,2} (?:from|de|desde) .{2,40} (?:to|a|al|pa|para|en)$"
)
_WITH_ME = re.compile(r"\b(?:with (?:me|us)|(?:and|n) me|conmigo|con nosotros|y yo)\b")
_RELEASE = re.compile(r"\b(?:will be|va a|van a|gets out|getting out|when s?he|cuando salga)\b")
_NAME_BEFORE = re.compile(
    r"(?:^| )(?:my name is|my name|name is|names|name|me llamo|mi nombre es|mi nombre|this is|call me|llameme|dime|diganme|"
    r"se llama|ask for|pregunten? por|mr|mrs|ms|miss|sr|sra|don|dona|senor|senora|officer|judge|agent|deputy|oficial|juez|"
    r"se apellidan?|apellido es|apellido|last name is|last name|lastname|surname is|surname|named|llamad[oa])"
    r"(?: \w+){0,2}$"
)
_NAMED_KIN = re.compile(
    r"(?:^|(?<!with)(?<!con)(?<! w)(?<! at)(?<! en) )(?:my|mi|mis|her|his|su|our|the|el|la|un|una|nuestr[oa])(?: \w+){0,2} (?:"
    + KIN
    + r"|lawyer|attorney|abogad[oa]|po|officer|oficial|counselor|consejer[oa]|boss|patron|doctora?|pastor|padre|"
    r"maestr[oa]|licenciad[oa]|caseworker|sponsor|padrin[oa]|dog|perr[oa]|girl|boy|bebe|nen[ea]|chamac[oa]|companer[oa])$"
)
_TITLED = re.compile(r"(?:^|(?<! a)(?<! an)(?<! any)(?<! un)(?<! una) )(?:dra?|lic|ing|profe?|sgt|lt|rev|det)$")
_SAYS = re.compile(
    r"(?:told|tells|said|says|dijo|dice|dicen|passed away|me dijo|me dice|me conto|hit me up|texted)(?: |$)"
)
_TITLE_BEFORE = re.compile(
    r"(?:^| )(?:watch\w*|listen\w* to|bumping|viendo|mirando|escuchando|oyendo|pelicula|movie|film|song|cancion|album|"
    r"called|titled)(?: (?!(?:in|at|near|by|from|en|por|cerca|de|here|aqui|out)\b)\w+){0,2}$"
    r"|(?:^| )(?:see|seen|saw|(?:pelicula|movie|film|song|cancion|serie|show|book|libro|documental|documentary) (?:de|about|sobre|on))$"
)
_BARE_NAME_BEFORE = re.compile(
    r"(?:^el|^la|(?:^| )(?:soy|soy el|soy la|soy don|its|im|i am|es|hi|hey|hello|hola|dear|thanks|thank you|gracias))$"
)


def role_of(words: list[Word], first: int, last: int, since: int, alone: bool) -> Role:
    """The role of the mention of words [first, last); `since` is where the mention before it ended.

    `alone` is False where the text holds other mentions, so that a bare "no X" rules X out instead of correcting.
    """
    before = _run(words, max(since, first - 12), first)
    after = _run(words, last, min(len(words), last + 5))
    if _AFTER_DENIES.match(after):
        return Role.DENIED
    if re.search(r"(?:^|\| ?| )no$", before):
        return Role.CORRECTED if alone else Role.DENIED
    tail = before.rsplit("|", 1)[-1].strip() or before.replace("|", " ").strip()
    if _AFTER_STAYS.match(after):
        return Role.CURRENT
    if _MOVED.search(_run(words, max(0, first - 12), first).replace("|", " ")):
        return Role.NOW
    for role, rule in _RULES:
        if not rule.search(" " + tail):
            continue
        if rule is _OF_KIN and (_RELEASE.search(f"{before} {after}") or _WITH_ME.search(tail)):
            return Role.CURRENT
        return role
    return Role.NAMED


def is_person(words: list[Word], first: int, last: int, bare_names: bool) -> bool:
    """Whether the words around say that this is the name of a person or a title, not a place.

    `bare_names` also for "soy X", "thanks X".
    """
    line = _run(words, max(0, first - 6), first)
    before = line.replace("|", " ").strip()
    if _NAME_BEFORE.search(before) or _NAMED_KIN.search(line) or _TITLED.search(line) or _TITLE_BEFORE.search(line):
        return True
    if first == 0 and _SAYS.match(_run(words, last, min(len(words), last + 3))):
        return True
    return bare_names and bool(_BARE_NAME_BEFORE.search(before))


def _run(words: list[Word], first: int, last: int) -> str:
    """Words [first, last) as a line, with a bar where a stop stands between two."""
    parts: list[str] = []
    for at in range(first, last):
        if words[at].after_break and parts:
            parts.append("|")
        parts.append(words[at].text)
    if last < len(words) and words[last].after_break and parts and first < last:
        parts.append("|")
    return " ".join(parts)
