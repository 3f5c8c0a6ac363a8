"""Whether the time words of a clause are about the call, about something else, or asked in a question."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

from bot.callbacks.time_phrases import Mention


class About(Enum):
    """What the times of a clause are about."""

    CALL = "the call, or when the person can talk"
    BARE = "nothing but time and small words"
    BUSY = "when the person is taken: after it ends they can talk"
    OTHER = "something else: a court date, a need, a question"
    UNSURE = "nobody says"


@dataclass(frozen=True)
class Clause:
    """A stretch [start, end) of the regular text and what its times are about.

    `extra_words` counts the words that are neither time nor small words; `marker` is where the word about the call
    stands, None where there is none; `call_named` is true where it names the call itself.
    """

    start: int
    end: int
    about: About
    extra_words: int
    marker: int | None = None
    call_named: bool = False


_T = "\x01"
_REQUEST = (
    r"(?:can|could|would|will) (?:you|we|they|somebody|someone|sum1|anybody|anyone|a|the|one|my|she|he|i get)\b|"
    r"(?:please|pls|plz|just) (?:call|text|have)\b|(?<!dont )(?<!can )(?<!me )(?<!to )(?<!not )(?<!body )(?<!one )(?<!they )(?<!you )(?<!gonna )(?<!will )(?<!worker )(?<!lady )call me\b|have (?:someone|somebody|a|them|my|the|one)\b|"
    r"(?:me|nos|le) (?:pueden?|podrian?|puedes?|podes)\b|(?:pueden?|podrian?) (?:llamar|marcar|hablar)|"
    r"(?:llamen|llame|llama|marquen|marque|marca|hablen|hable|habla)(?:me|nos)\b|que (?:alguien )?me (?:llamen?|marquen?|hablen?)\b"
)
_SUBJECT = r"(?<!when )(?<!after )(?<!before )(?<!if )(?<!until )(?<!once )(?<!cause )(?<!that )(?<!as )(?:i|ive|im|he|hes|she|shes|they|we|my|mi)"
_SPLIT = re.compile(
    r"[.;!?\n]+(?!\d)|,(?! ?\d)|--+|\b(?:so|but|pero|because|cause|cuz|coz|bc|cos|porque|asi que|entonces|and i|and then|"
    rf"plus|also|though|although|except that|y luego|pues|osea|o sea|y (?=tengo|necesito|mi|me|no))\b| (?={_REQUEST})"
)
_PAST_CALL = re.compile(
    r"\b(?:called|texted|missed|hung up|llamaron|marcaron|llamo|hablaron|iban? a|quedaron|quedo de|supposed to|"
    r"(?:said|told me) (?:they|you|somebody|someone|she|he)|never (?:got|call\w*)|no me (?:han?|habian?) \w+|"
    r"(?:dijeron|decian|dijo|dicen) que|says? (?:to )?call|(?:ya |me )?son \x01|its \x01 (?:now|already)|waiting|esperando|still on|sigue en pie|todavia me|no he recibido|(?:had|have|has) a call|"
    r"you said|(?:expecting|asked for|requested|wanted) a? ?call\w*|call it off|off the (?:call )?list|are they calling|"
    r"nobody (?:calls?|can)|nadie (?:me |contesta|llama)|people call|calls? (?:me|us) every|"
    r"(?:ill|i will|gonna|i can|voy a|i tried to|tried) (?:call|text|llamar|marcar)(?: (?:them|him|her|you|ustedes|les|\x01)|le|les)?|les llame|"
    r"(?:ya )?son \x01 y|its (?:already )?\x01 (?:and|y)|(?:tengo|tenia) (?:programada )?(?:una|cita de) llamada)\b"
)
_CALL = re.compile(
    r"\b(?:call|cal|caal|calling|calln|calls (?:gotta|have|should)|talk|talkin|talking|speak|speaking|text me|txt|ring me|a ring|"
    r"phone me|reach(?: out| me)?|contact|hit (?:me up|us up|my (?:line|phone|cell|jack))|hmu|buzz|holler|get (?:at|back to|ahold of|in touch)|callback|pick up|"
    r"answer|reschedul\w*|resched|re schedule|llam\w*|yam\w*|marqu\w*|marc(?:ar|an|arme|me|ame|a)\w*|habl\w*|"
    r"comuni(?:car|quen|que)\w*|contact\w*|contest\w*|reagend\w*|agend\w*|reprogram\w*|apunt\w*|posponer|"
    r"(?:change|switch|move|push|bump|make) (?:it|me|my|the|that|this|us)\b|"
    r"(?:cambi|muev|mov|pas|dej|recorr|adelant)\w+ (?:la|mi|me|lo|para|al?|it)\b|on the phone|por telefono|by phone|"
    r"cita telefonica|cita por telefono|phone (?:call|appointment))\b"
)
_FREE = re.compile(
    rf"\b(?:(?:im|i am|be|am|i get|ill be|were|estoy|ando) (?:\w+ )?(?:free|available|avail|awake)|free (?:at|on|after|before|from|between|all|every|in|{_T})|"
    rf"available|libre|disponible|desocupad\w*|(?:my|mi|on|lunch) break|days? (?:i (?:got|get|have) )?off|descanso|"
    rf"(?:ill be|im) (?:up|home|off|around|good|ready|on (?:lunch|break))|use phones|my phone (?:back|on)|have my phone|phone time|have the phone|"
    rf"got this phone|only got (?:the|this|my) phone|el telefono lo tengo|no trabajo|no tengo (?:jale|trabajo|clase)|(?:dont|not) work(?:ing)?|dont have (?:work|class))"
)
_SUITS = re.compile(
    rf"\b(?:i can|i could|works|work for me|good (?:for|with|time|4)|best (?:time|is|for)|better|prefer\w*|"
    rf"(?:is|its|thats|be|r|are) (?:fine|ok|okay|good|best|cool|perfect|great|alright)|how bout|how about|what about|lets (?:do|say|make)|sounds good|puedo|podria|"
    rf"me (?:queda|conviene|acomoda|sirve|funciona|viene)|esta (?:bien|perfecto)|estaria bien|mejor|prefiero|de preferencia|"
    rf"do {_T}|make {_T}|ideal|has? to be|have to be|gotta be|que sea|seria)"
)
_NEED = re.compile(
    r"\b(?:need|needs|needin|want|wants|wanna|looking|help|necesit\w*|ocup[oa]|busc[oa]\w*|quiero|quisiera|hungry|hambre|"
    r"starving|ayud\w*|get me|somewhere|donde)\b"
)
_BUSY = re.compile(
    r"\b(?:(?:get|gets|getting|got|be|come|comes) (?:off|home|done|back)|get out of (?:work|class|group|school|meeting)|off (?:work|at)|"
    r"(?:work|works|working|class|group|school|shift|busy|asleep|sleep|meeting|meetings|dialysis|methadone|clinic|training|job|church|treatment|therapy|rehab|program) "
    rf"(?:is |ends? |goes |lets out )?(?:at |from |{_T})|ends? (?:at )?{_T}|(?:shift|class|group|work) (?:ends|is over|lets out)|done (?:at|by|with)|"
    r"finish\w*|salgo|salimos|termin[oa]|llego|regreso|acab[oa]|desocupo|trabajo|estoy (?:en|trabajando|ocupad\w)|entro|i work|"
    r"usually up|wake up|be up|im up|at work)(?!\w)"
)
_EVENT = re.compile(
    r"\b(?:court|hearing|trial|appointment|appt|appts|interview|po|probation|parole|officer|report|reporting|check in|"
    r"(?:got|get|gets|getting|let me|came|come|comes|coming|been|was|is) out|released?|release date|locked|jail|prison|county jail|"
    r"arrest\w*|born|dob|birthday|bday|turn|turns|turned|turning|evict\w*|kicked|due|expir\w*|rent|pay ?day|paid|pays|check|"
    r"since|ago|last|past (?:\d|few|couple)|havent|hasnt|didnt|ate|eat|eaten|slept|sleep|sleeping|stay|staying|surgery|doctor|dr|"
    r"dentist|visit\w*|starts?|started|starting|funeral|died|deadline|closed?|closes|closing|opens?|opened|move|moved|moving|"
    r"shut ?off|bus|flight|curfew|ua|test|sentenced|ride|pregnant|homeless|clean|sober|told|was|were|did|went|lost|stole\w*|"
    r"happy|see my kids|come in|come by|go to|going to|game|mass|misa|born|graduat\w*|custody|visitation|"
    r"corte|juicio|audiencia|cita|citas|entrevista|oficial|reporta\w*|sali|salio|sale|salen|salgo libre|naci\w*|cumpl\w*|"
    r"desaloj\w*|vence|vencen|renta|pagan|pago|cobro|desde|hace|llevo|llevamos|comido|comi|dormi\w*|duermo|durmiendo|operan|operacion|"
    r"cierran?|abren?|abran?|abierto|llover|rain\w*|weather|clima|despertador|alarm\w*|merry|feliz|bye|goodbye|adios|nos vemos|gotta go|empiez\w*|comienz\w*|arrest\w*|agarraron|detuv\w*|carcel|prision|preso|murio|fallecio|tuve|tenia|fui|estuve|"
    r"estaba|era|paso|perdi|sacaron|corrieron|echaron|visita|fiesta|cumpleanos|juez|migra)\b"
)
_OPENING = r"^[\W\d]*(?:(?:and|so|ok|okay|hey|hi|hello|but|um|uh|yo|oye|hola|y|please|also|excuse me|sorry|wait|like) +)*"
_QUESTION = re.compile(
    _OPENING
    + rf"(?:am i|what (?:time|times|day|days|hours|is|are|do|does|if i|can|happens)|whats|when (?:are|is|do|does|will|did|can|should|would|they|you|was)|"
    rf"(?:are|r) (?:you|they|the|we|there|your)|is (?:the|there|it open|this|that place|my|she|he|someone|somebody|anyone|anybody)|do (?:you|they|i|we)\b(?! have (?:anything |something )?{_T})|"
    rf"does (?!{_T})(?!\w+ {_T})|did|didnt|will (?:i|you|they|somebody|someone|she|he)\b(?! call {_T})|where|how (?!bout|about)|who|why|which|can i (?!get a call|have a call|do|talk|speak|reschedule|change|move)|"
    r"is it (?!ok|possible|cool|fine|alright|good|too late to call)|has|have (?:you|they)|a? ?que (?:hora|dia|horario|dias|horas)|cuando (?:me|es|van?|abren?|llaman?|puedo|seria|hay|cierran?|empieza)|"
    r"abren?|cierran?|estan? (?:abiert\w+|ustedes)|trabajan|atienden|donde|adonde|como (?:puedo|le|hago|se|esta)|cuanto\w*|quien\w*|hay\b|"
    r"me (?:van|iban) a|van a|tienen|ya (?:me )?(?:llamaron|van)|por que|cual|alguien (?:me )?llamo)\b"
)
_QUESTION_MARK_OTHER = re.compile(r"\b(?:open|close|closed|abren?|abiert\w+|cierran?|horario|hours|trabajan|hiring)\b")
_REFUSAL = re.compile(
    r"\b(?:never ?mind|nvm|dont (?:call|text|bother|want|contact)|do not (?:call|text)|no (?:me )?(?:llamen?|marquen?|hablen?)|"
    r"stop (?:calling|texting)|not interested|ya no (?:quiero|me|necesito)|no quiero|olvid\w+|no call|dejen)\b"
)
_CANCELLED = re.compile(
    r"(?<!dont )(?<!not )(?<!no )(?<!no la )(?<!wanna )\b(?:cancel\w*|no hace falta|ya no hace|no need (?:to|for)|dont need (?:the|that|a|my|no) call\w*)\b"
)
_FILLER = frozenset(
    """please pls plz thanks thank thx ty ok okay okey yes yea yeah yep ya sure maybe like around about um umm uh hey hi hello
    hola so well then fine good great cool best better perfect works work it its it's is be would will can could do let lets say
    just only prefer preferably either think guess probably possible possibly if i im me my for you your the a an on at in of
    to day days time times hour hours sometime some or and that thats this then there works with ill id any no not right
    really kinda sorta also still or so lol haha tho though am pm us we out up one two please sir maam ma'am miss
    mr mrs ms god bless man bro sis fam yall guys around or ish sharp exactly approximately approx roughly bueno bien esta
    estaria si por favor porfa porfavor xfa pf gracias mejor puede pueden podria seria sea ser queda mas o menos pues a de del
    el la los las en que nomas nada solo solamente creo ta al le y e para con como tipo eso senor senora senorita usted ustedes
    ahi ya va vale sale claro dale ok okey pero but un una tengo quiero quisiera gustaria want wanna need make take put give
    free available libre disponible puedo talk call from until through between after before by ~ vos ando estoy soy im as soon
    n k hrs hour horas hora oclock lado either tmb tambien también eh este umm buenas buenos hello morning work all over again
    whole most every each usually mostly always again get got anytime whenever either other else be't now perfecto gusta
    yo they class classes clase clases group grupo except excepto menos besides minus puedan pueda gusten guste quieran quiera sea later earlier late early weekday pick phone llamada llamen llamar marcar once twice time's the""".split()
)
_WORD = re.compile(r"[a-z][a-z']*")


