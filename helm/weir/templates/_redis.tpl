{{/* How the metadata store is reached, for controllers and coordinators. Takes the root. */}}
{{- define "weir.redisEnv" -}}
{{- $external := .Values.externalRedis -}}
{{- if .Values.redis.enabled }}
- name: WEIR_REDIS_URL
  value: redis://{{ include "weir.serviceHost" (list . (printf "%s-redis" (include "weir.fullname" .))) }}:6379/0
{{- else if $external.sentinel.masterName }}
- name: WEIR_REDIS_SENTINELS
  value: {{ join "," $external.sentinel.nodes | quote }}
- name: WEIR_REDIS_SENTINEL_MASTER
  value: {{ $external.sentinel.masterName | quote }}
{{- if $external.sentinel.existingSecret }}
- name: WEIR_REDIS_SENTINEL_PASSWORD_FILE
  value: /etc/weir/redis-sentinel/password
{{- end }}
{{- else if $external.url }}
- name: WEIR_REDIS_URL
  value: {{ $external.url | quote }}
{{- else }}
- name: WEIR_REDIS_URL
  value: {{ include "weir.externalRedisUrl" $external | quote }}
{{- end }}
{{- if include "weir.redisSecret" . }}
- name: WEIR_REDIS_PASSWORD_FILE
  value: /etc/weir/redis/password
{{- end }}
{{- with $external.username }}
- name: WEIR_REDIS_USERNAME
  value: {{ . | quote }}
{{- end }}
{{- if $external.tls.caSecret }}
- name: WEIR_REDIS_TLS_CA_FILE
  value: /etc/weir/redis-ca/ca.crt
{{- end }}
- name: WEIR_REDIS_KEY_PREFIX
  value: {{ .Values.redisKeyPrefix | quote }}
{{- end -}}

{{/* Takes the values of `externalRedis`. */}}
{{- define "weir.externalRedisUrl" -}}
{{- printf "%s://%s:%d/%d" (ternary "rediss" "redis" .tls.enabled) .host (int .port) (int .database) -}}
{{- end -}}

{{/* The Secret of Redis's password, empty where there is none. Takes the root. */}}
{{- define "weir.redisSecret" -}}
{{- if .Values.redis.enabled -}}
{{- if .Values.redis.auth.enabled }}{{ default (include "weir.credentialsName" .) .Values.redis.auth.existingSecret }}{{ end -}}
{{- else -}}
{{ .Values.externalRedis.existingSecret }}
{{- end -}}
{{- end -}}

{{- define "weir.redisSecretKey" -}}
{{ ternary .Values.redis.auth.existingSecretKey .Values.externalRedis.existingSecretKey .Values.redis.enabled }}
{{- end -}}

{{- define "weir.redisVolumes" -}}
{{- with include "weir.redisSecret" . }}
- name: redis-password
  secret:
    secretName: {{ . }}
    items:
      - key: {{ include "weir.redisSecretKey" $ }}
        path: password
{{- end }}
{{- if not .Values.redis.enabled }}
{{- with .Values.externalRedis.sentinel }}
{{- if .existingSecret }}
- name: redis-sentinel-password
  secret:
    secretName: {{ .existingSecret }}
    items:
      - key: {{ .existingSecretKey }}
        path: password
{{- end }}
{{- end }}
{{- with .Values.externalRedis.tls.caSecret }}
- name: redis-ca
  secret:
    secretName: {{ . }}
    items:
      - key: {{ $.Values.externalRedis.tls.caSecretKey }}
        path: ca.crt
{{- end }}
{{- end }}
{{- end -}}

{{- define "weir.redisVolumeMounts" -}}
{{- if include "weir.redisSecret" . }}
- name: redis-password
  mountPath: /etc/weir/redis
  readOnly: true
{{- end }}
{{- if not .Values.redis.enabled }}
{{- if .Values.externalRedis.sentinel.existingSecret }}
- name: redis-sentinel-password
  mountPath: /etc/weir/redis-sentinel
  readOnly: true
{{- end }}
{{- if .Values.externalRedis.tls.caSecret }}
- name: redis-ca
  mountPath: /etc/weir/redis-ca
  readOnly: true
{{- end }}
{{- end }}
{{- end -}}
