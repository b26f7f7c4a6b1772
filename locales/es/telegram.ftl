# Lo que solo se ve en Telegram.

telegram-private = Hola, soy Chaski. Hablo con cada persona en privado: toca mi nombre y escríbeme ahí.

# -- El menú de órdenes: el nombre (letras sin tilde, _ en vez de espacio) tiene que ser una palabra que entendemos.
telegram-command-menu = Ver todo lo que hay
    .name = menu
telegram-command-help = Qué puedo hacer aquí
    .name = ayuda
telegram-command-back = Corregir la respuesta anterior
    .name = atras
telegram-command-repeat = Ver otra vez la pregunta
    .name = repetir
telegram-command-language = Cambiar de lengua
    .name = idioma
telegram-command-data = Lo que sé de ti, y cómo borrarlo
    .name = mis_datos
telegram-command-stop = No recibir más avisos
    .name = baja
telegram-command-sos = Emergencia en la mina
    .name = auxilio
