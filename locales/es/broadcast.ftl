# Mensajes para muchos.

# Lo que escribió quien envía.
broadcast-words = { $text }
broadcast-open = Ver más
