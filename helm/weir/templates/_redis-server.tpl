{{/* Redis's own config. What Weir relies on stands last, so that `extraConfig` cannot undo it. */}}
{{- define "weir.redisConf" -}}
bind * -::*
port 6379
protected-mode no
dir /data
{{- with .c.extraConfig }}
{{ . | trim }}
{{- end }}
appendonly yes
appendfsync {{ .c.appendFsync }}
maxmemory {{ .c.maxMemory }}
maxmemory-policy noeviction
{{- if .c.auth.enabled }}
include /tmp/password.conf
{{- end }}
{{- end -}}

{{/* Starts Redis; the password goes through a file of its own, never through arguments or variables. */}}
{{- define "weir.redisCommand" -}}
{{- if .c.auth.enabled -}}
umask 077
printf 'requirepass "%s"\n' "$(cat /etc/weir/redis/password)" > /tmp/password.conf
{{ end -}}
exec redis-server /etc/redis/redis.conf
{{- end -}}

{{/* Asks Redis, as the probes do. */}}
{{- define "weir.redisProbeCommand" -}}
{{- if .c.auth.enabled -}}
REDISCLI_AUTH="$(cat /etc/weir/redis/password)" && export REDISCLI_AUTH &&
{{ end -}}
test "$(timeout 2 redis-cli -h 127.0.0.1 ping)" = PONG
{{- end -}}
