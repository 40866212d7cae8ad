month = { $number ->
    [m1] Januar
    [m2] Februar
    [m3] März
    [m4] April
    [m5] Mai
    [m6] Juni
    [m7] Juli
    [m8] August
    [m9] September
    [m10] Oktober
    [m11] November
   *[m12] Dezember
}
date = { $day }. { $month } { $year }
date-month = { $month } { $year }
date-and-time = { $date } um { $time } Uhr UTC
date-shown = { $moment }
