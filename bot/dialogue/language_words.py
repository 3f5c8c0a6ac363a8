"""The words by which the language of a text is told: frequent English and Spanish as people text them.

All are in plain form (lower case, no accents, no apostrophes), and each word stands in one list only. What both languages
write (no, yo, me, a, he, son, come, once, use, am, van, id, media, bus, hotel, doctor, plan, record, real, social, legal) stands
in none.
"""

from __future__ import annotations


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


ENGLISH = _words(
    """
    i im ive ill u ur you your youre youve yours yall my mine myself she shes him his her hers they theyre theyve them
    their it its our ours us the this that thats these those there theres heres here someone somebody something
    somewhere anyone anybody anything anywhere everyone everybody everything nobody nothing none whatever whichever is
    isnt are arent was wasnt were werent be been being aint do dont does doesnt did didnt done doing doin has hasnt had
    have havent having will wont would wouldnt can cant could couldnt should shouldnt may might must gotta gonna wanna
    gimme lemme tryna finna need needs needed want wants wanted know knows knew think thought get gets got getting
    gettin give gave given giving go goes going goin gone went came coming comes take takes took taking taken make
    makes made making keep keeps kept let lets put see seen saw look looks looking lookin find finding found say says
    said saying tell tells told ask asks asked asking talk talking talked speak speaks call called calling calls texted
    texting send sent help helps helped helping work works working worked workin stay stays staying stayed live lives
    lived sleep sleeping slept eat eating ate feel feels felt showed bring brought start started stop stopped try tried
    trying leave left lost lose move moved moving pay paid pays owe owes buy bought use used using turn turned kick
    kicked lock locked run runs running walk walking wait hear heard read write sign signed pick picked meet change
    changed checking happen happened finish finished become became supposed hope hurt hurts hit hits killed broke
    broken cut denied missed understand remember forgot forget learn drop dropped stole stolen threatened threatening
    scared tired hungry lonely born raised released arrested violated charged ordered approved hire hired apply applied
    applying register and but or if because cause cuz cus bc so than then though when where wheres what whats who whos
    why how which while of off to too in into on onto out over up down at by for from with wit without about around
    after before since until till til through thru during between near behind under across against w not never ever
    just only also even still again already yet now right today tonight tomorrow tmrw tmr yesterday soon later early
    late ago always sometimes maybe probably really very pretty much many more most less few any some all both each
    every other another same such own else enough almost back away together instead rather first second third last next
    new old good better bad worse great wrong hard easy big little small whole short sure happy sad crazy sick alone
    alive dead straight different cheap close closer far fast cheaper one two three four five six seven eight nine ten
    eleven twelve twenty thirty weeks month months year years yr yrs days hour minute morning mornin mornings afternoon
    evening nights monday tuesday wednesday thursday friday saturday sunday january february march april june july
    august september october november december thing things people ppl person man woman women men guy guys someones
    mother father dad mom moms brother sister daughter uncle aunt grandma grandmother cousin friends children place
    door outside inside name way head tooth teeth eye eyes pain blood language anymore talkin askin thinkin sleepin
    stayin livin callin nothin anythin somethin comin takin givin tellin cuzz aight bout ready open closed like hes
    delete address set fix question questions dollars paying rights pregnant past due empty rest drive driven problem
    remove quit mean kind mind gives kinda love times explain fight lot begin honestly figure book save reach actually
    either passed enroll sounds whenever end well half prefer starting walked wash share longer writing miss break
    drink missing beginning messed meant cost others believe watching fell died answer answers answered matter sat
    sitting wish quick available side sides search watch beat wearing neighbor heart add opened letting feeds counts
    arm leg served thinking asleep saved neither win feet threw wear depressed allowed trouble catch voice earlier
    sooner stuck means finally names everyday fill forms possible understands starts reported fallen afraid worried
    trust swear anxious nobodys somebodys everyones aunts nephew niece grandson grandkids parents newborn pregnancy
    drunk bottle dealer teach taught seems seem guess guessing wondering happens hang hung stand standing stood laid
    fired cooking washing wake woke die dying shoot gun knife hate loves loved married divorce bleeding throwing carry
    carrying hide hiding follows following follow breath breathe fever swollen stomach chest foot arms skin ear ears
    nose mouth hand hands face
    """
)
"""English that people writing Spanish in Los Angeles do not borrow."""

