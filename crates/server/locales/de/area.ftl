area-waiting = Wartet auf Sie
area-acquaintances = Bekannte
area-settings = Einstellungen
