-- When somebody last came into a collection or left it; it never goes back. Of those that were there before, the last
-- change of anything that their author has ever published is later than whatever others were told.
ALTER TABLE collection ADD COLUMN changed_at TEXT NOT NULL DEFAULT '1970-01-01T00:00:00+00:00';
UPDATE collection SET changed_at = COALESCE((SELECT MAX(COALESCE(recommendation.withdrawn_at, recommendation.published_at))
    FROM recommendation WHERE recommendation.author_id = collection.author_id
        AND recommendation.published_at IS NOT NULL), changed_at);
