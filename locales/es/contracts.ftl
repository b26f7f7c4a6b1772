# Revisar un contrato. Nunca decimos que un contrato está bien, y no damos consejo legal.

contracts-name = el contrato
contracts-keywords = contrato, contratos, revisar contrato, mi contrato
    .before = antes de firmar
    .compare = comparar contratos, comparar contrato
    .questions = no tengo el contrato, no tengo el papel

# -- Para empezar ---------------------------------------------------------------
contracts-start = Puedo leer tu contrato contigo, antes de que firmes. Te muestro lo peligroso, lo que falta y qué pedir.
contracts-go-check = Revisar un contrato
contracts-go-questions = No tengo el papel
contracts-go-compare = Comparar dos
contracts-go-kept = Mi informe
contracts-go-before = Antes de firmar
contracts-go-help = Quién me ayuda
contracts-go-again = Enviar otra vez
contracts-go-offices = Oficinas
contracts-go-problem = Tengo un problema
contracts-go-contracts = Contratos

# -- Los papeles -----------------------------------------------------------------
contracts-papers = Envía tu contrato: una foto de cada hoja, un PDF, un Word, o pega las letras. Cuando esté todo, escribe “listo”.
contracts-old-papers = Primero envía el contrato de antes. Una foto de cada hoja, o el archivo. Al final escribe “listo”.
contracts-new-papers = Ahora envía el contrato nuevo. Una foto de cada hoja, o el archivo. Al final escribe “listo”.
contracts-papers-so-far = Recibido. Van { $count }. Caben { $most }.
contracts-papers-cut = Es un texto muy largo, y quizás llegó cortado. Mira dónde acaba lo tuyo, y pega el resto en otro mensaje.
contracts-unclear-papers = Aquí espero tu contrato: una foto, un PDF o un Word. También puedes pegar las letras.
contracts-reading = Estoy leyendo tu contrato. Con fotos demoro hasta un minuto.
contracts-cannot = { $reason ->
    [encrypted] Ese PDF tiene clave y no lo puedo abrir. Pide uno sin clave, o envía fotos de las hojas.
    [too-many-pages] Ese papel tiene demasiadas hojas. Envía solo las hojas del contrato.
    [too-many-pixels] Esa foto es demasiado grande. Envíala más pequeña, o como foto normal.
    [too-big] Es demasiado para una vez. Envía menos fotos, o más pequeñas.
    [bomb] Ese archivo es raro y no lo abrí. Envía fotos de las hojas.
    [unsupported] Ese tipo de archivo no lo sé leer. Envía fotos, un PDF o un Word.
    [broken] Ese archivo está dañado. Envíalo otra vez, o envía fotos.
    [blank] No veo letras en esa hoja: está en blanco, o muy oscura.
    [no-text] No veo letras en esa foto. Acércate a la hoja y busca más luz.
    [not-words] Ahí no hay palabras. Envía las hojas de tu contrato.
    [empty] No llegó nada que pueda leer. Envíalo otra vez.
    [time] Demoré demasiado y no acabé. Envía menos hojas a la vez.
    [language] Ese papel no está en castellano. Por ahora solo reviso contratos en castellano. Pide ayuda a una persona.
    [other-contract] Parece un contrato, pero no es de mineral ni de una labor. No lo puedo revisar.
    [not-a-contract] Lo leí, y no parece un contrato. Si lo es, envía todas las hojas.
   *[other] No pude leerlo. Envíalo otra vez, o responde unas preguntas.
}
contracts-unread = No pude leer estas hojas: { $pages }. Lo que dicen, no lo vi. Léelas con una persona.

# -- Los números que leí en la foto ------------------------------------------------
contracts-figure = { $sure ->
    [yes] { contracts-figure-kind } { $text } (hoja { $page })
   *[no] { contracts-figure-kind } { $text } (hoja { $page }) ⚠ revisa, no cuadra
}
contracts-figure-kind = { $kind ->
    [percent] Porcentaje:
    [money] Plata:
    [hectares] Área:
    [utm] Coordenada:
    [ruc] RUC:
    [dni] DNI:
   *[date] Fecha:
}
contracts-figures-right = Leí estos números en tus fotos:
    { $figures }
    Míralos en tu papel. ¿Están bien?
