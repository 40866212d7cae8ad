joining-title = Bei { $site } mitmachen
joining-invited = { $name } lädt Sie zu { $site } ein. Der Link gilt für ein Konto.
joining-open = { $site } steht neuen Mitgliedern offen.
joining-follow = { $name } und ich folgen einander: Auf der eigenen Startseite sieht jede Seite, was die andere schreibt.
joining-public = Ihr Name ist öffentlich. Eine Empfehlung wird erst öffentlich, wenn beide zugestimmt haben.
joining-already = Sie haben hier schon ein Konto? Dann { $here }.
joining-already-here = melden Sie sich an
