{{/* Where the pods of a component may run. Takes a component. */}}
{{- define "weir.scheduling" -}}
{{- with .c.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with .c.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with include "weir.affinity" . }}
affinity:
  {{- . | nindent 2 }}
{{- end }}
{{- with include "weir.spread" . | trim }}
topologySpreadConstraints:
  {{- . | nindent 2 }}
{{- end }}
{{- range $field := list "priorityClassName" "runtimeClassName" "schedulerName" }}
{{- with index $.c $field }}
{{ $field }}: {{ . }}
{{- end }}
{{- end }}
{{- end -}}

{{/* `affinity` as it was given, else the preset: pods of a component on different machines. */}}
{{- define "weir.affinity" -}}
{{- $term := dict
  "labelSelector" (dict "matchLabels" (include "weir.selectorLabels" . | fromYaml))
  "topologyKey" "kubernetes.io/hostname"
-}}
{{- if .c.affinity -}}
{{- toYaml .c.affinity }}
{{- else if eq .c.antiAffinity "hard" -}}
podAntiAffinity:
  requiredDuringSchedulingIgnoredDuringExecution:
    - {{- toYaml $term | nindent 6 }}
{{- else if eq .c.antiAffinity "soft" -}}
podAntiAffinity:
  preferredDuringSchedulingIgnoredDuringExecution:
    - weight: 100
      podAffinityTerm:
        {{- toYaml $term | nindent 8 }}
{{- end }}
{{- end -}}

{{/* The constraints that were given, each told which pods it counts; an empty list is none. */}}
{{- define "weir.spread" -}}
{{- $selector := dict "matchLabels" (include "weir.selectorLabels" . | fromYaml) -}}
{{- range .c.topologySpreadConstraints }}
- {{- toYaml (merge (deepCopy .) (dict "labelSelector" $selector)) | nindent 2 }}
{{- end }}
{{- end -}}
