"""The words that tell what a clause is about: the call, when someone is free or busy, or something else altogether.

Times of the clause stand as TAKEN in the texts these patterns are held against.
"""

from __future__ import annotations

import re

from bot.callbacks.time_language.grammar import TAKEN
from bot.callbacks.time_language.model import one_of

_T = TAKEN

REQUEST = (
    r"(?:can|could|would|will) (?:you|we|they|somebody|someone|sum1|anybody|anyone|a|the|one|my|she|he|i get)\b|"
    r"(?:please|pls|plz|just) (?:call|text|have)\b|"
    r"(?<!dont )(?<!can )(?<!me )(?<!to )(?<!not )(?<!body )(?<!one )(?<!they )(?<!you )(?<!gonna )(?<!will )"
    r"(?<!worker )(?<!lady )call (?:me|again|back)\b|"
    r"have (?:someone|somebody|a|them|my|the|one)\b|"
    r"(?:me|nos|le) (?:pueden?|podrian?|puedes?|podes)\b|(?:pueden?|podrian?) (?:llamar|marcar|hablar)|"
    r"(?:llamen?|llama|marquen?|marca|hablen?|habla)(?:me|nos)\b|que (?:alguien )?me (?:llamen?|marquen?|hablen?)\b|"
    r"(?:puede|podria) ser\b|se puede\b"
)
"""The beginning of a request for a call: a new clause begins there even without punctuation."""

PAST_CALL = one_of(rf"""
    called; texted; missed; hung up; llamaron; marcaron; llamo; hablaron; iban? a; quedaron; quedo de; supposed to
    (?:said|told me) (?:they|you|somebody|someone|she|he); you said; never (?:got|call\w*); no me (?:han?|habian?) \w+
    (?:dijeron|decian|dijo|dicen) que; (?:says?|said) (?:to )?(?:call|come|go|be); (?<!dias )(?<!libres )(?<!descanso )(?<!horas )(?:ya |me )?son {_T}
    its {_T} (?:now|already); its (?:already )?{_T} (?:and|y); (?<!be )waiting; esperando; still on; sigue en pie; todavia me
    no he recibido; (?:had|have|has) a call; (?:expecting|asked for|requested|wanted) a? ?call\w*; call it off
    off the (?:call )?list; are they calling; nobody (?:calls?|can); nadie (?:me )?(?:contesta|llama|marca|habla); people call
    (?:didnt|havent|hasnt|never) (?:call|text)\w*; since {_T}; been (?:calling|trying); calls? (?:me|us) every; les llame; (?:tengo|tenia) (?:programada )?(?:una|cita de) llamada
    (?:ill|i will|gonna|i can|voy a|i tried to|tried) (?:call|text|llamar|marcar)(?: (?:them|him|her|you|ustedes|les|{_T})|le|les)?
""")
"""Calls that were made, missed or promised, or that the person will make."""

CALL = one_of(r"""
    call; cal; caal; calling; calln; calls (?:gotta|have|should); talk; talkin; talking; speak; speaking; text me; txt
    ring me; a ring; phone me; reach(?: out| me)?; contact\w*; hit (?:me up|us up|my (?:line|phone|cell|jack)); hmu; buzz
    holler; get (?:at|back to|ahold of|in touch); callback; pick up; answer; try (?:me|again|my (?:phone|cell)); resched\w*; re schedule; on the phone; by phone
    phone (?:call|appointment); (?:change|switch|move|push|bump|make) (?:it|me|my|the|that|this|us)
    llam\w*; marqu\w*; marc(?:ar|an|arme|me|ame|a)\w*; habl\w*; comuni(?:car|quen|que)\w*; contest\w*; por telefono
    reagend\w*; agend\w*; reprogram\w*; apunt\w*; posponer; cita telefonica; cita por telefono
    (?:cambi|muev|mov|pas|dej|recorr|adelant)\w+ (?:la|mi|me|lo|para|al?|it)
""")

FREE = one_of(
    rf"""
    (?:im|i am|be|am|i get|ill be|were|estoy|ando) (?:\w+ )?(?:free|available|avail|awake)
    free (?:at|on|after|before|from|between|all|every|in|{_T}); available; libres?; disponibles?; desocupad\w*; descanso
    (?:my|mi|on|lunch|min|minutes?|a) break; days? (?:i (?:got|get|have) )?off; (?:ill be|im) (?:up|home|off(?! at)|around|good|ready|on (?:lunch|break))
    use phones; my phone (?:back|on); have my phone; phone time; have the phone; got this phone; only got (?:the|this|my) phone
    (?:no tengo|sin) (?:planes|compromisos?|nada (?:planeado|pendiente|es[eo]s? dias?)); nothing (?:planned|going on|to do)
    (?:be|im|am) (?:\w+ )?(?:by|near|next to) (?:the|my) phone; (?:estoy|estare|voy a estar|ando) en (?:la |mi )?casa; el telefono lo tengo; no trabajo; no tengo (?:jale|trabajo|clase); (?:dont|not) work(?:ing)?; dont have (?:work|class)
""",
)

