formalization-name = tu formalización
formalization-keywords = formalizar, formalizacion, formalización, reinfo, papeles, mi camino, tramite, trámite
    .triage = mi estado, estado, suspendido, excluido, vigente
    .plan = plan, mi plan, que hago, qué hago, fechas, plazo, plazos
    .steps = pasos, mis pasos, lista
    .problem = problema, tengo un problema, no firma, no quiere firmar
    .offices = oficina, oficinas, minem, drem, direccion, telefono, teléfono
    .file = expediente, mi expediente, pdf, imprimir
# Cómo se llama lo que encuentra la búsqueda.
formalization-titles = Mi camino
    .triage = Mi estado
    .plan = Qué hago ahora
    .steps = Todos los pasos
    .problem = Tengo un problema
    .offices = Oficinas
    .file = Mi expediente
formalization-stops-me = *{ $what }*
    ¿Te pasa esto?

# -- Dónde está ----------------------------------------------------------------
formalization-status = Mira tu estado en gob.pe/867. ¿Qué dice de ti?
formalization-status-other = Otro caso
formalization-status-who = ¿Cuál es tu caso?
formalization-status-is = *{ $title }*
formalization-lawyer = Esto cambia según tu caso. Pregunta a un abogado antes de decidir.
formalization-declared = { $name }: vencía el { SHORT($day) }. ¿Lo presentaste?
formalization-remind-me = ¿Quieres que te avise antes de cada fecha?
formalization-home = Tu estado: { $status }.
formalization-progress = Llevas { $done } de { $total } pasos del proceso.
formalization-process-note = ⚠️ El proceso termina el { $end }, o antes si sale la nueva ley y su reglamento. { $left ->
    [0] Es hoy.
    [one] Falta { $left } día.
   *[other] Faltan { $left } días.
} No está confirmado que lo alarguen. Última revisión: { SHORT($checked) }.
formalization-process-over = ⚠️ La última fecha que conocemos del proceso fue el { $end }. No sabemos si lo alargaron. Pregunta al MINEM: (01) 411 1100. Última revisión: { SHORT($checked) }.

# -- Botones ---------------------------------------------------------------------
formalization-go-plan = Qué hago ahora
formalization-go-dates = Fechas que vienen
formalization-go-end = Fin del proceso
formalization-go-steps = Todos los pasos
formalization-go-problem = Tengo un problema
formalization-go-file = Mi expediente
formalization-go-offices = Oficinas
formalization-go-triage = Cambió mi estado
formalization-go-papers = Papeles
formalization-go-where = Quién y dónde
formalization-go-deadline = Plazo
formalization-go-cost = Costo y consejos
formalization-go-done = Ya lo hice
formalization-go-undone = Lo marqué mal
formalization-go-notified = Me notificaron
formalization-go-sources = La ley
formalization-go-solved = Ya se arregló
formalization-go-ruc = Fechas de SUNAT
formalization-go-again = Intentar otra vez

# -- El plan -----------------------------------------------------------------------
formalization-plan-now = *Esta semana:*
    { $what }
formalization-plan-suspended = ⚠️ Mientras estés suspendido, no debes trabajar la mina.
formalization-plan-finished = Terminaste el proceso. Guarda bien tu resolución.
formalization-plan-no-sunat = Todavía no tenemos las próximas fechas de SUNAT. Pregunta: 0-801-12-100.
formalization-plan-nothing-now = Esta semana no te toca ningún paso nuevo.
formalization-plan-risk = *Cuidado con el tiempo:*
    { $what }
formalization-plan-no-dates = No conocemos ninguna fecha tuya por ahora.
formalization-plan-dates = *Fechas que vienen:*
    { $what }
formalization-risk-late = { $name }: para tener respuesta a tiempo, había que presentarlo hasta el { SHORT($last) }. Preséntalo ya y pregunta al MINEM.
formalization-risk-tight = { $name }: preséntalo antes del { SHORT($last) }.
formalization-risk-past = { $name }: el plazo pasó más o menos el { SHORT($day) }. Si no lo hiciste, pregunta al MINEM: (01) 411 1100.
formalization-risk-over = { $name }: el plazo que conocemos ya pasó. Pregunta al MINEM.
formalization-date-due = { $name }: { SHORT($day) } ({ $left ->
    [0] hoy
    [one] falta { $left } día
   *[other] faltan { $left } días
})
formalization-date-unsure = { $name }: { SHORT($day) }, si el proceso sigue. Confirma con el MINEM.
formalization-date-late = { $name }: venció el { SHORT($day) }
formalization-date-check = { $name }: mira desde el { SHORT($day) } qué fecha te toca
formalization-ruc-last-digit = ¿Cuál es el último número de tu RUC? Escribe solo ese número.
formalization-ruc-kept = Anoté que tu RUC termina en { $digit }.

