### El chat en el navegador: la página, sus botones y lo que dice cuando algo falla.

## La página

webchat-name = Chaski
webchat-title = Chaski, tu ayuda en la mina
webchat-description = Pregunta sobre tu trámite, tu seguridad, tus contratos y tu mineral. Gratis.
webchat-skip = Ir a escribir
webchat-log = Conversación
webchat-newest = Ver lo último
webchat-noscript = Para conversar con Chaski, activa JavaScript en tu navegador y abre otra vez esta página.

## Quién habla

webchat-they = Chaski dice:
webchat-me = Tú dices:
webchat-writing = Chaski está escribiendo
webchat-choices = Respuestas
webchat-chosen = elegida

## La primera vez

webchat-start-text =
    ¡Hola! Soy *Chaski*.
    Te ayudo con tu mina, paso a paso.
    Toca el botón para empezar.
webchat-start = Hola

## La conexión

webchat-connected = En línea
webchat-connecting = Conectando…
webchat-offline = Sin internet. Guardo lo que escribes.

## Lo que envías

webchat-write = Escribe aquí
webchat-send = Enviar
webchat-waiting = Espera internet
webchat-sending = Enviando
webchat-sent = Enviado
webchat-not-sent = No se envió
webchat-slow-down = Vas muy rápido. Lo envío en { $seconds } s.

## Archivos y lugar

webchat-attach = Adjuntar
webchat-attach-close = Cerrar
webchat-attach-camera = Tomar foto
webchat-attach-file = Foto o archivo
webchat-attach-audio = Enviar audio
webchat-attach-place = Mi ubicación
webchat-place = Mi ubicación
webchat-place-refused = No pude ver tu ubicación. Escribe el nombre del lugar.
webchat-open-file = Abrir { $name }
webchat-file-too-big = El archivo es muy grande. Puedes enviar hasta { $size }.
webchat-file-lost = El archivo ya no está en este celular. Elígelo otra vez.
webchat-file-unknown = No encuentro ese archivo. Envíalo otra vez.

## Lo que no se pudo

webchat-unknown-browser = Abre otra vez la página del chat.
webchat-other-site = Escribe desde la página del chat.
webchat-too-fast =
    { $seconds ->
        [one] Vas muy rápido. Espera { $seconds } segundo.
       *[other] Vas muy rápido. Espera { $seconds } segundos.
    }
webchat-not-understood = No se pudo leer el mensaje. Escríbelo otra vez.
webchat-text-too-long = El mensaje es muy largo. Envíalo en partes.
webchat-missing = No encontré esa página.
webchat-refused = Eso no se puede hacer.
webchat-broken = Algo falló de nuestro lado. No perdiste nada. Prueba otra vez en un minuto.
webchat-back = Volver al chat
