-- A token read finds what it needs in the connection's row and its integration's (docs/scaling.md): the
-- user's two columns, as the embedded file has them there, that user's setting of the integration and the
-- wrapped data key stand beside the tokens. Triggers write these copies, so that a node of before serves
-- on; nothing else does. A row of before has none, `user_disabled` is null, until it is written next: a
-- read joins the tables meanwhile.
ALTER TABLE connections
    ADD COLUMN user_external_id text,
    ADD COLUMN user_disabled boolean,
    ADD COLUMN user_enables boolean,
    ADD COLUMN key_id uuid,
    ADD COLUMN key_master_id text,
    ADD COLUMN key_wrapped bytea;

-- What is copied is locked until the row is there for the others to be found: whoever changes it comes
-- either before, and is seen, or after, and sees the row.
CREATE FUNCTION copy_for_reads() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    SELECT external_id, disabled INTO NEW.user_external_id, NEW.user_disabled
        FROM users WHERE id = NEW.user_id FOR SHARE;
    SELECT is_enabled INTO NEW.user_enables FROM integration_settings
        WHERE user_id = NEW.user_id AND integration_id = NEW.integration_id;
    SELECT id, master_key_id, wrapped INTO NEW.key_id, NEW.key_master_id, NEW.key_wrapped
        FROM data_keys WHERE owner_id = NEW.user_id AND owner_kind = 'user'
        AND workspace_id = NEW.workspace_id FOR SHARE;
    RETURN NEW;
END;
$$;
CREATE TRIGGER connections_copy BEFORE INSERT OR UPDATE ON connections FOR EACH ROW
    WHEN (NEW.user_disabled IS NULL) EXECUTE FUNCTION copy_for_reads();

CREATE FUNCTION copy_user() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE connections SET user_external_id = NEW.external_id, user_disabled = NEW.disabled
        WHERE workspace_id = NEW.workspace_id AND user_id = NEW.id AND user_disabled IS NOT NULL;
    RETURN NULL;
END;
$$;
CREATE TRIGGER users_copy AFTER UPDATE OF external_id, disabled ON users FOR EACH ROW
    WHEN (OLD.external_id IS DISTINCT FROM NEW.external_id OR OLD.disabled <> NEW.disabled)
    EXECUTE FUNCTION copy_user();

-- A setting or a key that is new has no row that a connection could have locked: its user's stands for it.
CREATE FUNCTION copy_setting() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM users WHERE id = NEW.user_id FOR NO KEY UPDATE;
    UPDATE connections SET user_enables = NEW.is_enabled
        WHERE workspace_id = NEW.workspace_id AND user_id = NEW.user_id
        AND integration_id = NEW.integration_id AND user_disabled IS NOT NULL;
    RETURN NULL;
END;
$$;
CREATE TRIGGER integration_settings_copy AFTER INSERT OR UPDATE OF is_enabled ON integration_settings
    FOR EACH ROW EXECUTE FUNCTION copy_setting();

CREATE FUNCTION copy_data_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    PERFORM 1 FROM users WHERE id = NEW.owner_id FOR NO KEY UPDATE;
    UPDATE connections
        SET key_id = NEW.id, key_master_id = NEW.master_key_id, key_wrapped = NEW.wrapped
        WHERE workspace_id = NEW.workspace_id AND user_id = NEW.owner_id
        AND user_disabled IS NOT NULL;
    RETURN NULL;
END;
$$;
CREATE TRIGGER data_keys_copy AFTER INSERT OR UPDATE OF master_key_id, wrapped ON data_keys
    FOR EACH ROW WHEN (NEW.owner_kind = 'user') EXECUTE FUNCTION copy_data_key();

-- Without its key nothing sealed is read again: nor by what was copied of it.
CREATE FUNCTION forget_data_key() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE connections SET key_id = NULL, key_master_id = NULL, key_wrapped = NULL
        WHERE workspace_id = OLD.workspace_id AND user_id = OLD.owner_id AND key_id = OLD.id;
    RETURN NULL;
END;
$$;
CREATE TRIGGER data_keys_forget AFTER DELETE ON data_keys
    FOR EACH ROW WHEN (OLD.owner_kind = 'user') EXECUTE FUNCTION forget_data_key();