contracts-figures-wrong = Entonces no confíes en los avisos que usan esos números. ¿Tomas otra foto con más luz, o seguimos?
    .on = Seguir así
    .again = Otra foto

# -- El semáforo y cada punto --------------------------------------------------------
contracts-kind = { $kind ->
    [explotacion] Contrato de explotación
    [cesion] Contrato de cesión
    [compraventa] Compra y venta de mineral
    [suministro] Contrato de suministro
    [maquila] Contrato de maquila
    [anticipo] Contrato con adelanto
   *[otro] Contrato
}
contracts-light-red = ⛔ ROJO
contracts-light-yellow = ⚠ AMARILLO
contracts-light-missing = ⬜ FALTA
contracts-summary = { contracts-kind }. Esto encontré:

    ⛔ Rojo, peligroso: { $red }
    ⚠ Amarillo, con cuidado: { $yellow }
    ⬜ Falta: { $missing }
    ❓ No se sabe: { $unknown }

    Puedo equivocarme. Esto no es consejo legal. Una persona que sabe debe verlo antes de tu firma.
    .walk = Ver uno por uno
    .end = Saltar al final
contracts-point = { $light } · { $at } de { $of }
    { "*" }{ $title }*

    Tu papel dice: «{ $quote }»

    Por qué importa: { $why }

    Qué pedir: { $what }

    Pregunta a una persona que sepa de esto.

    Ley: { $law }
    .walk = Seguir
    .end = Saltar al final
contracts-told = { $light } · { $at } de { $of }
    { "*" }{ $title }*

    Así lo contaste tú.

    Por qué importa: { $why }

    Qué pedir: { $what }

    Pregunta a una persona que sepa de esto.

    Ley: { $law }
    .walk = Seguir
    .end = Saltar al final
contracts-missing = { $light } · { $at } de { $of }
    { "*" }{ $title }*

    En lo que vi, esto no está.

    Por qué importa: { $why }

    Qué pedir: { $what }

    Pregunta a una persona que sepa de esto.

    Ley: { $law }
    .walk = Seguir
    .end = Saltar al final
contracts-joint = Ojo: aquí la ley dice dos cosas distintas.

    • Ley 27651, artículo 19: los dos responden juntos por el daño.
    • DL 1105, artículo 6: el titular queda libre de lo que tú asumes.

    Que un abogado te diga cuál vale para ti.
    .walk = Seguir
    .end = Saltar al final
contracts-nothing-found = De mi lista no encontré nada en lo que leí. Eso no quiere decir que puedas firmar tranquilo. Que lo vea una persona que sabe.

# -- Qué hacer con el informe ----------------------------------------------------------
contracts-after = ¿Qué quieres hacer? Marca y toca “Listo”. Lo que no marcas, no se hace. Guardar vale hasta el { $day }.
    .pdf = Informe en PDF
    .keep = Guardar informe
    .person = Que lo vea alguien
    .count = Contar sin nombre
contracts-drawing = Estoy armando tu informe. Espera un momento.
contracts-pdf-ready = 📄 Aquí está tu informe. Llévalo al notario o a tu abogado, antes de firmar.
contracts-pdf-failed = No pude armar el PDF. Lo que te dije vale igual.
contracts-kept-until = Guardo tu informe hasta el { $day }. El archivo que enviaste ya está borrado.
contracts-not-kept = No guardo nada de tu contrato. El archivo ya está borrado.
contracts-person-asked = Una persona verá los puntos y las frases, no tu archivo. Su respuesta te llega aquí.
contracts-answered = 💬 { $by } vio los puntos de tu contrato y te dice:

    { $text }

    No es un juicio de todo tu contrato.
