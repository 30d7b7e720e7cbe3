{{/*
The pod of a job that talks to the cluster as a client: through the gateway, with TLS and the admin
key where they are on. Takes the component `jobs` with `container` (its name) and `command` (text); of
its own it may bring `volumes` and `volumeMounts` (text), and `restartPolicy`.
*/}}
{{- define "weir.jobPod" -}}
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
  {{- include "weir.jobPodSpec" . | nindent 2 }}
{{- end -}}

{{- define "weir.jobPodSpec" -}}
restartPolicy: {{ default "Never" .restartPolicy }}
{{ include "weir.podBasics" . }}
containers:
  - name: {{ .container }}
    image: {{ include "weir.image" (list .root .root.Values.image .root.Chart.AppVersion) }}
    imagePullPolicy: {{ .root.Values.image.pullPolicy }}
    command:
      {{- .command | trim | nindent 6 }}
    securityContext:
      {{- toYaml .c.containerSecurityContext | nindent 6 }}
    env:
      {{- include "weir.clientEnv" . | trim | nindent 6 }}
      {{- with .c.extraEnv }}
      {{- toYaml . | nindent 6 }}
      {{- end }}
    {{- with include "weir.resources" . }}
    resources:
      {{- . | nindent 6 }}
    {{- end }}
    volumeMounts:
      - name: tmp
        mountPath: /tmp
      {{- with list (include "weir.tlsVolumeMounts" .) (include "weir.clientKeyMount" .root) .volumeMounts (include "weir.yamlList" .c.extraVolumeMounts) | compact }}
      {{- range . }}
      {{- . | trim | nindent 6 }}
      {{- end }}
      {{- end }}
volumes:
  - name: tmp
    emptyDir: {}
  {{- with list (include "weir.tlsVolumes" .) (include "weir.clientKeyVolume" .root) .volumes (include "weir.yamlList" .c.extraVolumes) | compact }}
  {{- range . }}
  {{- . | trim | nindent 2 }}
  {{- end }}
  {{- end }}
{{- end -}}

{{/* The variables of the command line `weir`. Takes the component `jobs`. */}}
{{- define "weir.clientEnv" -}}
- name: HOME
  value: /tmp
- name: WEIR_BOOTSTRAP
  value: {{ include "weir.bootstrap" .root }}
- name: WEIR_CONNECT
  value: gateway
{{- if .root.Values.tls.enabled }}
- name: WEIR_TLS_CA
  value: /etc/weir/tls/ca.crt
- name: WEIR_TLS_CERT
  value: /etc/weir/tls/tls.crt
- name: WEIR_TLS_KEY
  value: /etc/weir/tls/tls.key
- name: WEIR_TLS_SERVER_NAME
  value: {{ include "weir.tlsServerName" .root }}
{{- end }}
{{- if ne .root.Values.auth.mode "off" }}
- name: WEIR_API_KEY_FILE
  value: /etc/weir/key/{{ .root.Values.auth.keys.clientKey }}
{{- end }}
{{- end -}}

{{- define "weir.clientKeyVolume" -}}
{{- if ne .Values.auth.mode "off" }}
- name: key
  secret:
    secretName: {{ include "weir.authSecret" . }}
    items:
      - key: {{ .Values.auth.keys.clientKey }}
        path: {{ .Values.auth.keys.clientKey }}
{{- end }}
{{- end -}}

{{- define "weir.clientKeyMount" -}}
{{- if ne .Values.auth.mode "off" }}
- name: key
  mountPath: /etc/weir/key
  readOnly: true
{{- end }}
{{- end -}}

{{/*
The annotations of a hook as a dict in YAML. Takes a list: the events, the weight. What is left of a
run before goes first; what succeeded goes at once, but a test, whose log Helm shows; what failed stays,
so that its log can be read.
*/}}
{{- define "weir.hook" -}}
helm.sh/hook: {{ index . 0 | quote }}
helm.sh/hook-weight: {{ index . 1 | quote }}
helm.sh/hook-delete-policy: before-hook-creation{{ if ne (index . 0) "test" }},hook-succeeded{{ end }}
{{- end -}}

{{/*
A Job that runs a script of `files/` about storage nodes. Takes the component `jobs` with `suffix`,
`annotations`, `script`, and what a job may bring.
*/}}
{{- define "weir.nodesJob" -}}
{{- $files := .root.Files -}}
{{- $script := printf "%s\n%s" ($files.Get "files/surplus-nodes.sh") ($files.Get (printf "files/%s" .script)) -}}
{{- $_ := set . "command" (toYaml (list "sh" "-c" $script .container (toString .root.Values.storageNode.replicas))) -}}
{{ include "weir.job" . }}
{{- end -}}

{{- define "weir.job" -}}
apiVersion: batch/v1
kind: Job
{{ include "weir.metadata" . }}
spec:
  backoffLimit: {{ .c.backoffLimit }}
  activeDeadlineSeconds: {{ default .c.timeoutSeconds .timeoutSeconds }}
  {{- with .c.ttlSecondsAfterFinished }}
  ttlSecondsAfterFinished: {{ . }}
  {{- end }}
  template:
    {{- include "weir.jobPod" . | nindent 4 }}
{{- end -}}
