{{/*
Whether the chart makes a Secret of its own: once, by a job, for what the user names no Secret of.
Chance has no place in templates: each rendering would make new secrets.
*/}}
{{- define "weir.makesCredentials" -}}
{{- $auth := and (ne .Values.auth.mode "off") (not .Values.auth.existingSecret) -}}
{{- $redis := and .Values.redis.enabled .Values.redis.auth.enabled (not .Values.redis.auth.existingSecret) -}}
{{- if or $auth $redis }}true{{ end -}}
{{- end -}}

{{/* The component of that job. Prints nothing; completes the dict. */}}
{{- define "weir.credentialsComponent" -}}
{{- include "weir.component" . -}}
{{- $_ := set . "name" "credentials" -}}
{{- $_ := set . "container" "credentials" -}}
{{- $events := list "pre-install" "pre-upgrade" | join "," -}}
{{- $_ := set . "annotations" (include "weir.hook" (list $events .weight) | fromYaml) -}}
{{- end -}}
