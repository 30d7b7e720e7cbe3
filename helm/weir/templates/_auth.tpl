{{/* The Secret that the chart's job makes once, where the user names none. */}}
{{- define "weir.credentialsName" -}}
{{ include "weir.fullname" . }}-credentials
{{- end -}}

{{/* The Secret of the cluster secret and the admin keys; empty where services use none. */}}
{{- define "weir.authSecret" -}}
{{- if .Values.auth.existingSecret -}}
{{ .Values.auth.existingSecret }}
{{- else if ne .Values.auth.mode "off" -}}
{{ include "weir.credentialsName" . }}
{{- end -}}
{{- end -}}

{{- define "weir.authEnv" -}}
{{- $auth := .root.Values.auth -}}
{{- if include "weir.authSecret" .root }}
WEIR_AUTH: {{ $auth.mode | quote }}
WEIR_CLUSTER_SECRET_FILE: /etc/weir/auth/{{ $auth.keys.clusterSecret }}
{{- end }}
{{- if ne $auth.mode "off" }}
WEIR_ADMIN_KEY_FILE: /etc/weir/auth/{{ $auth.keys.adminKeys }}
{{- with $auth.superUsers }}
WEIR_SUPER_USERS: {{ join "," . | quote }}
{{- end }}
{{- with $auth.jwt }}
{{- if .jwksUrl }}
WEIR_JWT_JWKS_URL: {{ .jwksUrl | quote }}
{{- else if .jwksConfigMap }}
WEIR_JWT_JWKS_FILE: /etc/weir/jwks/{{ .jwksConfigMapKey }}
{{- end }}
{{- if or .jwksUrl .jwksConfigMap }}
{{- with .issuer }}
WEIR_JWT_ISSUER: {{ . | quote }}
{{- end }}
{{- with .audience }}
WEIR_JWT_AUDIENCE: {{ . | quote }}
{{- end }}
WEIR_JWT_CLOCK_SKEW_MS: {{ include "weir.text" .clockSkewMs | quote }}
WEIR_JWT_PRINCIPAL_CLAIM: {{ .principalClaim | quote }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "weir.authVolumes" -}}
{{- $auth := .Values.auth -}}
{{- with include "weir.authSecret" . }}
- name: auth
  secret:
    secretName: {{ . }}
    items:
      - key: {{ $auth.keys.clusterSecret }}
        path: {{ $auth.keys.clusterSecret }}
      {{- if ne $auth.mode "off" }}
      - key: {{ $auth.keys.adminKeys }}
        path: {{ $auth.keys.adminKeys }}
      {{- end }}
{{- end }}
{{- if and (ne $auth.mode "off") $auth.jwt.jwksConfigMap (not $auth.jwt.jwksUrl) }}
- name: jwks
  configMap:
    name: {{ $auth.jwt.jwksConfigMap }}
{{- end }}
{{- end -}}

{{- define "weir.authVolumeMounts" -}}
{{- $auth := .Values.auth -}}
{{- if include "weir.authSecret" . }}
- name: auth
  mountPath: /etc/weir/auth
  readOnly: true
{{- end }}
{{- if and (ne $auth.mode "off") $auth.jwt.jwksConfigMap (not $auth.jwt.jwksUrl) }}
- name: jwks
  mountPath: /etc/weir/jwks
  readOnly: true
{{- end }}
{{- end -}}
