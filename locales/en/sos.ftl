sos-name = the emergency
sos-first = *While help comes:*
    { $steps }
sos-back = Back to my work
