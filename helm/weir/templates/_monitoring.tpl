{{/* How each monitor scrapes: the job has the name that rules and dashboards expect. Takes the root. */}}
{{- define "weir.scrapeEndpoint" -}}
port: ops
path: /metrics
interval: {{ .Values.monitoring.scrape.interval }}
{{- with .Values.monitoring.scrape.timeout }}
scrapeTimeout: {{ . }}
{{- end }}
relabelings:
  - sourceLabels: [{{ ternary "__meta_kubernetes_pod_label_app_kubernetes_io_component" "__meta_kubernetes_service_label_app_kubernetes_io_component" (eq .Values.monitoring.scrape.kind "PodMonitor") }}]
    targetLabel: job
    replacement: weir-$1
  # The address of a pod changes at each restart, its name tells who it is.
  - sourceLabels: [__meta_kubernetes_pod_name]
    targetLabel: instance
  - targetLabel: weir_cluster
    replacement: {{ .Release.Namespace }}/{{ include "weir.fullname" . }}
  {{- with .Values.monitoring.scrape.relabelings }}
  {{- toYaml . | nindent 2 }}
  {{- end }}
{{- with .Values.monitoring.scrape.metricRelabelings }}
metricRelabelings:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}

{{/* Selects the services of this release that have metrics. Takes the root. */}}
{{- define "weir.scrapeSelector" -}}
matchLabels:
  app.kubernetes.io/name: {{ default .Chart.Name .Values.nameOverride }}
  app.kubernetes.io/instance: {{ .Release.Name }}
matchExpressions:
  - key: app.kubernetes.io/component
    operator: In
    values: [controller, storage-node, coordinator, gateway]
{{- end -}}

{{/*
The alert rules, from the one file that Weir has: without those that are switched off, each with the
labels that the values add, and with runbooks where the values say they are. Takes the root.
*/}}
{{- define "weir.rules" -}}
{{- $rules := .Values.monitoring.rules -}}
{{- $source := .Files.Get "files/prometheus/rules.yaml" -}}
{{- $groups := list -}}
{{- range $group := (replace (include "weir.runbookBase" $) (trimSuffix "/" .Values.monitoring.runbookBaseUrl) $source | fromYaml).groups -}}
{{- $kept := list -}}
{{- range $group.rules -}}
{{- if not (has (default "" .alert) $rules.disabled) -}}
{{- if .alert -}}
{{- $_ := set . "labels" (mergeOverwrite (default (dict) .labels) $rules.alertLabels) -}}
{{- end -}}
{{- $kept = append $kept . -}}
{{- end -}}
{{- end -}}
{{- if $kept -}}
{{- $groups = append $groups (set $group "rules" $kept) -}}
{{- end -}}
{{- end -}}
{{- toYaml (dict "groups" (concat $groups $rules.additionalGroups)) -}}
{{- end -}}

{{/* Where rules and dashboards say that runbooks are, which the values may change. */}}
{{- define "weir.runbookBase" -}}
https://github.com/weir/weir/blob/main/deploy/runbooks
{{- end -}}