# -- Un paso -------------------------------------------------------------------------
formalization-group = ¿Qué pasos quieres ver?
    .process = El proceso
    .permits = Permisos
    .duties = Deberes con fecha
    .other = Otra ruta
formalization-signs = ☑ hecho · ☐ falta · ⚠️ atrasado · ⛔ trabado
formalization-steps-none = Aquí no hay pasos para ti.
formalization-steps-are = Elige un paso.
    { $signs }
formalization-mark-done = ☑ { $name }
formalization-mark-open = ☐ { $name }
formalization-mark-late = ⚠️ { $name }
formalization-mark-blocked = ⛔ { $name }
formalization-step = *{ $title }*
formalization-state-done = ☑ Lo hiciste el { $day }.
formalization-state-done-forgot = ☑ Ya lo hiciste. No recuerdas qué día.
formalization-state-open = ☐ Te falta este paso.
formalization-state-late = ⚠️ Este paso está atrasado.
formalization-state-blocked = ⛔ Dijiste que algo te traba en este paso.
formalization-if-missed = *Si no cumples:* { $text }
formalization-shortcut = *Más fácil:* { $text }
formalization-unknown = *No se sabe:* { $text }
formalization-as-of = Revisado: { SHORT($checked) }.
formalization-as-of-unsure = Dato no del todo seguro. Confirma antes. Revisado: { SHORT($checked) }.
formalization-law = *La ley:*
    { $law }
formalization-sources = *De dónde sale:*
    { $sources }
formalization-reviewed-not = Ningún abogado lo ha revisado todavía.
formalization-reviewed = Revisado por { $by }.

# -- Papeles ---------------------------------------------------------------------------
formalization-papers-are = *Papeles de { $title }*
    { $papers }
formalization-have = ¿Cuáles ya tienes? Toca cada uno y al final “Listo”.
formalization-papers-missing = Te falta:
    { $papers }
formalization-papers-complete = Ya tienes todos los papeles de este paso.
formalization-done-day = { $title }: ¿qué día lo hiciste? Toca “Hoy” o escribe la fecha, por ejemplo: { $example }
formalization-cargo = ¿Tienes el cargo? Es la copia con sello. Envíame una foto: si se pierde, esa foto te defiende.
formalization-cargo-kept = Guardé la foto de tu cargo.
formalization-cargo-advice = Pide siempre tu cargo, la copia con sello, y guárdalo bien.
formalization-done-kept = Listo. Anoté: { $title }, { $day }.
formalization-done-kept-forgot = Listo. Anoté: { $title }, sin fecha. Sin el día no puedo contar tus plazos. Mira tu cargo: ahí está la fecha.
formalization-undo = ¿Borro que hiciste “{ $title }”?
formalization-not-undone = Bien. Sigue marcado como hecho.
formalization-undone = Listo. Ese paso vuelve a estar pendiente.
formalization-granted = ¿Ya te dieron la autorización, o solo la pediste?
    .given = Ya me la dieron
    .asked = Solo la pedí
formalization-asked-kept = Anoté que pediste: { $title }, { $day }. Cuando te la den, vuelve a tocar “Ya lo hice”.
formalization-asked-kept-forgot = Anoté que pediste: { $title }, sin fecha. Cuando te la den, vuelve a tocar “Ya lo hice”.
formalization-letter = ¿Qué dice la carta?
    .correct = Me piden corregir
    .rejected = Lo rechazaron
formalization-rejected-kept = Te llegó el { $day }. Tienes { $days } días, contando todos, para presentar otro: hasta el { $due }. Hazlo antes.
formalization-notified-unsure = Te llegó el { $day }. Para apelar, el plazo puede ser de { $days } días hábiles: hasta el { $due }. Confírmalo hoy con el MINEM o un abogado.
formalization-notified-past = Te llegó el { $day }. Quizás ya pasó el plazo para apelar. Pregunta hoy al MINEM o a un abogado. Si estás suspendido, todavía puedes pedir que levanten la suspensión.
formalization-notified-day = { $title }: ¿qué día te llegó el aviso? Por ejemplo: { $example }
formalization-notified-kept = Te llegó el { $day }. Tienes { $days } días hábiles: hasta el { $due }. No descontamos los feriados. Hazlo antes.

