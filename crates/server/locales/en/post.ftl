post-title = { $name }, { $date }
post-heading = A post by { $name }
post-above = In answer to
post-below = Answers
post-read-on = Read all of it
post-more = More answers
post-edited = Changed on { $date }
post-attachment = Picture or file
post-picture = Picture without a description
post-pictures-hidden = Pictures that the author hides at first
post-poll-votes = Votes: { $count }
post-poll-ends = The poll ends on { $date }
post-poll-ended = The poll ended on { $date }
post-for-followers = Only followers can read this
post-for-named = Only those named can read this
hashtag-title = { $hashtag }
hashtag-lead = Public posts and recommendations with { $hashtag }, newest first.
hashtag-none = There is nothing public with this hashtag here yet.
hashtag-older = Older posts
post-report = Report this post to the moderators
post-more-pictures = { $number ->
    [one] One more picture
   *[several] { $count } more pictures
}
post-only-pictures = { $number ->
    [one] A picture
   *[several] { $count } pictures
}
