month = { $number ->
    [m1] January
    [m2] February
    [m3] March
    [m4] April
    [m5] May
    [m6] June
    [m7] July
    [m8] August
    [m9] September
    [m10] October
    [m11] November
   *[m12] December
}
date = { $day } { $month } { $year }
date-month = { $month } { $year }
date-and-time = { $date } at { $time } UTC
date-shown = { $moment }
