# Palabras que todas las partes comparten. Español sencillo del Perú: frases cortas, una idea cada vez.

# -- Fechas -----------------------------------------------------------------
month-names = enero, febrero, marzo, abril, mayo, junio, julio, agosto, setiembre, octubre, noviembre, diciembre
weekday-names = lunes, martes, miércoles, jueves, viernes, sábado, domingo
date-long = { $weekday } { $day } de { $month } de { $year }
date-short = { $day } de { $month } de { $year }

# -- Botones (20 letras como máximo) ------------------------------------------
common-yes = Sí
common-no = No
common-done = Listo
common-skip = Seguir sin foto
common-next = Seguir
common-more = Ver más
common-first = Volver al inicio
common-today = Hoy
common-forgot = No me acuerdo
common-yesterday = Ayer
common-other = Otro
common-menu = Menú
common-tick = ☑ { $label }
common-untick = ☐ { $label }

# -- Lo que decimos cuando algo no salió como se esperaba -----------------------
common-unclear-choice = No te entendí. Toca un botón o escribe su número.
common-unclear-choices = No te entendí. Escribe los números, por ejemplo: 1 3. O toca y al final “Listo”.
common-change-answer = ¿Cambio lo que me dijiste a “{ $label }”? Tu plan y tus avisos cambian también.
common-did-you-mean = ¿Quisiste decir “{ $label }”?
common-unclear-number = No te entendí. Escribe solo el número, por ejemplo: 7
common-number-range = Escribe un número entre { $low } y { $high }.
common-unclear-day = No te entendí. Escribe día, mes y año, por ejemplo: 25/11/2026
common-day-future = Ese día todavía no llega. Escribe el día en que ya pasó.
common-day-past = Ese día ya pasó. Escribe un día que viene.
common-day-range = Ese día está muy lejos. Revísalo y escríbelo otra vez.
common-unclear-text = No pude leer tu mensaje. Escríbelo con letras.
common-too-long = Tu mensaje es muy largo. Escríbelo en menos de { $most } letras.
common-unclear-photo = Aquí necesito una foto. Envíala, o toca “Seguir sin foto”.
common-unclear-document = Aquí necesito un documento o una foto. Envíalo, o toca “Seguir sin foto”.
common-unclear-voice = Aquí necesito un audio. Grábalo y envíalo.
common-file-too-big = Ese archivo es muy grande. El máximo es 16 MB. Envía una foto más pequeña.
common-file-empty = Ese archivo llegó vacío. Envíalo otra vez.
common-file-unreadable = No pude abrir ese archivo. Envía una foto o un PDF.
common-unsupported = Eso todavía no lo puedo leer. Escríbeme con palabras, o envía una foto, un audio o un archivo.
common-sent-unasked = Recibí lo que mandaste, pero ahora no lo esperaba. ¿Es un contrato? Escribe “contrato”. ¿Es un cargo? Entra al paso y toca “Ya lo hice”.
common-edited-late = Vi que cambiaste un mensaje de antes. Para corregir una respuesta, escribe “atrás”.
common-option-withdrawn = Esa respuesta ya no está en la lista. Elige otra, por favor.
common-still-working = Todavía estoy trabajando en eso. Espera un momento.
common-already-answered = Ya respondiste esa pregunta. Tu respuesta queda como estaba.
common-answer-changed = Cambié tu respuesta.
common-one-more-question = Antes falta una pregunta.
common-question-gone = Esa pregunta ya no hace falta.
common-ticked = { $count ->
    [0] Todavía no marcas nada.
    [one] Marcaste { $count }.
   *[other] Marcaste { $count }.
}
common-button-gone = Ese botón ya no funciona. Seguimos desde aquí.
common-gone = Eso ya no está disponible. Aquí tienes el menú.
common-not-understood = No te entendí. Elige del menú, por favor.
common-maybe = No te entendí bien. ¿Buscas algo de esto? Si no, escribe “menú”.
common-one-by-one = Anoté lo que pude. Ahora responde esta pregunta.
common-listen = Todavía no tengo audios. Te lo escribo otra vez.
common-nothing-before = No hay nada antes de esta pregunta.
common-consent-first = Primero responde esto, por favor. Después vemos lo demás.
common-sorry = Perdón, tuve un problema. Lo que me dijiste antes está guardado. Intenta otra vez.
common-thanks = De nada. Aquí estoy cuando me necesites.
common-bye = Que te vaya bien. Escríbeme cuando quieras.
common-help = Toca un botón o escribe su número. Escribe “menú” para ver todo, “atrás” para volver, “baja” para no recibir avisos.

