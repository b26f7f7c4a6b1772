# Words people search with. They are not shown.
search-fillers = how, what, when, where, who, much, many, the, and, for, with, have, has, want, need, can, could, please, are, this, that, does, about, there, would, like, tell
search-formalization-explosivos = dynamite, explosives
search-formalization-sunat-mensual = taxes
search-formalization-terreno = land owner
search-formalization-agua = water
search-formalization-restos-arqueologicos = ruins
search-formalization-seguridad-y-planilla = workers, wages
search-blockers-no-hay-plata = money, expensive
search-blockers-murio-el-titular = died, owner
search-blockers-titular-no-firma = owner, sign
search-blockers-me-venden-reinfo = buy reinfo
search-blockers-no-responden = no answer
search-blockers-amenazas = threats, extortion