def split_clauses(text: str, mentions: Sequence[Mention]) -> list[Clause]:
    """The clauses of a regular text in order, each with what its times are about."""
    skeleton = list(text)
    for mention in mentions:
        skeleton[mention.start : mention.end] = _T * (mention.end - mention.start)
    blanked = "".join(skeleton)
    bounds = [0]
    for match in _SPLIT.finditer(blanked):
        bounds += [match.start(), match.end()] if match[0].strip() else [match.end()]
    bounds.append(len(text))
    clauses: list[Clause] = []
    for start, end in zip(bounds, bounds[1:], strict=False):
        for begin, finish in _at_subjects(blanked, start, end):
            clauses.append(_judged(blanked, begin, finish, "?" in text[finish : finish + 2]))
    return clauses


_NEW_SUBJECT = re.compile(rf"(?<=[\w\x01~]) (?={_SUBJECT} (?!can\b|could|want|think|guess|dont (?:care|mind)|free|need it|am free|prefer))")


def _at_subjects(text: str, start: int, end: int) -> list[tuple[int, int]]:
    """Cut before `i got court…` where what stands before it already asks for a call."""
    for match in _NEW_SUBJECT.finditer(text, start, end):
        before, after = text[start : match.start()], text[match.end() : end]
        if (_CALL.search(before) or _FREE.search(before) or _SUITS.search(before) or "except" in before) and not _FREE.search(after) and not _SUITS.search(after) and (_EVENT.search(after) or _BUSY.search(after)):
            return [(start, match.start()), (match.end(), end)]
    return [(start, end)]


