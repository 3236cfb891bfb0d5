#!/bin/sh
# Makes the namespace, once the server answers. Run at each start: twice is once.
# TEMPORAL_ADDRESS is read by the `temporal` command itself.
set -eu

tries=0
until temporal operator cluster health; do
    tries=$((tries + 1))
    [ "$tries" -lt 30 ] || exit 1
    sleep 2
done

# Closed workflows stay visible for three months. Jalon's record is its own database.
temporal operator namespace describe --namespace "$TEMPORAL_NAMESPACE" >/dev/null 2>&1 ||
    temporal operator namespace create --namespace "$TEMPORAL_NAMESPACE" --retention 90d
