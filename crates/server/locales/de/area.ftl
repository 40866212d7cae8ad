area-home = Start
area-waiting = Wartet auf Sie
area-acquaintances = Bekannte
area-recommendations = Empfehlungen
area-notifications = Mitteilungen
area-people = Wem Sie folgen
area-settings = Einstellungen
