reminders-name = tus avisos
reminders-keywords = avisos, mis avisos, recordatorios, alarma, recordar
    .own = mi aviso, avísame, avisame, recuérdame, recuerdame
reminders-titles = Mis avisos
    .own = Crear mi aviso
reminders-greeting = { $count ->
    [one] 📅 Tienes un aviso.
   *[other] 📅 Tienes { $count } avisos.
}
reminders-coming = Te voy a avisar:
    { $days }
reminders-none = No tienes avisos pendientes.
reminders-all-stopped = No te envío avisos, como pediste.
reminders-on = { SHORT($day) }: { $what }
reminders-mine = Mi aviso
reminders-will-say = El { $day } te diré:
reminders-cancelled = Listo. Ese aviso ya no te llega.
reminders-own-what = ¿Qué quieres que te recuerde? Escríbelo.
reminders-own-day = ¿Qué día te aviso? Por ejemplo: 25/11/2026
reminders-own-said = Me pediste que te recuerde: { $what }
reminders-own-kept = Listo. El { $day } te recuerdo: { $what }
reminders-later = ¿Cuándo te aviso otra vez?
    .tomorrow = Mañana
    .three-days = En 3 días
    .week = En una semana
reminders-later-kept = Listo. Te aviso el { $day }.
reminders-too-late = Ese día ya pasó. No te aviso más de eso.
reminders-stopped-all = Listo. No te envío más avisos. Puedes seguir preguntando cuando quieras.
reminders-stopped-topic = Listo. No te aviso más de ese tema.
reminders-resumed = Listo. Otra vez te aviso.
reminders-changed = { $count ->
    [one] Cambió una fecha de tu plan:
   *[other] Cambiaron fechas de tu plan:
}
    { $changes }
reminders-change-moved = { $name }. Antes: { SHORT($before) }. Ahora: { SHORT($after) }. { $ground }
reminders-change-added = { $name }. Fecha nueva: { SHORT($after) }. { $ground }
reminders-change-dropped = { $name }. Ya no vale: { SHORT($before) }. { $ground }
reminders-change-ground = Lo dice: { $norm }. Revisado: { SHORT($checked) }.
reminders-go-later = Más tarde
reminders-go-stop-all = No más avisos
reminders-go-stop-topic = No más de esto
reminders-go-resume = Quiero avisos
reminders-go-own = Crear mi aviso
reminders-go-cancel = Quitar este aviso
reminders-go-list = Mis avisos
reminders-pause = ¿Por cuánto tiempo no te aviso?
    .week = Una semana
    .fortnight = Quince días
    .month = Un mes
reminders-paused = Listo. No te aviso hasta el { $day }. Si antes vence una fecha, tampoco te aviso: anótala.
reminders-paused-until = Tus avisos están en pausa hasta el { $day }.
reminders-go-pause = Pausar avisos
