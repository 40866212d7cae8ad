recommendation-title = { $author } recommends { $subject }
recommendation-topics = For
recommendation-signed = { $author }, signed on { $date }
recommendation-limitations = What { $author } cannot speak to
recommendation-limitations-none = { $author } names nothing here.
recommendation-acquaintance = How they know each other
recommendation-side = { $name } signed
recommendation-known-since = They have known each other since { $date }.
recommendation-known-since-short = known since { $date }
recommendation-read = Read and check
recommendation-signatures = Four signatures, one after the other
recommendation-share = This page
recommendation-address = Address of this page
recommendation-code-hint = The code leads to this address.
recommendation-download = Download the signed file
recommendation-download-hint = With this file anybody can check the recommendation, even when this server is gone.
recommendation-check-file = Check a file

signature-knows = { $one } signed: I know { $other }.
signature-wrote = { $one } signed this text.
signature-accepted = { $one } accepted this text.

mark-mutual = { $author } and { $subject } recommend each other.
mark-exchanged = Exchanged: { $author } and { $subject } recommended each other within 30 days.
mark-not-reaffirmed = Not re-affirmed since { $date }.

check-title = What was checked
check-valid = The signatures fit
check-expired = The signatures fitted; their term is over
check-expired-lead = The holders of these two keys both signed that they know each other, one wrote this text, the other accepted it. The term they signed for is over, and nobody has renewed it here.
check-not = What this does not prove
check-not-true = That the text is true. It is what { $author } says.
check-not-collusion = That nobody is lying together: two people who agree to deceive can both sign that they know each other.
check-not-codes = That both stood in one room: a code can be passed on by video.
check-not-server = That a hand held the pen: servers keep the keys of their members, so “{ $author } signed” means “the server of { $author } says so”.
check-keys = Whose keys these are
check-key = Key
check-withdrawals = Withdrawals
check-withdrawals-asked = The servers of both were last asked for withdrawals on { $moment }; nothing seen here withdraws this recommendation.
check-withdrawals-home = Both are members of this server. It knows of no withdrawal.
check-withdrawals-open = The servers of both have not been asked for withdrawals yet; nothing seen here withdraws this recommendation.

versions-title = Versions
versions-lead = Each text replaced the one before only after { $subject } had accepted it. What changed is marked.
versions-now = Public since { $date }, holds now
versions-first = Public since { $date }, the first text
versions-between = Public since { $date }
versions-added = added:
versions-removed = taken out:
versions-end = end of change
versions-limitations = Could not speak to

tombstone-title = This recommendation was withdrawn
tombstone-lead = It was public here and is not any more.
tombstone-when = Withdrawn on { $date }.
tombstone-meaning = One of the two people took back what they had signed. Neither needs to give a reason, and none is kept. A withdrawn recommendation does not come back, whoever sends it.
tombstone-copy = If you still hold a copy of its file: the file does not know of the withdrawal. The { $evidence } do.
tombstone-evidence = signed withdrawals
