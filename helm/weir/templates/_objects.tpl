{{/* Objects that every component has one of; each takes a component. */}}
{{- define "weir.serviceAccountName" -}}
{{- if .c.serviceAccount.name -}}
{{ .c.serviceAccount.name }}
{{- else if .c.serviceAccount.create -}}
{{ include "weir.componentName" . }}
{{- else -}}
default
{{- end -}}
{{- end -}}

{{- define "weir.serviceAccount" -}}
{{- if .c.serviceAccount.create -}}
apiVersion: v1
kind: ServiceAccount
metadata:
  name: {{ include "weir.serviceAccountName" . }}
  namespace: {{ .root.Release.Namespace }}
  labels:
    {{- include "weir.labels" . | nindent 4 }}
  {{- with mergeOverwrite (dict) .root.Values.commonAnnotations .c.serviceAccount.annotations (default (dict) .annotations) }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
automountServiceAccountToken: false
{{- end -}}
{{- end -}}

{{- define "weir.podDisruptionBudget" -}}
{{- if .c.podDisruptionBudget.enabled -}}
apiVersion: policy/v1
kind: PodDisruptionBudget
{{ include "weir.metadata" . }}
spec:
  maxUnavailable: {{ .c.podDisruptionBudget.maxUnavailable }}
  unhealthyPodEvictionPolicy: {{ .c.podDisruptionBudget.unhealthyPodEvictionPolicy }}
  selector:
    matchLabels:
      {{- include "weir.selectorLabels" . | nindent 6 }}
{{- end -}}
{{- end -}}

{{/* A Service without an address of its own: its name leads to every pod, ready or not. */}}
{{- define "weir.headlessService" -}}
apiVersion: v1
kind: Service
{{ include "weir.metadata" . }}
spec:
  clusterIP: None
  publishNotReadyAddresses: true
  {{- include "weir.ipFamilies" .root | nindent 2 }}
  selector:
    {{- include "weir.selectorLabels" . | nindent 4 }}
  ports:
    - name: grpc
      port: {{ .port }}
      targetPort: grpc
      appProtocol: kubernetes.io/h2c
    - name: ops
      port: {{ .opsPort }}
      targetPort: ops
{{- end -}}

{{- define "weir.ipFamilies" -}}
ipFamilyPolicy: {{ ternary "PreferDualStack" "SingleStack" .Values.network.dualStack }}
{{- end -}}
