{{/*
The claim of a stateful pod. Its labels are those of selectors only: volume claim templates are
immutable, so that a version in them would make every upgrade fail. Takes a component.
*/}}
{{- define "weir.volumeClaim" -}}
- apiVersion: v1
  kind: PersistentVolumeClaim
  metadata:
    name: data
    labels:
      {{- include "weir.selectorLabels" . | nindent 6 }}
    {{- with .c.persistence.annotations }}
    annotations:
      {{- toYaml . | nindent 6 }}
    {{- end }}
  spec:
    accessModes: [{{ .c.persistence.accessMode }}]
    {{- with default .root.Values.global.storageClass .c.persistence.storageClass }}
    storageClassName: {{ . | quote }}
    {{- end }}
    resources:
      requests:
        storage: {{ .c.persistence.size }}
{{- end -}}

{{/* The claims of a StatefulSet, and what becomes of them. Takes a component. */}}
{{- define "weir.claims" -}}
{{- if .c.persistence.enabled -}}
persistentVolumeClaimRetentionPolicy:
  {{- toYaml .c.persistence.retentionPolicy | nindent 2 }}
volumeClaimTemplates:
  {{- include "weir.volumeClaim" . | nindent 2 }}
{{- end -}}
{{- end -}}
