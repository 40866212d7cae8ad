area-waiting = Wartet auf Sie
area-acquaintances = Bekannte
area-recommendations = Empfehlungen
area-settings = Einstellungen
