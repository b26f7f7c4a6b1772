survey-keywords = encuesta
survey-name = ¿Cómo te llamas?
survey-province = { $name }, ¿en qué provincia trabajas?
    .grau = Grau
    .cotabambas = Cotabambas
    .antabamba = Antabamba
    .aymaraes = Aymaraes
survey-years = ¿Cuántos años llevas en la mina? Escribe un número.
survey-alone = ¿Trabajas solo?
survey-thanks = Gracias, { $name }. Trabajas en { $province } desde hace { $count ->
    [one] { $count } año.
   *[other] { $count } años.
}
