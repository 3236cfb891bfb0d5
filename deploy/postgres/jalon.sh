#!/bin/sh
# Run once by the image, on empty data: the role and the database of the URL that Jalon is given.
# The role owns its database and nothing else. Its password is read from the URL, and must need no %-encoding.
set -eu

url=$(cat "${JALON_DATABASE_URL_FILE:-/run/secrets/jalon_database_url}")
url=${url%%\?*}
credentials=${url#*://}
credentials=${credentials%%@*}

# Nothing secret on a command line: psql reads it from its environment.
ROLE=${credentials%%:*} PASSWORD=${credentials#*:} DATABASE=${url##*/} \
    psql --no-psqlrc --set ON_ERROR_STOP=1 --username "${POSTGRES_USER:-postgres}" --dbname postgres <<'SQL'
\getenv role ROLE
\getenv password PASSWORD
\getenv database DATABASE
CREATE ROLE :"role" LOGIN PASSWORD :'password';
CREATE DATABASE :"database" OWNER :"role";
SQL
