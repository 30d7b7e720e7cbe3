{{/* What `weir apply` is given. Topics without a replication factor get the chart's. Takes the root. */}}
{{- define "weir.provisionDocument" -}}
{{- $topics := list -}}
{{- range .Values.provisioning.topics -}}
{{- $topics = append $topics (merge (deepCopy .) (dict "replicationFactor" $.Values.defaultReplicationFactor)) -}}
{{- end -}}
{{- dict "topics" $topics "acls" .Values.provisioning.acls "quotas" .Values.provisioning.quotas | toPrettyJson -}}
{{- end -}}
