meeting-title = Ein Code für ein Treffen
meeting-lead = Jemand neben Ihnen zeigt ihn, damit die Server von Ihnen beiden bestätigen können, dass Sie sich getroffen haben.
meeting-link = Wenn Ihr Konto auf einem anderen Server ist: Öffnen Sie dort „Bekannte“, dann „Sich treffen“, und fügen Sie diesen Link ein:
meeting-digits = Oder tippen Sie diese Ziffern ein, zusammen mit der Adresse der Person, die sie zeigt:
meeting-limits = Er gilt einmal und fünf Minuten lang. Diese Seite kann nicht sagen, wem er gehört und ob er noch gilt: Danach fragt Ihr eigener Server.
