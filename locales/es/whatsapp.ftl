# Lo que solo se ve en WhatsApp.

# El botón que abre la lista de respuestas (20 letras como máximo).
whatsapp-choose = Elegir
