"""Reads how contacting a service went: a digit or words, in either language, alone or inside more. Pure.

The words here are what people text, never what they read.
"""

from __future__ import annotations

import re

from bot.dialogue.actions.short_answers import read_number
from bot.dialogue.components.text import plain

CHOICES = ("reached", "full", "closed", "wrong_number", "did_not_go")
"""Outcomes by the digits of the question, from 1."""

NOT_OK = "not_ok"
"""It did not work, and nothing says why."""

_LEADING_DIGIT = re.compile(
    r"^\W*(?:num(?:ber|ero)? ?|#)?([1-5])(?:\s*[.,;:)!-]|\s+(?:and|but|y|pero|because|porque|its?|the|they|that|el|era|estaba)\b|\s*\n)"
)

_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (outcome, re.compile(pattern))
    for outcome, pattern in (
        (
            "no_answer",
            r"\b(voice ?mail|mailbox|buzon|machine|maquina|busy signal|(suena|esta|estaba) ocupado)\b|\b(line|phone|its) (is |was )?busy\b",
        ),
        (
            "wrong_number",
            r"\b(wrong|bad|old) (number|num|#|person|phone)\b|\bnumber\b(?! ?\d)[\w ]{0,24}\b(disconnected|dead|wrong|bad|not working|(not|isnt|out) (in|of) service"
            r"|(dont|doesnt|didnt|wont|no) (work|exist|ring|go through)|no good)|\b(not|isnt|wasnt) in service\b|\bdisconnected\b|\bsome(body|one) elses (number|phone)\b"
            r"|\bnumero\b[\w ]{0,18}\b(equivocado|malo|mal|incorrecto|fuera de servicio|desconectado|(no|ya no) (sirve|existe|funciona|entra|jala|da))"
            r"|\b(no|ya no) (sirve|funciona|existe|entra|jala) (el|ese) (numero|telefono)\b|\b(era|es) otra persona\b|^\W*equivocado\b|\bdesconectado\b|\bfuera de servicio\b",
        ),
        (
            "full",
            r"\bfull\b(?! ?(time|address|name|list|number|of|story))|\bno (more )?(beds?|room|space|spots?|openings?|vacanc\w+|availability)\b|\bwait(ing)? ?list\w*\b|\bat capacity\b|\bbooked( up)?\b|\b(ran )?out of (food|beds?|space)\b"
            r"|\bllen[oa]s?\b(?! (la|el|las|los|una?) )|\bno (hay|habia|tenian|tienen|quedaba\w*)( mas)? (cupo|lugar|lugares|espacio|camas?|nada)\b|\blista de espera\b|\bsin cupo\b|\bno alcance\b|\bse les acabo\b",
        ),
        (
            "closed",
            r"\bclosed\b(?! (my|mi) )|\bshut( ?down)?\b|\b(dont|doesnt|didnt|does not|no longer) exist\w*\b|\b(out of|gone out of) business\b|\b(it|they|place|office|building)('?s| is| was| are| were)? (gone|empty|not there|moved)\b|\b(they|it) moved\b|\bnobody (was )?there\b|\bno one (was )?there\b|\bnothing there\b|\bboarded up\b"
            r"|\bcerrad[oa]s?\b|\bcerraron\b|\bya cerro\b|\b(ya )?no (existe|existen|esta alli|esta ahi|estan alli|estan ahi)\b|\bno habia (nadie|nada)\b|\bse (mudaron|cambiaron|movieron|fueron)\b|\bya no (esta|estan)\b",
        ),
        (
            "did_not_go",
            r"\b(didnt|did not|havent|have not|hvnt|aint|never|couldnt|could not|cant) (really )?(go|gone|been|call|called|try|tried|make it|made it|get to|got to|get there|got there|went|visit|get (a |the )?(chance|time)|have (a |the )?(chance|time)|had (a |the )?(time|chance))\b(?! (an answer|thr(u|ough)|me|back|us|well|good|right|anywhere|nowhere))"
            r"|\bnot yet\b|\b(i )?forgot\b|\bdidnt have (a ride|time|gas|money|the bus)\b|\bno time\b"
            r"|\bno (fui|he ido|pude ir|pude llamar|he llamado|he podido|llame|alcance a ir|le llame|les llame|les he llamado|he hablado|hable)\b|\b(todavia|aun) no\b|\b(se me olvido|olvide)\b|\bno tuve (tiempo|como ir|ride)\b|\bni fui\b",
        ),
        (
            "no_answer",
            r"\b(no|never|didnt|dont|doesnt|wont|not|nobody|no one)( an| any)? ?(answer\w*|pick\w*( up)?|response|call\w* back|respond\w*|reply|replied)\b|\bvoice ?mail\b|\bjust (rings|rang)\b|\bnever call\w* (me |us )?back\b|\bno body (answers?|picks?)\b"
            r"|\b(no|nadie|nunca) (me )?(contest\w+|responde\w*|respondi\w+|agarra\w*|devolvi\w+)\b|\bbuzon\b|\bsuena y suena\b",
        ),
    )
)
"""Tried in this order: `no fui, estaba cerrado` is closed."""