SUITS = one_of(
    rf"""
    i can; i could; works; work for me; (?:should|would|will|could|both) work; good (?:for|with|time|4); best (?:time|thing|day|is|for|would); better; prefer\w*; ideal
    (?:is|its|thats|be|r|are) (?:fine|ok|okay|good|best|cool|perfect|great|alright); how bout; how about; what about
    {_T} (?:does|si)(?= *$); (?:is|would|does|will) {_T} (?:ok|okay|good|fine|cool|alright|work|be); lets (?:do|say|make); sounds good; do {_T}; make {_T}; (?:has|have|gotta|got to|needs to)(?: to)? be(?! in\b| at [a-z]| back| home| there| out\b)
    puedo; podria; (?:te|le|les) parece; me (?:queda|conviene|acomoda|sirve|funciona|viene); me quedan(?: bien| perfecto| mejor|(?= *$)); esta (?:bien|perfecto); estaria bien; mejor; prefiero
    de preferencia; que sea; seria
""",
)

TIME_SUITS = re.compile(
    rf"{_T} (?:works|(?:is|are|sounds) (?:good|fine|ok|okay|cool|great|best|better|perfect)|would be|should work|"
    r"esta (?:bien|perfecto)|estaria bien|me queda|seria)\b"
)
"""Says of a time that it suits: `now is cool`."""

NEED = one_of(r"""
    need; needs; needin; want; wants; wanna; looking; help; hungry; starving; get me; somewhere
    necesit\w*; ocup[oa]; busc[oa]\w*; quiero; quisiera; hambre; ayud\w*; donde
""")

BUSY = one_of(rf"""
    (?:get|gets|getting|got|be) (?:off|home|done|back); clock(?:ing)? out; punch out; get out of (?:work|class|group|school|meeting); off (?:work|at); i work
    (?:work|works|working|class|group|school|shift|busy|asleep|sleep|meetings?|dialysis|methadone|clinic|training|job|church|treatment|therapy|rehab|program) (?:is |ends? |goes |lets out )?{_T}
    ends? (?:at )?{_T}; (?:is|are|be|gets?) over (?:at |by |about |around )*{_T}; se acaba; (?:shift|class|group|work) (?:ends|is over|lets out); done (?:at|by|with); finish\w*; usually up
    me (?:levanto|despierto); wake up; be up; im up; at work
    salgo; salimos; termin[oa]; llego; regreso; acab[oa]; desocupo; trabajo; estoy (?:en|trabajando|ocupad\w); entro
""")

TAKEN_UP_NOW = re.compile(
    r" (?=(?:im|i am|ando|voy|estoy|vengo|toy) (?:still |just |ahorita |todavia )?"
    r"(?:(?:on|in|en|at) (?:the|a|el|la|una?|my|mi) (?!court|corte|hearing|cita|app|calle|street|hospital|jail|carcel)\w+|"
    r"driving|manejando|walking|caminando|busy|ocupad[oa]|eating|comiendo|cooking|cocinando|on my way|en camino))"
)
"""What keeps someone from the phone at this moment."""

