#!/bin/sh
# Writes the settings of compose.yaml with fresh secrets into deploy/compose.env, which only you can read:
#   sh deploy/newComposeEnv.sh hms.hospital.example
set -eu

host=${1:?Say under which name people will open HMS: sh deploy/newComposeEnv.sh hms.hospital.example}
cd "$(dirname "$0")"
umask 077

secret() {
  head -c 24 /dev/urandom | od -A n -t x1 | tr -d ' \n'
}

if [ -e compose.env ]; then
  echo "deploy/compose.env is there already, with secrets that the data needs. Move it away yourself if that is meant." >&2
  exit 1
fi

cat > compose.env <<SETTINGS
PUBLIC_HOST=$host
HOSPITAL_TIME_ZONE=America/New_York
POSTGRES_PASSWORD=$(secret)
HMS_OWNER_PASSWORD=$(secret)
HMS_APP_PASSWORD=$(secret)
HMS_BACKUP_PASSWORD=$(secret)
# Without it nobody can read the data: keep a copy apart from the backups.
HMS_KEYS=k1:$(head -c 32 /dev/urandom | base64 | tr -d '\n')
# See .env.example for these
SMTP_URL=
MAIL_FROM=
STRIPE_SECRET_KEY=
STRIPE_WEBHOOK_SECRET=
TWILIO_ACCOUNT_SID=
TWILIO_AUTH_TOKEN=
TWILIO_FROM=
OIDC_ISSUER=
OIDC_CLIENT_ID=
OIDC_CLIENT_SECRET=
OIDC_NAME=
OIDC_SCOPES=
OIDC_TRUST_MFA=
OIDC_SIGN_OUT=
OIDC_EMAIL_VERIFIED_CLAIM=
AUDIT_ANCHOR_MAIL=
AUDIT_ANCHOR_S3=
AUDIT_ANCHOR_S3_KEY_ID=
AUDIT_ANCHOR_S3_SECRET=
AUDIT_ANCHOR_S3_REGION=
AUDIT_ANCHOR_S3_LOCK_DAYS=
SENTRY_DSN=
SETTINGS
echo "deploy/compose.env is written. Look through it, then: docker compose --env-file deploy/compose.env up --detach --build"