_REACHED = re.compile(
    r"\b(it|they|that|that place|this|place|all|everything) (really |totally |all |actually )?(worked|helped|came through|hooked (it|me|us) up|(was|were) (real(ly)? |super |so |very )?(good|great|nice|helpful|perfect|fine|cool|kind|awesome|sweet))"
    r"|\bhooked (it|me|us) up\b|\bgot my (glasses|birth certificate|meds|medicine|clothes|card|voucher|bus pass|tap)\b|\bhelped (me|us|out|a lot)\b|\bworked( out)?\b|\bwent (good|well|great|fine|ok|okay)\b|\bwas (helpful|great|good|nice)\b|\bgot (a bed|in\b|inside|help\b|helped|food|groceries|my id|seen|an? appointment|an? appt|a room|the bed|clothes|what i needed|it\b|signed up|enrolled)"
    r"|\bthey (gave|took|let|saw|hooked|got|signed|set) (me|us)\b|\ball (good|set)\b|\bim in\b|\b(reached|talked to|spoke (to|with)) (them|someone|somebody|a lady|a guy)\b|^\W*(helped|good|great|yes|yeah|yep|yup|yess+|si|simon|claro|bien|excelente|perfecto)\b(?! ?pero| ?but)"
    r"|\bme (ayudo|ayudaron|atendio|atendieron|dieron|recibieron|aceptaron|trataron bien|agarraron|resolvieron|fue (muy )?bien)\b|\b(si )?(funciono|sirvio)\b|\btodo (salio )?bien\b|\bmuy (amables|bien|buenos?|buena)\b|\bsi (fui|pude|llame|me)\b|\bconsegui\b|\bya (tengo|estoy|me)\b|\bhable con\b|\b(nos|le) ayudaron\b"
)
_NEGATED = re.compile(
    r"\b(not|no|n[ao]h|nope|dont|didnt|doesnt|wont|wasnt|werent|isnt|aint|cant|couldnt|never|nobody|nothing|bad|rude|turned (me|us) (away|down)|useless|wrong|hung up|nunca|nadie|nada|mal|tampoco|me (colgaron|rechazaron|corrieron))\b"
)
_PLAIN_NO = re.compile(
    r"^\W*(no+|nope|nah|nel|na|no really|not really|not good|bad|mal|muy mal|no mucho|no gracias|no thanks|didnt work|it didnt|no funciono|no sirvio|(it )?didnt go (well|good)|not (so )?(well|good)|no me fue bien)\W*$"
)
_ELSE = re.compile(
    r"\b(account|case|cuenta|caso|bank|banco|school|escuela|my (job|door|phone|mail)|mi (trabajo|puerta|telefono|correo))\b"
)
"""What can be closed or full and is no service of ours."""

_CLAUSES = re.compile(r"[^.,;!?\n]+[.,;!?\n]*")

_OPENING = re.compile(r"[.,;!\n]|\b(?:and|but|so|y|pero|n)\b", re.IGNORECASE)

_YES_OR_NO = re.compile(r"(?:yes|yeah|yep|ok|okay|well|no|nah|si|bueno|pues|hi|hey|hola)")

_SHORT = 6
"""Words up to which a text is nothing but its answer."""


def read_outcome(text: str, *, just_asked: bool) -> str | None:
    """The outcome a text tells (CHOICES, no_answer or NOT_OK), or None where it tells none.

    `just_asked`: the question is the last thing the person was sent, so that a digit, a yes or a no answers it.
    What is asked tells nothing.
    """
    if just_asked and (digit := _digit(text)):
        return CHOICES[digit - 1]
    said = plain(text)
    said = " ".join(part for part in _CLAUSES.findall(said) if not part.strip().endswith("?"))
    if _ELSE.search(said) and len(said.split()) > 2:
        return None
    for outcome, pattern in _PATTERNS:
        if pattern.search(said):
            return outcome
    if _REACHED.search(said) and not _NEGATED.search(said):
        return "reached"
    if just_asked and _PLAIN_NO.search(said):
        return NOT_OK
    if _REACHED.search(said) and len(said.split()) <= _SHORT:
        return NOT_OK
    return None


def says_more(text: str) -> bool:
    """True where a text is long enough to hold more than the answer."""
    return len(plain(text).split()) > _SHORT


def opening(text: str) -> str:
    """The first few words of a text as far as they stand for themselves: `it was full, i need food` begins `it was full`.

    Empty where the text does not begin with a short statement.
    """
    parts = [part.strip() for part in _OPENING.split(text.strip()) if part.strip()]
    if len(parts) > 1 and _YES_OR_NO.fullmatch(plain(parts[0])):
        parts.pop(0)
    return parts[0] if parts and len(parts[0].split()) <= _SHORT else ""


def _digit(text: str) -> int | None:
    number = read_number(text)
    if number is None and (leading := _LEADING_DIGIT.match(f"{text.lower()} ")):
        number = int(leading[1])
    return number if number and number <= len(CHOICES) else None
