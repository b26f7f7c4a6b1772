sos-name = the emergency
sos-post = 🏥 Near you: { $post }
sos-first = *While help comes:*
    { $steps }
sos-back = Back to my work
