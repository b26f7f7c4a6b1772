sos-name = la emergencia
sos-post = 🏥 Cerca de ti: { $post }
sos-first = *Mientras llega ayuda:*
    { $steps }
sos-back = Volver a lo mío