def call_cancelled(text: str) -> bool:
    """True where a call is called off: then the times in the text say which one, not when to call."""
    return bool(_CANCELLED.search(text))


def _judged(text: str, start: int, end: int, asked: bool) -> Clause:
    words = re.sub(_T + "+", _T, text[start:end]).strip()
    extra = sum(word not in _FILLER for word in _WORD.findall(words))
    about = _about(words, asked, extra)
    named = _CALL.search(text, start, end) if about is About.CALL else None
    found = named or (_FREE.search(text, start, end) if about is About.CALL else None)
    return Clause(start, end, about, extra, found.start() if found else None, named is not None)


def _about(words: str, asked: bool, extra: int) -> About:
    if _QUESTION.search(words) or (asked and _QUESTION_MARK_OTHER.search(words)):
        return About.OTHER
    if _PAST_CALL.search(words) or _REFUSAL.search(words):
        return About.OTHER
    if _CALL.search(words):
        return About.CALL
    free = bool(_FREE.search(words))
    if not free and _BUSY.search(words) and not _NEED.search(words):
        return About.BUSY
    if (free or (_SUITS.search(words) and extra <= 3)) and not (_NEED.search(words) and extra > 2):
        return About.CALL
    if _EVENT.search(words):
        return About.OTHER
    if extra == 0:
        return About.BARE
    return About.OTHER if _NEED.search(words) else About.UNSURE
