# El nombre de esta lengua, como la llaman sus hablantes.
language-name = Castellano
