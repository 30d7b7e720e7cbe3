{{/* What a storage node is told of itself. Takes its component. */}}
{{- define "weir.storageNodeEnv" -}}
{{ include "weir.fieldEnv" (list "POD_NAME" "metadata.name") }}
{{ include "weir.fieldEnv" (list "POD_IP" "status.podIP") }}
{{ include "weir.fieldEnv" (list "WEIR_NODE_ID" "metadata.labels['apps.kubernetes.io/pod-index']") }}
{{ include "weir.fieldEnv" (list "WEIR_HOST" "spec.nodeName") }}
- name: WEIR_ADVERTISED_ADDRESS
  value: {{ include "weir.advertisedAddress" . | quote }}
- name: WEIR_CONTROLLERS
  value: {{ include "weir.controllers" .root }}
- name: WEIR_DATA_DIR
  value: /data/weir
{{- if eq .c.rack.mode "podLabel" }}
{{ include "weir.fieldEnv" (list "WEIR_RACK" (printf "metadata.labels['%s']" .c.rack.label)) }}
{{- end }}
{{- end -}}
