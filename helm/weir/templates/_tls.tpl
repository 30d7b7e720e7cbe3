{{/* The Secret with the certificate of a component. Takes a component. */}}
{{- define "weir.tlsSecret" -}}
{{- $tls := .root.Values.tls -}}
{{- $key := ternary "client" .key (eq .key "jobs") -}}
{{- if $tls.certManager.enabled -}}
{{ include "weir.fullname" .root }}-{{ ternary "client" .name (eq .key "jobs") }}-tls
{{- else -}}
{{ default $tls.existingSecret (get $tls.existingSecrets $key) }}
{{- end -}}
{{- end -}}

{{/* A name that every certificate of the release has: it holds where a pod is called by its address. */}}
{{- define "weir.tlsServerName" -}}
{{- default (printf "%s.%s.svc" (include "weir.fullname" .) .Release.Namespace) .Values.tls.serverName -}}
{{- end -}}

{{- define "weir.tlsEnv" -}}
{{- if .root.Values.tls.enabled }}
WEIR_TLS_CERT_FILE: /etc/weir/tls/tls.crt
WEIR_TLS_KEY_FILE: /etc/weir/tls/tls.key
WEIR_TLS_CA_FILE: /etc/weir/tls/ca.crt
WEIR_TLS_CLIENT_AUTH: {{ default .root.Values.tls.clientAuth .c.tlsClientAuth }}
WEIR_TLS_SERVER_NAME: {{ include "weir.tlsServerName" .root }}
{{- end }}
{{- end -}}

{{/* Mounted whole, never by subPath: a new certificate then reaches the running pod. */}}
{{- define "weir.tlsVolumes" -}}
{{- if .root.Values.tls.enabled }}
- name: tls
  secret:
    secretName: {{ include "weir.tlsSecret" . }}
{{- end }}
{{- end -}}

{{- define "weir.tlsVolumeMounts" -}}
{{- if .root.Values.tls.enabled }}
- name: tls
  mountPath: /etc/weir/tls
  readOnly: true
{{- end }}
{{- end -}}
