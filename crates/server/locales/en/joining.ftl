joining-title = Join { $site }
joining-invited = { $name } invites you to { $site }. The link works once.
joining-open = { $site } is open to new members.
joining-follow = { $name } and I follow each other: each of us sees on their own start page what the other writes.
joining-public = Your name is public. A recommendation becomes public only when both of you have agreed to it.
joining-already = You have an account here already? Then { $here }.
joining-already-here = sign in
