area-waiting = Wartet auf Sie
area-settings = Einstellungen
