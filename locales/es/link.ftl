# Unir dos chats de la misma persona, con un código.
link-name = unir tus chats
link-keywords = unir chats, unir mis chats, enlazar, vincular, otro chat
link-code = Tu código es { $code }. Escríbelo en tu otro chat con Chaski, en WhatsApp o en Telegram. Vale 15 minutos y una sola vez. No se lo des a nadie.
link-none = Ahora no pude hacer un código. Intenta otra vez en un rato.
link-done = Listo. Tus dos chats ya son uno: tus pasos, tus datos y tus avisos van juntos.
