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
