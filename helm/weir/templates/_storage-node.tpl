{{/* What a storage node is told of itself. Takes its component. */}}
{{- define "weir.storageNodeEnv" -}}
{{ include "weir.fieldEnv" (list "POD_NAME" "metadata.name") }}
{{ include "weir.fieldEnv" (list "POD_IP" "status.podIP") }}
{{ include "weir.fieldEnv" (list "HOST_IP" "status.hostIP") }}
{{ include "weir.fieldEnv" (list "WEIR_NODE_ID" "metadata.labels['apps.kubernetes.io/pod-index']") }}
{{ include "weir.fieldEnv" (list "WEIR_HOST" "spec.nodeName") }}
- name: WEIR_ADVERTISED_ADDRESS
  value: {{ include "weir.advertisedAddress" . | quote }}
- name: WEIR_CONTROLLERS
  value: {{ include "weir.controllers" .root }}
- name: WEIR_DATA_DIR
  value: /data/weir
- name: WEIR_DRAIN_TURN_TIMEOUT_MS
  value: {{ include "weir.drainTurnMs" . | quote }}
{{- if .root.Values.monitoring.partitionMetrics }}
- name: WEIR_PARTITION_METRICS
  value: 'true'
{{- end }}
{{- if eq .c.rack.mode "podLabel" }}
{{ include "weir.fieldEnv" (list "WEIR_RACK" (printf "metadata.labels['%s']" .c.rack.label)) }}
{{- end }}
{{- if and .c.external.enabled (not (contains "{nodePort}" .c.external.address)) }}
- name: WEIR_EXTERNAL_ADDRESS
  value: {{ include "weir.externalAddress" . | quote }}
{{- end }}
{{- end -}}

{{/*
The address of a pod for clients outside, from the template of the values. It names no replica: the
kubelet fills in what differs. Takes the component of storage nodes.
*/}}
{{- define "weir.externalAddress" -}}
{{- .c.external.address
  | replace "{pod}" "$(POD_NAME)"
  | replace "{index}" "$(WEIR_NODE_ID)"
  | replace "{host}" "$(WEIR_HOST)"
  | replace "{hostIP}" "$(HOST_IP)"
  | replace "{port}" (toString .c.external.port)
-}}
{{- end -}}

{{/*
Starts a storage node; through a shell where something is known only then: the rack that the init
container found, or a node port, which is counted from the index.
*/}}
{{- define "weir.storageNodeCommand" -}}
{{- $lines := list -}}
{{- if eq .c.rack.mode "nodeLabel" -}}
{{- $lines = append $lines "WEIR_RACK=$(cat /rack/rack)\nexport WEIR_RACK" -}}
{{- end -}}
{{- if and .c.external.enabled (contains "{nodePort}" .c.external.address) -}}
{{- $port := printf "$((%d + WEIR_NODE_ID))" (int .c.external.nodePortBase) -}}
{{- $address := .c.external.address
  | replace "{pod}" "$POD_NAME"
  | replace "{index}" "$WEIR_NODE_ID"
  | replace "{host}" "$WEIR_HOST"
  | replace "{hostIP}" "$HOST_IP"
  | replace "{nodePort}" $port
-}}
{{- $lines = append $lines (printf "export WEIR_EXTERNAL_ADDRESS=\"%s\"" $address) -}}
{{- end -}}
{{- with $lines -}}
{{- toYaml (list "sh" "-c" (join "\n" (append . "exec weir-storage-node"))) -}}
{{- end -}}
{{- end -}}

{{/*
How long a node waits for its turn to drain: what is left of the drain after the hand-over and 5 s.
Takes the component of storage nodes.
*/}}
{{- define "weir.drainTurnMs" -}}
{{- $handOverMs := get .c.config "WEIR_DRAIN_TIMEOUT_MS" | default 10000 | int -}}
{{- sub (mul .c.drain.timeoutSeconds 1000) (add $handOverMs 5000) -}}
{{- end -}}
