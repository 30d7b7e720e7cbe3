{{/*
The pod template of a service. Takes a component; of its own it may bring `env`, `volumes` and
`volumeMounts` (text), `initContainers` (text) and `drainSeconds`.
*/}}
{{- define "weir.podTemplate" -}}
metadata:
  labels:
    {{- include "weir.selectorLabels" . | nindent 4 }}
    {{- with mergeOverwrite (dict) .root.Values.commonLabels .c.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- with .c.podAnnotations }}
  annotations:
    {{- toYaml . | nindent 4 }}
  {{- end }}
spec:
  {{- include "weir.podBasics" . | nindent 2 }}
  terminationGracePeriodSeconds: {{ .c.terminationGracePeriodSeconds }}
  {{- with (list .initContainers (include "weir.yamlList" .c.initContainers)) | compact }}
  initContainers:
    {{- range . }}
    {{- . | nindent 4 }}
    {{- end }}
  {{- end }}
  containers:
    - name: {{ .name }}
      {{- include "weir.container" . | nindent 6 }}
    {{- with .c.sidecars }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  volumes:
    {{- include "weir.volumes" . | nindent 4 }}
{{- end -}}

{{- define "weir.yamlList" -}}
{{- with . }}{{ toYaml . }}{{ end -}}
{{- end -}}

{{/* What all pods of the chart have: security, scheduling, no needless token. Takes a component. */}}
{{- define "weir.podBasics" -}}
serviceAccountName: {{ include "weir.serviceAccountName" . }}
automountServiceAccountToken: {{ default false .needsToken }}
enableServiceLinks: false
{{- include "weir.pullSecrets" .root }}
securityContext:
  {{- toYaml .c.podSecurityContext | nindent 2 }}
{{- include "weir.scheduling" . }}
{{- range $field := list "hostAliases" "dnsConfig" }}
{{- with index $.c $field }}
{{ $field }}:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end }}
{{- with .c.dnsPolicy }}
dnsPolicy: {{ . }}
{{- end }}
{{- end -}}

{{- define "weir.container" -}}
image: {{ include "weir.image" (list .root .root.Values.image .root.Chart.AppVersion) }}
imagePullPolicy: {{ .root.Values.image.pullPolicy }}
{{- if .command }}
command:
  {{- .command | nindent 2 }}
{{- else }}
command: [weir-{{ .name }}]
{{- end }}
securityContext:
  {{- toYaml .c.containerSecurityContext | nindent 2 }}
env:
  {{- with .env }}
  {{- . | trim | nindent 2 }}
  {{- end }}
  {{- include "weir.env" . | trim | nindent 2 }}
{{- with .c.extraEnvFrom }}
envFrom:
  {{- toYaml . | nindent 2 }}
{{- end }}
ports:
  - name: grpc
    containerPort: {{ .port }}
  - name: ops
    containerPort: {{ .opsPort }}
{{- include "weir.probes" . }}
lifecycle:
  preStop:
    exec:
      command: [weir-drain, --port, {{ .opsPort | quote }}, --timeout-ms, {{ mul .c.drain.timeoutSeconds 1000 | quote }}]
{{- with include "weir.resources" . }}
resources:
  {{- . | nindent 2 }}
{{- end }}
volumeMounts:
  {{- include "weir.volumeMounts" . | nindent 2 }}
{{- end -}}

{{- define "weir.volumes" -}}
- name: tmp
  emptyDir: {}
{{- with list (include "weir.tlsVolumes" .) (include "weir.authVolumes" .root) .volumes | compact }}
{{- range . }}
{{ . | trim }}
{{- end }}
{{- end }}
{{- with .c.extraVolumes }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "weir.volumeMounts" -}}
- name: tmp
  mountPath: /tmp
{{- with list (include "weir.tlsVolumeMounts" .) (include "weir.authVolumeMounts" .root) .volumeMounts | compact }}
{{- range . }}
{{ . | trim }}
{{- end }}
{{- end }}
{{- with .c.extraVolumeMounts }}
{{ toYaml . }}
{{- end }}
{{- end -}}
