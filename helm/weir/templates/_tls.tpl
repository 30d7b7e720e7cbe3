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

{{/* Whether the chart brings an authority of its own, since no issuer is named. Takes the root. */}}
{{- define "weir.makesAuthority" -}}
{{- $tls := .Values.tls -}}
{{- if and $tls.enabled $tls.certManager.enabled (not $tls.certManager.issuerRef.name) }}true{{ end -}}
{{- end -}}

{{/* The names of a component's certificate: none of them is a replica's. Takes a component. */}}
{{- define "weir.certificateNames" -}}
{{- $service := include "weir.componentName" . -}}
{{- $host := include "weir.serviceHost" (list .root $service) -}}
{{- $names := list (include "weir.tlsServerName" .root) -}}
{{- if ne .key "jobs" -}}
{{- $short := printf "%s.%s" $service .root.Release.Namespace -}}
{{- $names = concat $names (list "localhost" $service $short (printf "%s.svc" $short) $host (printf "*.%s" $host)) -}}
{{- $names = concat $names (get .root.Values.tls.certManager.extraDnsNames .key | default list) -}}
{{- end -}}
{{- toYaml (uniq $names) -}}
{{- end -}}