# -- Problemas y oficinas -----------------------------------------------------------------
formalization-problem = ¿Qué te pasa?
formalization-solved = Qué bueno. Anoté que ya se arregló.
formalization-offices-are = Primero las de tu región. Elige una.
formalization-office = *{ $title }*
formalization-office-address = 🏠 { $value }
formalization-office-phone = Teléfono: { $value }
formalization-office-hours = Horario: { $value }
formalization-office-web = Página: { $value }
formalization-office-not-found = No encontramos su dirección ni su teléfono. Pregunta al MINEM: (01) 411 1100.

# -- Avisos ---------------------------------------------------------------------------------
formalization-remind-due = *{ $name }*: { $left ->
    [0] vence hoy, { $day }.
    [one] vence mañana, { $day }.
   *[other] vence el { $day }. Faltan { $left } días.
}
formalization-remind-unsure = *{ $name }*: { $left ->
    [0] vence hoy, { $day }, si el proceso sigue.
    [one] vence mañana, { $day }, si el proceso sigue.
   *[other] vence el { $day }, si el proceso sigue. Faltan { $left } días.
} Confirma con el MINEM: (01) 411 1100.
formalization-remind-over = ⚠️ La fecha que conocemos del proceso ya pasó. Pregunta al MINEM si sigue, antes de trabajar o pagar: (01) 411 1100.
formalization-remind-check = *{ $name }*: mira en la página del MINEM qué fecha te toca este año.
formalization-remind-end = ⚠️ El proceso termina el { $day }, o antes si sale la nueva ley y su reglamento. { $left ->
    [0] Es hoy.
    [one] Falta { $left } día.
   *[other] Faltan { $left } días.
} No está confirmado que lo alarguen (revisado: { SHORT($checked) }). Te falta:
    { $missing }

# -- Mi expediente en PDF ----------------------------------------------------------------------
formalization-drawing = Estoy armando tu expediente. Espera un momento.
formalization-file-ready = 📄 Aquí está tu expediente. Imprímelo y llévalo a la ventanilla.
formalization-file-failed = No pude armar tu expediente. Intenta otra vez.
formalization-file-title = Mi expediente
formalization-file-subtitle = Camino a la formalización minera
formalization-file-made = Hecho el { $day }
formalization-file-warning = Esta hoja es una ayuda personal. No es un permiso ni un documento oficial. El proceso termina el { $end }, o antes. No está confirmado que lo alarguen. Última revisión: { SHORT($checked) }.
formalization-file-now = Esta semana
formalization-file-process = Pasos del proceso
formalization-file-permits = Permisos
formalization-file-dates = Fechas que vienen
formalization-file-papers = Papeles que faltan juntar
formalization-file-offices = Dónde preguntar
formalization-file-sources = De dónde sale la fecha del proceso
formalization-file-footer = Hecho con Chaski a partir de lo que contó su titular. No reemplaza a un abogado.
formalization-file-page = Página { "{" }n{ "}" } de { "{" }total{ "}" }
formalization-file-label-status = Estado en REINFO
formalization-file-label-role = En la mina
formalization-file-label-mineral = Mineral
formalization-file-label-place = Lugar
formalization-file-fill-name = Nombre y apellidos:
formalization-file-fill-ruc = RUC:
formalization-file-status = { $status } (según contó el { SHORT($day) })
formalization-file-place = { $region }, { $province }
formalization-file-column-1 = Paso
formalization-file-column-2 = Hecho el
formalization-file-column-3 = Cargo
formalization-file-column-4 = Problema
formalization-file-day = { SHORT($day) }
formalization-file-no-day = —
formalization-file-cargo-yes = Con foto
formalization-file-cargo-no = —
formalization-file-mark-done = Hecho
formalization-file-mark-open = Falta
formalization-file-mark-late = Atrasado
formalization-file-mark-blocked = Trabado
formalization-file-left = { $left ->
    [0] hoy
    [one] falta { $left } día
   *[other] faltan { $left } días
}
formalization-file-unsure = si el proceso sigue
formalization-file-late = { $left ->
    [one] venció hace { $left } día
   *[other] venció hace { $left } días
}
formalization-file-paper = { $name }: { $text }
formalization-file-not-found = No encontrado
