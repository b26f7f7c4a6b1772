sos-name = la emergencia
sos-first = *Mientras llega ayuda:*
    { $steps }
sos-back = Volver a lo mío