ENGLISH_SMALL_TALK = _words(
    """
    yes yeah yea yep yup nope please pls plz sorry thanks thank thx thnx ty hey hi hello goodbye homie whatsup wassup
    sup welcome appreciate nice damn shit fuck fucking r we idk tho btw imma ima n nd dat dis wat thankyou thnks thanx
    anytime absolutely exactly alright bruh whatup gm gn tysm nvm nevermind true word blessed blessings sir maam mister
    yay yess
    """
)
"""English said in passing by people of either language: tells only where nothing else does."""

BORROWED = _words(
    """
    job jobs room rooms rent shelter shelters ride rides bed beds food foodbank pantry groceries stamps court case
    cases manager worker workers parole probation officer agent po record records felony felon felonies misdemeanor
    warrant warrants ticket tickets fine fines fee fees bail bond plea lawyer attorney judge police cop cops sheriff
    jail prison county street downtown freeway program programs office class classes course group groups clinic card
    cards bank account loan credit cash aid welfare check bill bills budget taxes refund insurance bus pass train
    station metro truck trucks driver driving license dmv birth certificate certificates background interview
    application app online part time shift warehouse forklift temp agency security training trade college high diploma
    ged resume friendly sober living halfway transitional housing apartment section voucher eviction landlord deposit
    roommate couch tent garage motel basement clothes boots shoes diapers formula shower showers laundry size pads
    underwear hygiene kit restraining order stalking ankle monitor curfew violation hold expungement expunge clearing
    benefits medical unemployment income foster care support custody visits visitation visit reunification anger
    management parenting counseling counselor therapist therapy mentor peer email phone cell charger callback wifi
    laptop chromebook computer zoom link code password community service hours outpatient inpatient rehab detox
    treatment meeting meetings methadone refill meds pills test dentist glasses prenatal social unit yard towers twin
    row skid park beach city kids kid baby free gang homies homeless lifer lifers release list waitlist waiting
    appointment paperwork info supervisor staff lady boss party game show movie beer weed crystal meth fentanyl narcan
    market mall store swapmeet swap line lines vote voting voter ballot bilingual report information data property
    human doctor file mail number proof fare hearing system health immigration psychiatrist psych drinking felons
    building insulin appeal conviction collections navigator trash anxiety private vet center session sessions
    depression bot typing options update status emergency mission construction balance kitchen arrest permit documents
    tokens request disability diabetes dialysis sponsor coach grade term active suit payment welding barber batterers
    supervised residential advocate services nurse cert business message messages menu text texts child money places
    long meals hotline veteran veterans army backpack hoodie socks pants gate hospital dollar appointments low flyer
    website referral roommates leasing landlords studio uptown valley central hall tower tablet screen minutes checks
    fair fairs brunch overtime cashier delivery guard cook janitor landscaping roofing gym church pastor dog cat
    pitbull friend best boyfriend girlfriend husband wife ex daddy sugar clean dirty trap spanish paycheck home house
    school car family weekend date drug drugs lunch dinner hiring water night letter shot box spot front cover life day
    week boy girl stuff hot cold full birthday pickup outlet english
    """
)
"""English that Spanish here borrows: by itself it tells no language."""

