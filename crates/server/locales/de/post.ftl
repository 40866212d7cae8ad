post-title = { $name }, { $date }
post-heading = Ein Beitrag von { $name }
post-above = Als Antwort auf
post-below = Antworten
post-read-on = Alles lesen
post-more = Weitere Antworten
post-edited = Geändert am { $date }
post-attachment = Bild oder Datei
post-picture = Bild ohne Beschreibung
post-pictures-hidden = Bilder, die zunächst verborgen sind
post-poll-votes = Stimmen: { $count }
post-poll-ends = Die Umfrage endet am { $date }
post-poll-ended = Die Umfrage endete am { $date }
post-for-followers = Nur Follower können das lesen
post-for-named = Nur die Genannten können das lesen
hashtag-title = { $hashtag }
hashtag-lead = Öffentliche Beiträge und Empfehlungen mit { $hashtag }, die neuesten zuerst.
hashtag-none = Mit diesem Hashtag ist hier noch nichts öffentlich.
hashtag-older = Ältere Beiträge
post-report = Diesen Beitrag der Moderation melden
post-more-pictures = { $number ->
    [one] Ein weiteres Bild
   *[several] { $count } weitere Bilder
}
post-only-pictures = { $number ->
    [one] Ein Bild
   *[several] { $count } Bilder
}
