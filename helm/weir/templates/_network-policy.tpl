{{/* Peers: the pods of components of this release. Takes a list: the root, the components' names. */}}
{{- define "weir.componentPeers" -}}
{{- $root := index . 0 -}}
{{- range index . 1 }}
- podSelector:
    matchLabels:
      {{- include "weir.selectorLabels" (dict "root" $root "name" .) | nindent 6 }}
{{- end }}
{{- end -}}

{{/* Peers: applications that call services themselves, not the gateway alone. Takes the root. */}}
{{- define "weir.clientPeers" -}}
- podSelector:
    matchLabels:
      {{- toYaml .Values.networkPolicy.clientLabels | nindent 6 }}
{{- with .Values.networkPolicy.clients }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/*
Who may call the pods of a component, and whom they may call. Takes a component with `from` (peers as
text; empty: nobody, `anywhere`: everybody) and `to` (names of components).
*/}}
{{- define "weir.networkPolicy" -}}
{{- if .root.Values.networkPolicy.enabled -}}
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
{{ include "weir.metadata" . }}
spec:
  podSelector:
    matchLabels:
      {{- include "weir.selectorLabels" . | nindent 6 }}
  policyTypes: [Ingress, Egress]
  {{- with include "weir.ingressRules" . | trim }}
  ingress:
    {{- . | nindent 4 }}
  {{- end }}
  {{- with include "weir.egressRules" . | trim }}
  egress:
    {{- . | nindent 4 }}
  {{- end }}
{{- end -}}
{{- end -}}

{{- define "weir.ingressRules" -}}
{{- if .from }}
- ports:
    - port: {{ .port }}
  {{- if ne .from "anywhere" }}
  from:
    {{- .from | trim | nindent 4 }}
  {{- end }}
{{- end }}
{{- if .opsPort }}
{{- with .root.Values.networkPolicy.monitoring }}
- ports:
    - port: {{ $.opsPort }}
  from:
    {{- toYaml . | nindent 4 }}
{{- end }}
{{- end }}
{{- with .c.extraIngress }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "weir.egressRules" -}}
{{- range $key := .to }}
{{- $peer := dict "root" $.root "key" $key }}
{{- include "weir.component" $peer }}
- ports:
    - port: {{ $peer.port }}
  to:
    {{- include "weir.componentPeers" (list $.root (list $peer.name)) | trim | nindent 4 }}
{{- end }}
{{- if .to }}
- ports:
    - port: 53
      protocol: UDP
    - port: 53
      protocol: TCP
  {{- with .root.Values.networkPolicy.dns }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end }}
{{- range .rules }}
{{ . | trim }}
{{- end }}
{{- with .c.extraEgress }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* Egress to what is outside the release. Takes a list: ports, peers; without peers: anywhere. */}}
{{- define "weir.egressRule" -}}
- ports:
    {{- range index . 0 }}
    - port: {{ . }}
    {{- end }}
  {{- with index . 1 }}
  to:
    {{- toYaml . | nindent 4 }}
  {{- end }}
{{- end -}}

{{/* The rule for Redis that the chart does not bring: anywhere on its ports, unless peers are given. Takes the root. */}}
{{- define "weir.externalRedisRule" -}}
{{- if not .Values.redis.enabled -}}
{{- $ports := list -}}
{{- if .Values.externalRedis.url -}}
{{- $authority := get (urlParse .Values.externalRedis.url) "host" -}}
{{- $ports = append $ports (regexFind ":[0-9]+$" $authority | trimPrefix ":" | default "6379" | int) -}}
{{- else -}}
{{- $ports = append $ports (int .Values.externalRedis.port) -}}
{{- end -}}
{{- range .Values.externalRedis.sentinel.nodes -}}
{{- $ports = append $ports (regexFind "[0-9]+$" . | int) -}}
{{- end -}}
{{- include "weir.egressRule" (list (uniq $ports) .Values.networkPolicy.externalRedis) -}}
{{- end -}}
{{- end -}}

{{/* The rule for the public keys of tokens. Takes the root. */}}
{{- define "weir.jwksRule" -}}
{{- if and (ne .Values.auth.mode "off") .Values.auth.jwt.jwksUrl -}}
{{- $url := urlParse .Values.auth.jwt.jwksUrl -}}
{{- $standard := ternary "80" "443" (eq $url.scheme "http") -}}
{{- $port := regexFind ":[0-9]+$" $url.host | trimPrefix ":" | default $standard | int -}}
{{- include "weir.egressRule" (list (list $port) .Values.networkPolicy.jwks) -}}
{{- end -}}
{{- end -}}

{{- define "weir.apiServerRule" -}}
{{- include "weir.egressRule" (list .Values.networkPolicy.apiServer.ports .Values.networkPolicy.apiServer.peers) -}}
{{- end -}}
