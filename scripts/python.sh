#!/bin/sh
# Prints the first Python 3.11 or later that can make a virtual environment ($PYTHON is tried first),
# or says in one French sentence what to install and exits with 1.
without_venv=
for python in ${PYTHON:-} python3 python3.14 python3.13 python3.12 python3.11; do
    version=$("$python" -c 'import sys; print("%d.%d" % sys.version_info[:2]); sys.exit(sys.version_info < (3, 11))' \
        2>/dev/null) || continue
    if "$python" -c 'import ensurepip, venv' 2>/dev/null; then
        echo "$python"
        exit 0
    fi
    without_venv=${without_venv:-$version}
done
if [ -n "$without_venv" ]; then
    echo "Jalon a besoin du module venv de Python $without_venv : installez le paquet python$without_venv-venv," \
        "puis relancez la commande." >&2
else
    echo "Jalon a besoin de Python 3.11 ou plus récent : installez les paquets python3.11 et python3.11-venv," \
        "puis relancez la commande." >&2
fi
exit 1
