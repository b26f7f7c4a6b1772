# Palabras con que la gente busca. No se muestran.
# Lo que se dice alrededor de cualquier pregunta y no dice qué se busca:
search-fillers = que, qué, como, cómo, cuando, cuándo, cuanto, cuánto, cuál, quién, dónde, donde, por, para, con, sin, los, las, del, una, uno, unos, mis, sus, tus, este, esta, esto, ese, esa, eso, hay, tengo, tiene, tienen, quiero, quieres, quiere, puedo, puede, debo, necesito, saber, sé, soy, eres, son, está, esta, estoy, estan, ser, hacer, hago, hace, hizo, dice, dime, favor, mucho, muy, más, también, pero, porque, ahora, hoy, ayer, mañana, nos, les, yo, ellos, nada, todo, todos, algo, así, aquí, ahí, allá, hora, día, mi, me, te, se, le, la, el, lo, al, un, de, en, ya, si, no, es, va, van, voy, fue, han, hemos, sobre, cada, otra, otro, bien, mal, cosa, señor, amigo, hola, gracias, chaski, estás, cuesta, cuestan, costar
search-formalization-explosivos = dinamita, mecha, fulminante, pólvora
search-formalization-sunat-mensual = impuestos, tributos
search-formalization-terreno = dueño del terreno, superficie
search-formalization-agua = río, laguna
search-formalization-restos-arqueologicos = huacas, ruinas
search-formalization-seguridad-y-planilla = trabajadores, sueldos
search-blockers-no-hay-plata = dinero, caro
search-blockers-murio-el-titular = falleció, fallecido, muerto, herencia, dueño
search-blockers-titular-no-firma = titular, dueño, firmar, firma
search-blockers-me-venden-reinfo = comprar reinfo, alquilar reinfo, venta
search-blockers-no-responden = contestan, demoran
search-blockers-amenazas = extorsión, extorsionan, cupo, amenaza