# -- Palabras que entendemos (separadas por comas) -------------------------------
# Palabras de auxilio: en cualquier parte del mensaje, también al comienzo de una palabra.
common-words-sos = amenaz, me pega, me golpe, me quieren matar, me quiere matar, me obliga, violencia, me viol, abusan de, trata de personas, auxilio, emergencia, accidente, accident, derrumbe, derrumb, herid, gas, socorro, se cayo, no respira, desmay, sangr, explosion, axidente, acsidente, ausilio
common-words-menu = hola, ola, alo, hola chaski, holi, buenas, buenos dias, hola buenos dias, buenas tardes, buenas noches, menu, menú, inicio, empezar, opciones, salir, cancelar, 0
common-words-back = atras, atrás, volver, regresar, anterior, corregir
common-words-help = ayuda, ayúdame, no entiendo, no se, no sé, no se que hacer, ?
common-words-repeat = repite, repetir, otra vez, de nuevo
common-words-listen = audio, voz, escuchar, oir, oír, hablame, háblame
common-words-pause = pausa, pausar, pausar avisos, pausa los avisos
common-words-language = idioma, lengua, quechua, castellano, español
common-words-data = mis datos, ver mis datos, borrar, borra mis datos, eliminar, privacidad, exportar, exportar mis datos, descargar mis datos
common-words-stop = baja, stop, alto, parar avisos, no mas avisos, no más avisos, darme de baja
common-words-thanks = gracias, muchas gracias, mil gracias, ok gracias, ya gracias, gracias chaski, te agradezco
common-words-bye = chau, chao, adios, adiós, hasta luego, hasta mañana, hasta pronto, nos vemos, gracias chau, chau gracias
# Cortesía que no cambia nada: “menú por favor”.
common-polite = por favor, porfavor, porfa, porfis, pe, pues, gracias, amigo, amiga, señor, señorita
common-means-yes = si, sí, claro, claro que sí, ya, ok, okey, correcto, dale, 👍, ✅
common-means-no = no, nada, ninguno, nunca, 👎, ❌
common-means-agree = si, sí, acepto, de acuerdo, claro, ya, ok, dale
common-means-refuse = no, no acepto, no quiero
common-means-next = siguiente, sigue, continuar, continúa, ya, ok, sí, si, listo
common-means-skip = omitir, saltar, sin foto, no tengo, despues, después, seguir
common-means-done = listo, ya, fin, termine, terminé, eso es todo
common-means-more = mas, más, ver mas, otro, otros, siguiente
common-means-first = inicio, primero
common-means-today = hoy, hoy dia, hoy día
common-means-forgot = no me acuerdo, no recuerdo, me olvidé, me olvide, olvidé, olvide, no se que dia, no sé qué día
common-means-yesterday = ayer
common-means-menu = menu, menú

# -- Números y fechas como se escriben --------------------------------------------
# Las listas con “=” dicen qué número es cada palabra.
common-number-words = cero, uno, dos, tres, cuatro, cinco, seis, siete, ocho, nueve, diez, once, doce, trece, catorce, quince, dieciséis, diecisiete, dieciocho, diecinueve, veinte, veintiuno, veintidós, veintitrés, veinticuatro, veinticinco, veintiséis, veintisiete, veintiocho, veintinueve, treinta, treinta y uno
common-numbers = un=1, una=1, primero=1, dies=10, dose=12, trese=13, catorse=14, quinse=15, diez y seis=16, diez y siete=17, diez y ocho=18, diez y nueve=19, veintiún=21
# Solo para botones: “la segunda”, “opción 2”.
common-ordinals = primero=1, primera=1, segundo=2, segunda=2, tercero=3, tercera=3, cuarto=4, cuarta=4, quinto=5, quinta=5, sexto=6, sexta=6, séptimo=7, séptima=7, octavo=8, octava=8, noveno=9, novena=9, décimo=10, décima=10
common-pointers = opción, número, nro, num, botón, el, la, los, las
common-months = septiembre=9, ene=1, feb=2, mar=3, abr=4, may=5, jun=6, jul=7, ago=8, set=9, sep=9, sept=9, oct=10, nov=11, dic=12
# Días contados desde hoy.
common-days = hoy=0, hoy día=0, ahora=0, ayer=-1, anoche=-1, anteayer=-2, antier=-2, antes de ayer=-2, antesdeayer=-2, mañana=1, pasado mañana=2, pasadomañana=2
# Cuántos días son, y hacia dónde: atrás -1, adelante 1.
common-day-units = día=1, días=1, semana=7, semanas=7, quincena=15
common-day-signs = hace=-1, atrás=-1, pasado=-1, pasada=-1, último=-1, en=1, dentro=1, dentro de=1, próximo=1, próxima=1, que viene=1, siguiente=1
common-day-fillers = el, el día, del día, al día, la, los, de, del, fue, era, es, será, fecha, para, desde, hasta, este, esta, creo, creo que, por ahí, más o menos, en la mañana, por la mañana, de la mañana, en la tarde, por la tarde, de la tarde, en la noche, por la noche
