recommendation-title = { $author } empfiehlt { $subject }
recommendation-topics = Für
recommendation-signed = { $author }, unterschrieben am { $date }
recommendation-limitations = Wozu { $author } nichts sagen kann
recommendation-limitations-none = { $author } nennt hier nichts.
recommendation-acquaintance = Woher sie einander kennen
recommendation-side = { $name } hat unterschrieben
recommendation-known-since = Die beiden kennen einander seit { $date }.
recommendation-known-since-short = bekannt seit { $date }
recommendation-read = Lesen und prüfen
recommendation-signatures = Vier Unterschriften, eine nach der anderen
recommendation-share = Diese Seite
recommendation-address = Adresse dieser Seite
recommendation-code-hint = Der Code führt zu dieser Adresse.
recommendation-download = Unterschriebene Datei herunterladen
recommendation-download-hint = Mit dieser Datei kann jeder die Empfehlung prüfen, auch wenn es diesen Server nicht mehr gibt.
recommendation-check-file = Eine Datei prüfen

signature-knows = { $one } hat unterschrieben: Ich kenne { $other }.
signature-wrote = { $one } hat diesen Text unterschrieben.
signature-accepted = { $one } hat diesen Text angenommen.

mark-mutual = { $author } und { $subject } empfehlen einander.
mark-exchanged = Im Austausch: { $author } und { $subject } haben einander binnen 30 Tagen empfohlen.
mark-not-reaffirmed = Nicht mehr bekräftigt seit { $date }.

check-title = Was geprüft wurde
check-valid = Die Unterschriften passen
check-expired = Die Unterschriften passten; ihre Frist ist abgelaufen
check-expired-lead = Die Inhaber dieser beiden Schlüssel haben beide unterschrieben, dass sie einander kennen; einer hat diesen Text geschrieben, der andere hat ihn angenommen. Die Frist, für die sie unterschrieben haben, ist abgelaufen, und niemand hat sie hier erneuert.
check-not = Was das nicht beweist
check-not-true = Dass der Text wahr ist. Er ist, was { $author } sagt.
check-not-collusion = Dass nicht beide gemeinsam lügen: Wer sich zum Täuschen verabredet, kann auch unterschreiben, einander zu kennen.
check-not-codes = Dass beide in einem Raum standen: Ein Code lässt sich per Video weitergeben.
check-not-server = Dass eine Hand die Feder führte: Server verwahren die Schlüssel ihrer Mitglieder. „{ $author } hat unterschrieben“ heißt also: „Der Server von { $author } sagt es.“
check-keys = Wessen Schlüssel das sind
check-key = Schlüssel
check-withdrawals = Widerrufe
check-withdrawals-asked = Die Server der beiden wurden zuletzt am { $moment } nach Widerrufen gefragt; nichts, was hier vorliegt, widerruft diese Empfehlung.
check-withdrawals-home = Beide sind Mitglieder dieses Servers. Er kennt keinen Widerruf.
check-withdrawals-open = Die Server der beiden wurden noch nicht nach Widerrufen gefragt; nichts, was hier vorliegt, widerruft diese Empfehlung.

versions-title = Fassungen
versions-lead = Jeder Text ersetzte den vorigen erst, nachdem { $subject } ihn angenommen hatte. Änderungen sind gekennzeichnet.
versions-now = Öffentlich seit { $date }, gilt jetzt
versions-first = Öffentlich seit { $date }, der erste Text
versions-between = Öffentlich seit { $date }
versions-added = hinzugefügt:
versions-removed = gestrichen:
versions-end = Ende der Änderung
versions-limitations = Keine Aussage zu

tombstone-title = Diese Empfehlung wurde widerrufen
tombstone-lead = Sie war hier öffentlich und ist es nicht mehr.
tombstone-when = Widerrufen am { $date }.
tombstone-meaning = Einer der beiden Menschen hat zurückgenommen, was unterschrieben war. Niemand muss dafür einen Grund nennen, und keiner wird aufbewahrt. Eine widerrufene Empfehlung kommt nicht wieder, wer sie auch schickt.
tombstone-copy = Falls Sie noch eine Kopie der Datei haben: Die Datei weiß nichts vom Widerruf. Die { $evidence } schon.
tombstone-evidence = unterschriebenen Widerrufe
