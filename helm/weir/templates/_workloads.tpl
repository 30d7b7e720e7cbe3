{{/* What the StatefulSets of services share beside their pods. Takes a component. */}}
{{- define "weir.statefulSetSpec" -}}
revisionHistoryLimit: {{ .c.revisionHistoryLimit }}
minReadySeconds: {{ .c.minReadySeconds }}
updateStrategy:
  {{- toYaml .c.updateStrategy | nindent 2 }}
selector:
  matchLabels:
    {{- include "weir.selectorLabels" . | nindent 4 }}
{{- end -}}

{{/* A service without state of its own. Takes a component with `env` and volumes. */}}
{{- define "weir.deployment" -}}
apiVersion: apps/v1
kind: Deployment
{{ include "weir.metadata" . }}
spec:
  replicas: {{ .c.replicas }}
  revisionHistoryLimit: {{ .c.revisionHistoryLimit }}
  minReadySeconds: {{ .c.minReadySeconds }}
  strategy:
    {{- toYaml .c.updateStrategy | nindent 4 }}
  selector:
    matchLabels:
      {{- include "weir.selectorLabels" . | nindent 6 }}
  template:
    {{- include "weir.podTemplate" . | nindent 4 }}
{{- end -}}