EVENT = one_of(rf"""
    court; hearing; trial; appointment; appts?; interview; po; probation; parole; officer; report; reporting; check in; check
    (?:got|get|gets|getting|let me|came|come|comes|coming|been|was|is) out; released?; release date; locked; jail; prison
    (?:put|puts|putting|kick\w*|throw\w*|lock\w*) (?:me|us) out; out of (?!work\b|class\b|group\b|school\b|town\b|bed\b|the\b)\w+; community service; servicio comunitario
    me voy; me tengo que ir; tengo que irme; courts; courthouse; dept; depto; departamento; juzgado; examen; judge
    (?<={_T} )(?:they|theyre|he|hes|she|shes)(?! said); (?<={_T} )(?:me|se|nos) (?!prest|dej|llam|marq|habl|pued|qued|quier|dic|escrib|respond)\w+[ae]n
    (?:gotta|have to|got to|need to|tengo que|tenemos que) (?:be (?:in|at [a-z]+|back|there|out)|get to|move|dejar|salir\w*|estar)
    (?:have|got|tengo|hay) (?:an? |una? |my |mi )?(?:meeting|class|group|junta|reunion|clase|grupo|turno|shift)
    have until \x01+ to; (?:me|nos) (?:sacan|corren|echan|cortan|sueltan|desalojan|botan|suspenden|van a (?:sacar|correr|echar|cortar|soltar))
    arrest\w*; born; dob; birthday; bday; turn; turns; turned; turning; evict\w*; kicked; due; expir\w*; rent; pay ?day; paid
    pays; since; ago; last; past (?:\d|few|couple); havent; hasnt; didnt; ate; eat; eaten; slept; sleep; sleeping; stay; staying
    paroled; discharged; violat\w*; they (?:give|serve|pass|feed|open|close|got|do|have|let|make|lock); sirven; regalan; reparten
    takes? (?:my|the|his|her); me tomo; dies; goes dead; turns? off; cuts? off; surgery; doctor; dr; dentist; visit\w*; starts?; started; starting; funeral; died; deadline; closed?; closes; closing
    opens?; opened; move; moved; moving; shut ?off; bus; flight; curfew; ua; test; sentenced; ride; pregnant; homeless; clean
    sober; told; was; were; did; went; lost; stole\w*; ultim[oa]; happy; merry; holiday; see my kids; come in; come by; go to; going to
    game; mass; graduat\w*; custody; visitation; rain\w*; weather; alarm\w*; bye; goodbye; gotta go
    corte; juicio; audiencia; citas?; entrevista; oficial; reporta\w*; sali; salio; sale; salen; salgo libre; naci\w*; cumpl\w*
    desaloj\w*; vence; vencen; renta; pagan; pago; cobro; desde; hace; llevo; llevamos; comido; comi; dormi\w*; duermo
    durmiendo; operan; operacion; cierran?; abren?; abran?; abierto; llover; clima; despertador; feliz; adios; nos vemos
    empiez\w*; comienz\w*; agarraron; detuv\w*; carcel; prision; preso; murio; fallecio; tuve; tenia; fui; estuve; estaba; era
    (?:me|nos|lo|le|les) \w+(?:aron|ieron|eron); owe[sd]?; bills?; debo; debemos; toque de queda
    paso; perdi; sueltan; soltaron; suelten; sacaron; corrieron; echaron; visita; fiesta; cumpleanos; juez; migra; misa
""")
"""Things with a time of their own, and words of the past."""

_OPENING = r"^(?:[^\w\x01]|\d)*(?:(?:and|so|ok|okay|hey|hi|hello|but|um|uh|yo|oye|hola|y|please|also|excuse me|sorry|wait|like) +)*"
QUESTION = one_of(
    rf"""
    am i; what (?:time|times|day|days|hours|is|are|do|does|if i|can|happens); whats
    when (?:are|is|do|does|will|did|can|should|would|they|you|was); (?:are|r) (?:you|they|the|we|there|your)
    is (?:the|there|it open|this|that place|my|she|he|someone|somebody|anyone|anybody)
    is it +(?!ok|possible|cool|fine|alright|good|too late to call)\w+
    do (?:you|they|i|we)\b(?! have (?:anything |something )?{_T}); does (?!{_T})(?!\w+ {_T}).*; did; didnt
    will (?:i|you|they|somebody|someone|she|he)\b(?! call {_T}); where; how (?!bout|about).*; who; why; which; has; have (?:you|they)
    can i (?!get a call|have a call|do|talk|speak|reschedule|change|move|switch|push|bump)\w+
    a? ?que (?:hora|dia|horario|dias|horas); cuando (?:me|es|van?|abren?|llaman?|puedo|seria|hay|cierran?|empieza); abren?; cierran?
    estan? (?:abiert\w+|ustedes); trabajan; atienden; donde; adonde; como (?:puedo|le|hago|se|esta); cuanto\w*; quien\w*; hay
    me (?:van|iban) a; van a; tienen; ya (?:me )?(?:llamaron|van); por que; cual; alguien (?:me )?llamo
""",
    start=_OPENING,
)
QUESTION_ABOUT_HOURS = one_of(r"open; closed?; abren?; abiert\w+; cierran?; horario; hours; trabajan; hiring")

REFUSAL = one_of(r"""
    never ?mind; nvm; dont (?:call|text|bother|want|contact); do not (?:call|text); stop (?:calling|texting); not interested
    no call; no (?:me )?(?:llamen?|marquen?|hablen?); ya no (?:quiero|me|necesito); no quiero; olvid\w+; dejen
""")
CANCELLED = one_of(
    r"""
    cancel\w*; no hace falta; ya no hace; borr\w+ (?:la|mi) (?:llamada|cita); no need (?:to|for); dont need (?:the|that|a|my|no) call\w*
""",
    start=r"(?<!dont )(?<!not )(?<!no )(?<!no la )(?<!wanna )\b",
)

CORRECTION = re.compile(r"\b(?:no|not|but|actually|mejor|mean|meant|instead|perdon|sorry|pero|wait)\b")
