{{/* `resources` as they were given, else those of the preset. Takes a component. */}}
{{- define "weir.resources" -}}
{{- $presets := dict
  "nano" (dict "requests" (dict "cpu" "50m" "memory" "128Mi") "limits" (dict "memory" "256Mi"))
  "small" (dict "requests" (dict "cpu" "250m" "memory" "256Mi") "limits" (dict "memory" "512Mi"))
  "medium" (dict "requests" (dict "cpu" "500m" "memory" "512Mi") "limits" (dict "memory" "1Gi"))
  "large" (dict "requests" (dict "cpu" "1" "memory" "1Gi") "limits" (dict "memory" "2Gi"))
  "xlarge" (dict "requests" (dict "cpu" "2" "memory" "2Gi") "limits" (dict "memory" "4Gi"))
-}}
{{- if .c.resources -}}
{{ toYaml .c.resources }}
{{- else if ne .c.resourcesPreset "none" -}}
{{ toYaml (get $presets .c.resourcesPreset) }}
{{- end -}}
{{- end -}}
