#!/bin/bash
# Runs once, when the instance first starts: the application's container as a service that pulls
# its image anew at each start.
set -euo pipefail

# Names and ports come from the configuration.
cat > /etc/twitter-backend.env <<'SETTINGS'
NODE_ENV=production
PORT=${app_port}
AWS_REGION=${region}
DYNAMODB_NOTIFICATIONS_TABLE=${table_name}
SES_CONFIRMATION_TEMPLATE=${mail_template}
SETTINGS

cat > /usr/local/bin/pull-twitter-backend <<'SCRIPT'
#!/bin/bash
set -euo pipefail
aws ecr get-login-password --region ${region} | docker login --username AWS --password-stdin ${registry}
docker pull ${image}
SCRIPT
chmod 0755 /usr/local/bin/pull-twitter-backend

cat > /etc/systemd/system/twitter-backend.service <<'UNIT'
[Unit]
Description=Twitter Backend
After=docker.service network-online.target
Wants=network-online.target
Requires=docker.service
# An image may come days after the instance: never give up.
StartLimitIntervalSec=0

[Service]
ExecStartPre=/usr/local/bin/pull-twitter-backend
ExecStartPre=-/usr/bin/docker rm --force twitter-backend
ExecStart=/usr/bin/docker run --rm --name twitter-backend --env-file /etc/twitter-backend.env --publish 80:${app_port} ${image}
ExecStop=/usr/bin/docker stop twitter-backend
Restart=always
RestartSec=15
TimeoutStartSec=600

[Install]
WantedBy=multi-user.target
UNIT

# Straight after the start the repositories may not be reached yet.
for attempt in $(seq 1 20); do
  dnf install --assumeyes docker && break
  sleep 15
done

systemctl daemon-reload
systemctl enable --now docker
systemctl enable twitter-backend
# Without waiting: before the first push there is no image to pull.
systemctl start --no-block twitter-backend
