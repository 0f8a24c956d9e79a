-- Who stands in for a begeleider, and whom the client lets in for a time, are ties of their own.
ALTER TABLE reading.event DROP CONSTRAINT event_relation_check;
ALTER TABLE reading.event ADD CONSTRAINT event_relation_check
    CHECK (relation IN ('guides', 'covers', 'own', 'allowed', 'none', 'emergency'));
