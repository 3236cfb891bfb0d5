#!/bin/sh
# Temporal's image takes its password from the environment alone: it is read from the secret here.
set -eu

POSTGRES_PWD=$(cat /run/secrets/temporal_password)
export POSTGRES_PWD
exec /etc/temporal/entrypoint.sh
