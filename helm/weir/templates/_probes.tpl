{{/*
By meaning: startup holds the others back while logs are recovered, readiness says that requests are
taken, liveness that the process turns. Takes a component.
*/}}
{{- define "weir.probes" -}}
{{- range $name, $path := dict "startup" "/startupz" "readiness" "/readyz" "liveness" "/livez" }}
{{- with get $.c.probes $name }}
{{- if .enabled }}
{{ $name }}Probe:
  httpGet:
    path: {{ $path }}
    port: ops
  {{- toYaml (omit . "enabled") | nindent 2 }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}
