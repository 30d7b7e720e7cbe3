{{/* What every object's name starts with. */}}
{{- define "weir.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 40 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 40 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* The name of one component's objects. Takes a component (see weir.component). */}}
{{- define "weir.componentName" -}}
{{- printf "%s-%s" (include "weir.fullname" .root) .name -}}
{{- end -}}

{{/* The DNS name of a Service of this release. Takes a list: the root, the Service's name. */}}
{{- define "weir.serviceHost" -}}
{{- $root := index . 0 -}}
{{- printf "%s.%s.svc.%s" (index . 1) $root.Release.Namespace $root.Values.clusterDomain -}}
{{- end -}}

{{/* The one name of all controllers: it holds for any number of replicas. */}}
{{- define "weir.controllers" -}}
{{- $service := printf "%s-controller" (include "weir.fullname" .) -}}
{{- printf "%s:7410" (include "weir.serviceHost" (list . $service)) -}}
{{- end -}}

{{/* Where clients inside the cluster connect. */}}
{{- define "weir.bootstrap" -}}
{{- $service := printf "%s-gateway" (include "weir.fullname" .) -}}
{{- printf "%s:%d" (include "weir.serviceHost" (list . $service)) (int .Values.gateway.service.port) -}}
{{- end -}}
