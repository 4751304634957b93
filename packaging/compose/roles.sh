#!/bin/sh
# Run once by PostgreSQL's image: who the nodes log in as. `fairlead migrate` would make the two groups;
# they must be there before it here.
set -eu
psql -v ON_ERROR_STOP=1 -v password="$POSTGRES_PASSWORD" -U postgres -d "$POSTGRES_DB" <<'SQL'
CREATE ROLE fairlead_app NOLOGIN;
CREATE ROLE fairlead_service NOLOGIN;
CREATE ROLE fairlead_node LOGIN PASSWORD :'password' IN ROLE fairlead_app;
CREATE ROLE fairlead_jobs LOGIN PASSWORD :'password' IN ROLE fairlead_service;
SQL
