-- A token read finds all but its integration in the connection's row: beside the user's two columns, as
-- before, that user's setting of the integration and the wrapped data key, a page and two searches less.
-- Triggers write these copies and nothing else does. A row of before has none, `key_wrapped` is null,
-- until its tokens are written next: a read joins the tables meanwhile.
ALTER TABLE connections ADD COLUMN user_enables INTEGER;
ALTER TABLE connections ADD COLUMN key_id BLOB;
ALTER TABLE connections ADD COLUMN key_master_id TEXT;
ALTER TABLE connections ADD COLUMN key_wrapped BLOB;

DROP TRIGGER connections_user;
CREATE TRIGGER connections_copy AFTER INSERT ON connections
BEGIN
    UPDATE connections SET (user_external_id, user_disabled) =
        (SELECT external_id, disabled FROM users WHERE id = NEW.user_id),
        user_enables = (SELECT is_enabled FROM integration_settings
            WHERE user_id = NEW.user_id AND integration_id = NEW.integration_id),
        (key_id, key_master_id, key_wrapped) = (SELECT id, master_key_id, wrapped FROM data_keys
            WHERE workspace_id = NEW.workspace_id AND owner_kind = 'user' AND owner_id = NEW.user_id)
    WHERE number = NEW.number;
END;
CREATE TRIGGER connections_copy_again AFTER UPDATE OF access_sealed ON connections
WHEN NEW.access_sealed IS NOT NULL AND NEW.key_wrapped IS NULL
BEGIN
    UPDATE connections SET
        user_enables = (SELECT is_enabled FROM integration_settings
            WHERE user_id = NEW.user_id AND integration_id = NEW.integration_id),
        (key_id, key_master_id, key_wrapped) = (SELECT id, master_key_id, wrapped FROM data_keys
            WHERE workspace_id = NEW.workspace_id AND owner_kind = 'user' AND owner_id = NEW.user_id)
    WHERE number = NEW.number;
END;

CREATE TRIGGER integration_settings_new AFTER INSERT ON integration_settings
BEGIN
    UPDATE connections SET user_enables = NEW.is_enabled
    WHERE workspace_id = NEW.workspace_id AND user_id = NEW.user_id
    AND integration_id = NEW.integration_id;
END;
CREATE TRIGGER integration_settings_changed AFTER UPDATE OF is_enabled ON integration_settings
BEGIN
    UPDATE connections SET user_enables = NEW.is_enabled
    WHERE workspace_id = NEW.workspace_id AND user_id = NEW.user_id
    AND integration_id = NEW.integration_id;
END;
CREATE TRIGGER integration_settings_gone AFTER DELETE ON integration_settings
BEGIN
    UPDATE connections SET user_enables = NULL
    WHERE workspace_id = OLD.workspace_id AND user_id = OLD.user_id
    AND integration_id = OLD.integration_id;
END;

-- With the key a row has all its copies.
CREATE TRIGGER data_keys_new AFTER INSERT ON data_keys WHEN NEW.owner_kind = 'user'
BEGIN
    UPDATE connections SET
        user_enables = (SELECT s.is_enabled FROM integration_settings s
            WHERE s.user_id = NEW.owner_id AND s.integration_id = connections.integration_id),
        key_id = NEW.id, key_master_id = NEW.master_key_id, key_wrapped = NEW.wrapped
    WHERE workspace_id = NEW.workspace_id AND user_id = NEW.owner_id;
END;
CREATE TRIGGER data_keys_changed AFTER UPDATE OF master_key_id, wrapped ON data_keys
WHEN NEW.owner_kind = 'user'
BEGIN
    UPDATE connections
    SET key_id = NEW.id, key_master_id = NEW.master_key_id, key_wrapped = NEW.wrapped
    WHERE workspace_id = NEW.workspace_id AND user_id = NEW.owner_id AND key_wrapped IS NOT NULL;
END;
-- Without its key nothing sealed is read again: nor by what was copied of it.
CREATE TRIGGER data_keys_gone AFTER DELETE ON data_keys WHEN OLD.owner_kind = 'user'
BEGIN
    UPDATE connections SET key_id = NULL, key_master_id = NULL, key_wrapped = NULL
    WHERE workspace_id = OLD.workspace_id AND user_id = OLD.owner_id AND key_id = OLD.id;
END;
