# Lo que un módulo nuevo trae escrito, para quien lo llena.

authoring-draft = Borrador: falta llenarlo y revisarlo. Borra esta línea cuando esté listo.
authoring-label = Tema nuevo
authoring-title = Escribe aquí el título
authoring-objective = Escribe aquí qué sabrá hacer
authoring-point = Escribe aquí una sola idea. Usa palabras de la mina.
authoring-ask = ¿Qué quieres preguntar de esa idea?
authoring-because = Escribe aquí por qué es así.
authoring-choice = Respuesta { $letter }
authoring-true = Verdadero
authoring-false = Falso
authoring-imported = Viene de { $file }, línea { $line }. Falta su fuente y que la revise un especialista.
