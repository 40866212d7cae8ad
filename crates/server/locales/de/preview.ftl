preview-recommends = empfiehlt
preview-evidence = Beide haben unterschrieben, dass sie einander kennen; wer empfohlen wird, nahm den Text an.
preview-text = „{ $text }“
preview-description = { $author } empfiehlt { $subject } für { $topics }. Beide haben unterschrieben, dass sie einander kennen, und { $subject } hat den Text angenommen.
