CREATE TRIGGER audit_entry_never_changed ON audit_entry INSTEAD OF UPDATE, DELETE AS
BEGIN
    THROW 50001, 'audit entries are never changed or removed', 1;
END;