SPANISH = _words(
    """
    el los las un una unos unas lo le les se te nos mi mis tu tus su sus mio mia ella ellos ellas usted ustedes
    nosotros del en por para pa pal con conmigo contigo sin entre desde hasta asta hacia sobre segun cerca serca que q
    ke qe cual cuales quien quienes como donde dnd adonde cuando cuanto cuanta cuantos porque porq pq xq xk pork si ni
    pero aunque mientras entonces pues tambien tampoco ademas siempre nunca jamas todavia ahora ahorita orita luego
    despues antes hoy ayer anoche manana aqui aca ahi alli alla asi bien mal mejor peor muy mucho mucha muchos muchas
    mas menos poco poquito algo alguien algun alguno alguna nada nadie ningun ninguno ninguna todo toda todos todas
    cada otro otra otros otras mismo misma cualquier nomas casi apenas ojala igual puro pura tanto tan este esta estos
    estas esto eso esa esos esas aquel soy eres es somos estoy estamos estan estaba estuve estar sea ser era eran fue
    fui seria ando anda andan andar andaba hay habia haya han habra tengo tienes tiene tienen tenemos tenia tener tuve
    tenga quiero kiero quieres quiere quieren quisiera queria querer necesito nesesito nesecito nececito necesita
    necesitan necesitamos ocupo ocupa ocupamos puedo puedes puede pueden podemos pueda podria poder debo debe deben
    deber hago hace hacer aser hice hizo haga voy vas vamos iba ir vaya vengo viene vienen venir sali salir salio salgo
    salen salga saliendo llego llegar llegue llevo lleva llevar pongo poner pone puse puso puesto doy dar dan dio
    dieron dame deme denme digo decir dice dicen dijo dijeron diga digame dime dije saber sabe sabes saben sepa veo ver
    ves vemos mira mire oye oiga oigan pido pedir pide piden busco buscando buscar busca hablo habla hablan hablar
    llamo llama llamar llamen llame llamame llamenme llamaron llamada llamadas vivo vive vivir viviendo vivimos trabajo
    trabaja trabajar trabajando gano pago paga pagar pague comer comido comida duermo dormir durmiendo quedo queda
    quedan quedar quedarme quede perdi perdio perdieron perder saco saca sacar sacaron quito quita quitar quitaron
    quiten quitan robaron manda mandar mandaron mande mandame dejo deja dejar dejaron dejan deje corrieron cortaron
    soltaron agarre agarraron agarrar agarro metieron pusieron hicieron regreso regresar cambio cambiar entro entrar
    empezar empiezo termine terminar sigo sigue siguen seguir creo cree siento pienso entiendo entiende entender
    explique ayudo ayuda ayudar ayude ayudame ayudeme ayudenme ayudan ayudaron llevan llevaron recoger pasa paso pasar
    pase falta faltan gusta gustaria importa sirve urge toca duele duelen cuesta cobran abre abren cierran recibo
    reciben aceptan rentan rentar renta alquilo renuevo aplicar registrarme reportarme banarme inscribirme moverme
    quedarnos verlos arreglar conseguir consigo encontrar encuentro recuperar olvido olvide equivoque vuelvo volver
    vuelta espero esperando esperar tomo tomar dejarme persona personas gente hombre mujer mujeres hijo hija hijos
    hijas nino nina ninos ninas bebe esposo esposa marido hermano hermana hermanos novio novia jefita suegra primo
    prima amiga amigos companero senora senorita licenciado abogado abogada juez jueza oficial trabajadora terapeuta
    psicologo psicologa psiquiatra consejero consejera padrino dentista maestra policia patron dueno duena cuarto
    cuartito lugar techo vivienda albergue cama calle carpa troca carro camion tren iglesia escuela colegio universidad
    biblioteca clinica tienda oficina corte carcel prision pinta yarda bote condado vecino trabajos chamba jale jornal
    empleo sueldo dinero feria lana deuda deudas multa multas cuenta cheque banco prestamo credito ropa zapatos cobija
    chamarra panales leche despensa mandado hambre agua jabon lentes muela medicina medicinas pastillas insulina receta
    embarazada enfermo enferma dolor cabeza pecho miedo ansiedad depresion nervios droga drogas borracho vicio adiccion
    juntas terapia clase clases curso programa programas ayudas apoyo grupo papeles papel acta nacimiento licencia
    tarjeta identificacion seguro estampillas desempleo elegible cita citas audiencia orden libertad condicional
    probacion provacion parol grillete tobillo antecedentes custodia visitas manutencion derecho derechos votar voto
    elecciones ciudadano telefono celular cel numero llamadita mensaje mensajes recado computadora correo datos
    direccion codigo nombre apellido idioma informacion pregunta preguntas verdad favor porfavor porfa porfis xfa
    xfavor plis graxias grasias disculpe disculpa perdon perdone bueno buenas buenos buena noche noches tarde tardes
    dia dias semana semanas mes meses ano anos hora horas rato temprano lunes martes miercoles jueves viernes sabado
    sabados domingo domingos enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre
    uno dos tres cuatro cinco seis siete ocho nueve diez quince veinte treinta primero primera segunda tercero ultimo
    ultima proximo proxima viejo vieja nuevo nueva joven chica gratis barato baratos barata limpio limpia sucio lejos
    libre preso listo lista solito solita gordo pendejo cabron guey wey chido chale orale andale neta onda vos tenes
    podes queres acaban acabo acabe acabaron vida mundo cosa cosas parte vez veces manera problema problemas caso
    cuidese cuidate bendiga dios saludos ayudarme ayudarnos decirme darme mandarme llamarme hablarme verme irme sacarme
    vencio jaja jajaja lado afuera adentro fuera dentro atras abajo arriba traigo lleve hable contestar linea estudiar
    usar contesta platicar vea fijese escribo dejen limpiar estuvo borren borrar carta restitucion permiso aprender
    manejar maquina llaman acaba dolares salido votante violencia pena cancelar prefiero abrir metadona saque
    certificado pases gobierno trabajador hombres entra pasado agarran viendo pregunto escribir minutos salieron gusto
    lugares demas principio mandan agarra puerta unico botas apartamento apartamentos departamento depa servicio saldo
    cancelen pedi comunitario comunitarias medio perro regresa reporto hecho sola sacarla sochal manejo regalan prueba
    tarjetas pega conozco iban molestia marcar espera inmigracion borra sistema eliminen primer casos puros matar leer
    meter entrevista entrevistas veterano pareja salimos reporte conocer trae enojo ordeno ataques tenido golpes
    interesa cobrar contestan transicion oigo doble horario respeto preguntar completo parque quedando parar bajo
    abierto tranquilo llega aplique robo feo aplicacion diciendo empecemos corazon negaron pelear talla mano telefonos
    podido alcanza nieto nietos compania cambien daban arresto victimas victima transporte tipo telefonica agradezco
    posible cuento tengan muchacha muchacho acepte acepto cierto estacion ciudad pagina cierra existe murio diario meto
    califico contrata fijate toma verguenza cambie renovar discapacidad caer ponerme presion migracion tramites recien
    dando aparte peligro tanta boleta pagos salida amenazo arreglo domestica tocan pidio encerraron encerrado condicion
    sabia examen estudiantes cargar ayuden medico mente contratan consejeria tratamiento espalda correcto escribe fila
    humano borre cancele encontre aviso prestado puedan manden cunado cunada marcaron fecha siguiente hacen quedaron
    pasada basura arregle senores regrese pongan banqueta ponga tercera familias felonia ruedas silla cuartos deposito
    frio comprar peso madre aguanto restaurante acepta ganas vuelve trabaje malo amenaza amenazas perdido traen pasaron
    quiera bajen regresaron escrito bano construccion rento caliente banar cocina escuelas padres tome soltar ganar
    sobrino esquina bajar firmar azucar consulado familiar salirme claro kien estuvieron explicar cancela yamada marque
    marquen hablen devolver cortar agendar llameme pendiente contesto marcan abogados quedamos ponen amable privado
    expediente conversacion momento paseme directo lonche aya tempranito mandeme abra pida grandes mismos despensas
    rapido termino blanco comi reportar inscribo manos vueltas pidieron atendieron llenar llevamos siga tantos llegado
    aplico bodega descuento reactivar salud orientacion ocupar bolsa esquizofrenia seguimiento queremos bendito
    lavanderia mochila vean cambiarme traer llevaba comprobante pleito inscripcion crianza interprete adultos oficio
    soldadura soldador enfermera arreglaron sueltan edad asilo contrate experiencia paguen chofer cobrando regresen
    mitad biles panico diabetico subir edificio pasaporte suspendida demandar proteccion pistola rodilla especialista
    brazo inhalador farmacia higado inyeccion dosis golpea pasaje obvio perfecto hablando haces consiguieron fraude
    trabajan presos faltas ofrece cancelan arrepenti volvieron prisa pantalla solicito mover pude visita monton
    guardado eliminar quite dejalo conviene hablamos bonito pronto llegan representante atienda cerrado atender
    mandando diganme ordenes enfrente deportaron deportar mediodia doce opciones pandillas pandilla busque chiquito
    tarea juego recomiendas arroz checar gasolina aguantar triste lavadora recai ocupan preguntan entendi lleno llenos
    tuvieron bastante aceptaron recomendaron abrieron agencia aplica comenzar paciencia vacio vacia apelar activo cenar
    reparten estudio cobro apelacion ofrecen pendientes hallo correccional oficinas registrado registrar caminar
    marketa ciudadania toallas regaderas pagan camisa subirme sudadera diarios dientes limpieza operaron barbero faltar
    hoja acabar parado maestro conoce falte pruebas copia creditos cuido arrestaron pagarlo letra estudiante companeros
    propio miren violacion batallando recursos manejaba hablarle visitarlo cuida tutela verlo llorar revisar embarazo
    ahorrar ojo atrasados cerraron alimentos mamas refugio refri expliquen encerrada tiraron desalojo desalojar partida
    mexicano mexicana viajar rehabilitacion pierna anteojos herida cancelaron usando escaleras tratarme fentanilo
    siguiendo segura sobrio electronico muerte heroina recaer brazalete oficiales camiones hormonas pediatra ginecologa
    estres mentoria sellar albergues uniformes amenazan vigila controla alcoholismo tenis calcetines cobijas viveres
    canasta basica credencial auxilio economico femeninas familiares fisico registro electoral cargador presupuesto
    tabletas ninera guarderia parto jubilacion discapacitado sordera acento traductor agente humana operador operadora
    omitir saltar algunos algunas muchisimo muchisimas tipos quinto quinta sexto centavos pesos plata chavo chavos
    morro morra pinche pinches inutil inutiles verga puto puta carajo jijo compadre comadre padrastro madrastra sobrina ahijado yerno suegro
    vecina casero casera renten iran fueron fuimos seran hubo hubiera sera estare tendre podre llamare yamo yamar yama
    yamen quisieramos gustaba pon sipi okis exacto clarines obvi oki arre chao chau cuidense descansen quiubo quiubole
    anonimo resetear traducir grax grcs alternativas incorrecto reagendar negativo afirmativo cerote mames manches sii
    mica uni matricula
    """
)
"""Spanish that people writing English do not use in passing."""

