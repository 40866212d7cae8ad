-- Offers that do not lie before their subjects yet, because these are writing about the authors.
CREATE TABLE kept_back_offer (
    offer_uri TEXT PRIMARY KEY
);
