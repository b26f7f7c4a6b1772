# The name of this language, as its speakers call it.
language-name = English
