-- What a token read and a refresh cost, found by measuring (docs/scaling.md). No statement and no
-- answer changes; a node of before goes on working.

-- Without statistics, as right after a copy, the order of before let the planner find a user's key by
-- workspace and kind alone: it walked through everybody's. Now no plan but one begins with the owner.
CREATE UNIQUE INDEX data_keys_of_owner ON data_keys (owner_id, owner_kind, workspace_id);
ALTER TABLE data_keys DROP CONSTRAINT data_keys_workspace_id_owner_kind_owner_id_key;

-- A row that belongs to a connection or a session is asked for by the row's own key. IN made a list of
-- all that the user may see, in a scan of the whole table, for one row; so does EXISTS, at times.
DO $$
DECLARE
    policy record;
    allowed text;
BEGIN
    FOR policy IN
        SELECT * FROM (VALUES
            ('refresh_guard', 'connections', 'connection_id'),
            ('refresh_attempt', 'connections', 'connection_id'),
            ('connect_results', 'connect_sessions', 'session_id')) AS of (name, parent, reference)
    LOOP
        allowed := format('workspace_id = (SELECT acting_workspace()) '
            'AND ((SELECT acting_user()) IS NULL OR (SELECT true FROM %I parent '
            'WHERE parent.id = %I.%I))', policy.parent, policy.name, policy.reference);
        EXECUTE format('ALTER POLICY app ON %I USING (%s) WITH CHECK (%s)',
            policy.name, allowed, allowed);
    END LOOP;
END;
$$;

-- One look at the settings for a user where it took two: these columns are never null.
DO $$
DECLARE
    policy record;
    allowed text;
BEGIN
    FOR policy IN
        SELECT * FROM (VALUES ('users', 'id'), ('connections', 'user_id')) AS of (name, owner)
    LOOP
        allowed := format('workspace_id = (SELECT acting_workspace()) '
            'AND %I = coalesce((SELECT acting_user()), %I)', policy.owner, policy.owner);
        EXECUTE format('ALTER POLICY app ON %I USING (%s) WITH CHECK (%s)',
            policy.name, allowed, allowed);
    END LOOP;
END;
$$;

-- These are only ever looked up, a row or a few: there a sub-select costs more to begin than the
-- settings cost to read for each row.
ALTER POLICY app ON integrations
    USING (workspace_id = acting_workspace()) WITH CHECK (workspace_id = acting_workspace());
ALTER POLICY app ON integration_settings
    USING (workspace_id = acting_workspace() AND user_id = coalesce(acting_user(), user_id))
    WITH CHECK (workspace_id = acting_workspace() AND user_id = coalesce(acting_user(), user_id));
ALTER POLICY app ON data_keys
    USING (workspace_id = acting_workspace()
        AND (owner_kind = 'workspace' OR owner_id = coalesce(acting_user(), owner_id)))
    WITH CHECK (workspace_id = acting_workspace()
        AND (owner_kind = 'workspace' OR owner_id = coalesce(acting_user(), owner_id)));

-- Who filled a database counts what is in it at once, and not when autovacuum comes by: until then the
-- planner takes a full table for an empty one. Only a table's owner may.
DO $$
BEGIN
    EXECUTE format('CREATE FUNCTION count_rows_anew() RETURNS void LANGUAGE plpgsql SECURITY DEFINER '
        'SET search_path = %I AS ''BEGIN ANALYZE users, data_keys, integrations, connections, '
        'integration_settings, refresh_guard, refresh_attempt; END''', current_schema());
END;
$$;
REVOKE EXECUTE ON FUNCTION count_rows_anew() FROM PUBLIC;
GRANT EXECUTE ON FUNCTION count_rows_anew() TO fairlead_service;

-- A transaction that notifies commits while no other that does may, its wait for the disk included: a
-- hundred a second where the disk takes ten milliseconds, however many nodes there are. Whoever says
-- that it tells afterwards is not made to (a node of before does not say so); nobody waits for a job.
CREATE OR REPLACE FUNCTION tell_of_commit() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF current_setting('app.tells_afterwards', true) IS DISTINCT FROM 'yes' THEN
        PERFORM pg_notify('fairlead_commit', '');
    END IF;
    RETURN NULL;
END;
$$;
DROP TRIGGER jobs_tell ON jobs;
