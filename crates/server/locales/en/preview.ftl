preview-recommends = recommends
preview-evidence = Both have signed that they know each other. Who is recommended has accepted the text.
preview-text = “{ $text }”
preview-description = { $author } recommends { $subject } for { $topics }. Both have signed that they know each other, and { $subject } has accepted the text.