contracts-none-kept = No tienes un informe guardado.
contracts-kept = Este es tu informe guardado:
    { $points }
    .pdf = Informe en PDF
    .forget = Borrarlo
contracts-kept-point = { $light } { $title }
contracts-forgotten = Borré tu informe.

# -- Sin papel -------------------------------------------------------------------------
contracts-kind-of = ¿De qué es el contrato?
    .explotacion = Trabajar una labor
    .compraventa = Vender mi mineral
contracts-unsure = No sé

# -- Comparar ----------------------------------------------------------------------------
contracts-old = ¿Con qué lo comparo?
    .kept = Con mi informe
    .send = Envío el de antes
contracts-better = 👍 Mejoró, ya no está ({ $count }):
    { $points }
contracts-worse = 👎 Empeoró, ahora está ({ $count }):
    { $points }
contracts-still = Sigue igual ({ $count }):
    { $points }
contracts-no-change = De mi lista no cambió nada.
contracts-no-advice = Esto no es consejo legal. Que lo vea una persona antes de tu firma.

# -- Antes de firmar -----------------------------------------------------------------------
contracts-before-first = Antes de firmar:
    • Nada en blanco: ni hojas ni letras.
    • Pide la partida de SUNARP de la concesión.
    • Mira que diga las coordenadas de tu labor.
    • Mira el día en que empieza y el día en que acaba.
contracts-before-last = Y también:
    • Firma ante notario.
    • Que diga quién lo inscribe en SUNARP.
    • Toma una foto de cada hoja firmada.
    • Guarda tu copia.
    • Que alguien de confianza lo lea contigo.
contracts-help = Pueden ayudarte: tu DREM o GREM, un abogado, un notario, o la gente de tu cooperativa. El gobierno regional puede hablar con el titular, si los dos quieren.

# -- El informe en papel ---------------------------------------------------------------------
contracts-paper-title = Informe del contrato
contracts-paper-subtitle = Para llevar al notario o al abogado, antes de firmar
contracts-paper-made = Hecho el { $day }
contracts-paper-warning = Esto no es consejo legal. Es una lectura hecha por una máquina, que puede equivocarse y no ve todo. No dice que el contrato esté bien. Cada punto debe verlo una persona que sabe.
contracts-paper-label-type = Tipo
contracts-paper-label-red = Rojo: peligroso
contracts-paper-label-yellow = Amarillo: con cuidado
contracts-paper-label-missing = Falta
contracts-paper-label-unknown = No se sabe
contracts-paper-label-unread = Hojas que no se leyeron
contracts-paper-now = Lo primero
contracts-paper-red = Rojo: peligroso
contracts-paper-yellow = Amarillo: con cuidado
contracts-paper-missing = Falta
contracts-paper-state-red = Rojo
contracts-paper-state-yellow = Amarillo
contracts-paper-state-missing = No está
contracts-paper-part-why = Por qué importa
contracts-paper-part-ask = Qué pedir
contracts-paper-part-wording = Texto que puedes proponer
contracts-paper-part-law = Ley
contracts-paper-figures = Números leídos: compáralos con el papel
contracts-paper-figure-sure = leído
contracts-paper-figure-unsure = no cuadra
contracts-paper-do = Antes de firmar
contracts-paper-do-copy = Tengo mi copia y una foto de cada hoja
contracts-paper-do-blank = No firmo nada en blanco
contracts-paper-do-partida = Vi la partida de SUNARP de la concesión
contracts-paper-do-plan = Están las coordenadas y el plano
contracts-paper-do-dates = Están el día de inicio y el de fin
contracts-paper-do-register = Dice quién lo inscribe en SUNARP
contracts-paper-do-notary = Se firma ante notario
contracts-paper-do-advice = Lo leyó conmigo una persona de confianza
contracts-paper-sources = Fuentes
contracts-paper-footer = Chaski · informe de lectura, no es consejo legal
contracts-paper-page = Página { "{" }n{ "}" } de { "{" }total{ "}" }
