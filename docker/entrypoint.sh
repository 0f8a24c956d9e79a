#!/bin/sh
# Hands the mounted secrets to the program as the files it expects, then becomes the program.
# Secrets come in readable for the container's user however the host keeps them; libpq and the key ring
# want 0600, so they are laid in memory (/tmp is a tmpfs) with that mode. None of them enters the environment.
set -eu
umask 077

secrets=${SECRETS_DIR:-/run/secrets}

password_line() {
    if [ -r "$secrets/$2" ]; then
        # A colon or backslash in a password would end the field of the password file.
        printf '*:*:*:%s:%s\n' "$1" "$(sed 's/[\\:]/\\&/g' "$secrets/$2")"
    fi
}

if [ -d "$secrets" ]; then
    {
        password_line bluevitaal_app app_password
        password_line bluevitaal_migrator migrator_password
    } > /tmp/pgpass
    export PGPASSFILE=/tmp/pgpass
    if [ -r "$secrets/key_encryption_key" ]; then
        cat "$secrets/key_encryption_key" > /tmp/key_encryption_key
        export BLUEVITAAL_KEK_FILE=/tmp/key_encryption_key
    fi
fi

# A key made in memory would be gone with the container, and everything sealed under it unreadable.
if [ "${BLUEVITAAL_KEK_FILE:-}" = /tmp/key_encryption_key ] && [ ! -s /tmp/key_encryption_key ]; then
    echo "De sleutel key_encryption_key is niet te lezen in $secrets." >&2
    exit 1
fi

exec bluevitaal "$@"
