{{/* A value of the chart as the text of an environment variable: large numbers stay digits. */}}
{{- define "weir.text" -}}
{{- if kindIs "float64" . }}{{ printf "%.0f" . }}{{ else }}{{ toString . }}{{ end -}}
{{- end -}}

{{/* One variable from the downward API. Takes a list: its name, the field. */}}
{{- define "weir.fieldEnv" -}}
- name: {{ index . 0 }}
  valueFrom:
    fieldRef:
      fieldPath: {{ index . 1 }}
{{- end -}}

{{/*
What every service is told: where it listens, TLS, who may do what, and `config` of its values.
Takes a component; `env` are the variables of its own.
*/}}
{{- define "weir.env" -}}
{{- $env := dict "WEIR_LISTEN_HOST" (include "weir.listenHost" .root) "WEIR_LOG_LEVEL" .c.logLevel -}}
{{- $_ := mergeOverwrite $env (include "weir.tlsEnv" . | fromYaml) (include "weir.authEnv" . | fromYaml) -}}
{{- $_ := mergeOverwrite $env .c.config -}}
{{- range $name, $value := $env }}
- name: {{ $name }}
  value: {{ include "weir.text" $value | quote }}
{{- end }}
{{- with .c.extraEnv }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "weir.listenHost" -}}
{{- if or .Values.network.dualStack (eq .Values.network.primaryFamily "IPv6") }}::{{ else }}0.0.0.0{{ end -}}
{{- end -}}

{{/* host:port at which a pod is told to others. Takes a component. */}}
{{- define "weir.advertisedAddress" -}}
{{- if eq .root.Values.network.advertise "name" -}}
$(POD_NAME).{{ include "weir.serviceHost" (list .root (include "weir.componentName" .)) }}:{{ .port }}
{{- else -}}
{{ include "weir.podAddress" . }}
{{- end -}}
{{- end -}}

{{- define "weir.podAddress" -}}
{{- if eq .root.Values.network.primaryFamily "IPv6" }}[$(POD_IP)]{{ else }}$(POD_IP){{ end }}:{{ .port }}
{{- end -}}
