training-name = tu curso
training-keywords = aprender, curso, cursos, capacitación, capacitacion, seguridad, lección, leccion
training-home = ¿Qué quieres aprender hoy? Cada tema toma unos 10 minutos.
training-signs = ☐ nuevo · ▶ empezado · ☑ aprobado · ↻ toca repasar
training-mark-new = ☐ { $name }
training-mark-begun = ▶ { $name }
training-mark-passed = ☑ { $name }
training-mark-due = ↻ { $name }
training-title = *{ $title }*
training-before = Antes de empezar, { $count ->
    [one] una pregunta.
   *[other] { $count } preguntas.
} No importa si no sabes: es para ver cuánto aprendes.
training-learn = Ahora, el tema. Lee con calma.
training-again = Vamos otra vez por lo que fallaste.
training-quiz = Ahora el examen: { $count ->
    [one] una pregunta.
   *[other] { $count } preguntas.
} Lo que contestas no se puede cambiar.
training-question = { $ask }
    { $choices }
training-choice = { $text }
    .a = A) { $text }
    .b = B) { $text }
    .c = C) { $text }
    .d = D) { $text }
training-letter = Letra
    .a = A
    .b = B
    .c = C
    .d = D
training-sourced = { $text }
    📖 { $source }
training-right = ✅ Bien. { $because }
training-wrong = ❌ No. Es: { $right }. { $because }
training-passed = 🎉 Aprobaste: { $right } de { $asked }.
training-failed = Tuviste { $right } de { $asked }. Para aprobar son { $needed }. Repasa lo que fallaste y prueba otra vez.
training-failed-critical = Tuviste { $right } de { $asked }, pero fallaste una pregunta de vida o muerte. Repásala y prueba otra vez.
training-practice = Esto ayuda a recordar. No cambia la práctica con tu jefe ni el curso de cada año en la mina.
training-go-apply = Aplícalo hoy
training-go-again = Repasar y probar
training-go-home = Otros temas
training-remind-again = 🔁 Un repaso corto: { $name }. Toma 3 minutos.
training-remind-refresher = 🔁 Ya toca repasar: { $name }.
training-applied = Hoy, en la mina, haz esto:
    { $goals }
    .done = Ya lo hice
    .later = Más tarde
training-apply-photo = Si quieres, manda una foto para tu capacitador.
training-apply-later = Bien. Cuando lo hagas, vuelve aquí.
training-apply-kept = Listo. Quedó anotado.
training-go-certificate = Mi certificado
training-go-certificates = Mis certificados
training-certificates = De estos temas tienes certificado. ¿Cuál quieres?
training-certificates-none = Todavía no tienes certificados. Aprueba un tema y aquí estará.
training-certificate-none = Para tener el certificado, primero aprueba este tema. Si ya pasó su fecha, haz el repaso.
training-named = ¿Quieres tu nombre en el certificado? Solo sale ahí.
    .write = Escribir mi nombre
    .without = Sin nombre
training-named-again = ¿Qué nombre ponemos en el certificado? La otra vez pusiste: { $name }.
    .same = El mismo
    .write = Otro nombre
    .without = Sin nombre
training-holder = Escribe tu nombre y apellidos. Los números no se ponen.
training-drawing = Estoy haciendo tu certificado…
training-certificate-ready = Aquí está tu certificado. Guárdalo. Quien lo reciba puede comprobarlo con el código cuadrado.
training-certificate-failed = No pude hacer el certificado. Prueba otra vez.
training-paper-kicker = Certificado de aprendizaje en el chat
training-paper-lead = Aprobó este tema en el chat de Chaski.
training-paper-criteria = Cómo se aprueba: cuatro de cada cinco respuestas bien, y ninguna falla en las preguntas de vida o muerte.
training-paper-dates = Aprobado el { $since }. Vale hasta el { $until }: ese día toca el repaso.
training-paper-issuer = Lo emite Chaski, el asistente de chat para la minería artesanal.
training-paper-unchecked = Nombre escrito por la persona misma; nadie lo comparó con su DNI.
training-paper-note = No es la constancia anual de los cursos del Anexo 6 (art. 74 del reglamento de seguridad minera) y no reemplaza la práctica en la mina.
training-paper-lookup = Comprueba en línea: abre el código con la cámara. La página no muestra el nombre.
training-paper-offline = Comprueba sin internet: este PDF lleva dentro su credencial firmada (Open Badges 3.0, credential.jwt). El programa es: chaski verify ARCHIVO.pdf
training-paper-file = certificado-{ $module }.pdf

# Cuando el capacitador manda un tema.

training-pushed = 📘 Hay un tema para ti: { $name }. Toma unos 10 minutos. Puedes parar y seguir después.
training-nudge = ▶ Empezaste { $name } y quedó a medias. Toca y sigue donde lo dejaste.
training-go-pushed = Empezar
training-go-nudge = Seguir
training-pictures = ¿Quieres un dibujo en cada tema? Gasta pocos datos: menos que un sticker.
training-go-pictures = Con o sin dibujos