SPANISH_IN_PASSING = _words(
    """
    de y ya ay eh ese vato carnal compa hola ola adios senor amigo casa familia abuela abuelo abuelita tia tio mama
    papa mami papi mijo mija jefe barrio migra taco tacos fiesta gordita sale loco aja sip espanol ingles gracias chico
    dale simon mando pos toy al vine nel vale
    """
)
"""Spanish that English here uses too, and the small words of names: tells only where nothing else does."""

NAMES = _words(
    """
    arcadia azusa montebello carson artesia ladera hacienda topanga gardena monrovia glendora pomona encino fontana
    moreno toluca vegas arleta torrance panorama alhambra granada rancho dominguez calabasas claremont altadena redondo
    sacramento ramona canoga sierra pico pasadena tarzana echo lapuente elmonte compton reseda pacoima catalina avalon
    tijuana mexicali ventura cudahy lancaster palmdale glendale malibu hollywood whittier downey inglewood lynwood
    norwalk wilmington sylmar burbank watts vernon bellflower paramount lakewood hawthorne lawndale maywood bell
    gardens heights hills springs lake mesa mar vista angeles monte alvarado figueroa sepulveda florence normandie
    crenshaw slauson vermont western olympic soledad delano corcoran chowchilla maria elena guadalupe esperanza
    alejandro jose juan carlos luis miguel jesus rosa ana carmen sara laura olga esmeralda yolanda ricardo roberto
    eduardo fernando armando orlando hernando rolando gerardo francisco javier jorge manuel antonio pedro pablo rafael
    ramon raul ruben sergio victor oscar hector hugo ernesto alberto arturo martin daniela gabriela patricia veronica
    claudia silvia sandra monica diana teresa lupe lupita chuy beto pancho marisol marisela graciela blanca garcia
    hernandez gonzalez gonzales martinez lopez rodriguez perez sanchez ramirez torres flores rivera gomez diaz reyes
    morales ortiz gutierrez chavez ramos ruiz mendoza alvarez castillo jimenez vasquez romero contreras salazar aguilar
    duarte cerritos lomita valencia ontario hesperia rosario anita rosita lolita olvera soto pueblo
    """
)
"""People and places here whose letters look Spanish, or English: no evidence."""
