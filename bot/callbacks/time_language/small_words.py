"""Words that say nothing of what a time is about: fillers, courtesies, particles, in both languages."""

from __future__ import annotations

_SMALL = """
    please pls plz thanks thank thx ty ok okay okey yes yea yeah yep ya sure maybe like around about um umm uh hey
    hi hello so well then fine good great cool best better perfect works work it its is be would will can could do
    let lets say just only prefer preferably either think guess probably possible possibly if i if im me my for you
    your the a an on at in of to day days time times hour hours sometime some or and that thats this then there with
    ill id any no not right really kinda sorta also still lol haha tho though am pm us we out up one two sir maam
    miss mr mrs ms god bless man bro sis fam guys ish sharp exactly approximately approx roughly want wanna need
    make take put give free available talk call from until through between after before as soon n hrs oclock all
    over again whole most every each usually mostly always get got anytime whenever other else now same they class
    classes group except besides minus later earlier late early weekday pick phone twice ~ hola bueno bien esta
    estaria si por favor porfa porfavor xfa pf gracias mejor puede pueden podria seria sea ser queda mas o menos
    pues de del el los las en que nomas nada solo solamente creo ta al le y e para con como tipo eso senor senora
    senorita usted ustedes ahi va vale sale claro dale pero un una tengo quiero quisiera gustaria libre disponible
    puedo vos ando estoy soy k horas hora lado tmb tambien eh este buenas buenos perfecto gusta yo clase clases
    grupo excepto menos puedan pueda gusten guste quieran quiera llamada llamen llamar marcar once
    la lo mi mis su este ese esa does wait actually mean meant digo perdon dicho dichos oh nah nvm week day problem problema hay diria digamos muy se both which whichever cualquiera ambos
"""
SMALL_WORDS = frozenset(_SMALL.split())
