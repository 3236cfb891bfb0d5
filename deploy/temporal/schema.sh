#!/bin/sh
# Makes Temporal's two databases and brings each to the schema of this version. Run at each start: twice is once.
set -eu

SQL_PASSWORD=$(cat /run/secrets/temporal_password)
export SQL_PASSWORD

for database in temporal visibility; do
    name=temporal
    [ "$database" = temporal ] || name="temporal_$database"
    export SQL_DATABASE="$name"
    temporal-sql-tool create
    temporal-sql-tool setup-schema -v 0.0
    temporal-sql-tool update-schema -d "/etc/temporal/schema/postgresql/v12/$database/versioned"
done
