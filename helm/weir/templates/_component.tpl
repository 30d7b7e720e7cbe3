{{/*
Completes a component: a dict with `root` and `key`, the name of its values. Adds `name`, `port`,
`opsPort`, `command`, and `c`: its values over those of `common`. Prints nothing.
*/}}
{{- define "weir.component" -}}
{{- $facts := dict
  "controller" (dict "name" "controller" "port" 7410 "opsPort" 7411)
  "storageNode" (dict "name" "storage-node" "port" 7420 "opsPort" 7421)
  "coordinator" (dict "name" "coordinator" "port" 7430 "opsPort" 7431)
  "gateway" (dict "name" "gateway" "port" 7440 "opsPort" 7441)
  "redis" (dict "name" "redis" "port" 6379)
  "jobs" (dict "name" "job")
-}}
{{- range $name, $fact := get $facts .key }}{{ $_ := set $ $name $fact }}{{ end -}}
{{- $own := deepCopy (index .root.Values .key) -}}
{{- $_ := set . "c" (mergeOverwrite (deepCopy .root.Values.common) $own) -}}
{{- end -}}
