{{/*
What in the values contradicts itself or would break a cluster: every problem in one message, each with
what to do. Takes the root.
*/}}
{{- define "weir.validate" -}}
{{- $problems := list -}}
{{- range $check := list "Redis" "Tls" "Auth" "Nodes" "Budgets" "Drains" "Rack" "External" "Provisioning" "Env" "Routes" -}}
{{- $found := include (printf "weir.check%s" $check) $ | trim -}}
{{- if $found -}}
{{- $problems = append $problems $found -}}
{{- end -}}
{{- end -}}
{{- if $problems -}}
{{- fail (printf "\n\nThese values cannot be installed:\n%s\n" (join "\n" $problems)) -}}
{{- end -}}
{{- end -}}

{{- define "weir.checkRedis" -}}
{{- $external := .Values.externalRedis -}}
{{- $places := list -}}
{{- range $name, $value := dict "url" $external.url "host" $external.host "sentinel.masterName" $external.sentinel.masterName -}}
{{- if $value -}}{{- $places = append $places (printf "externalRedis.%s" $name) -}}{{- end -}}
{{- end -}}
{{- if and .Values.redis.enabled $places }}
- redis.enabled and {{ join ", " $places }}: there is one Redis; set redis.enabled=false to use the external one
{{- else if and (not .Values.redis.enabled) (not $places) }}
- redis.enabled=false: name a Redis with externalRedis.url, externalRedis.host or externalRedis.sentinel.masterName
{{- else if gt (len $places) 1 }}
- {{ join ", " $places }}: set one of them
{{- end }}
{{- if and $external.sentinel.masterName (not $external.sentinel.nodes) }}
- externalRedis.sentinel.masterName: list the Sentinels in externalRedis.sentinel.nodes, host:port
{{- end }}
{{- if and $external.sentinel.nodes (not $external.sentinel.masterName) }}
- externalRedis.sentinel.nodes: name the master in externalRedis.sentinel.masterName
{{- end }}
{{- if $external.sentinel.masterName }}
{{- if ne (int $external.database) 0 }}
- externalRedis.database={{ $external.database }}: by Sentinels it is 0
{{- end }}
{{- if and $external.tls.enabled (not $external.tls.caSecret) }}
- externalRedis.tls.enabled: by Sentinels it needs the authority in externalRedis.tls.caSecret
{{- end }}
{{- end }}
{{- if and $external.tls.caSecret (not $external.tls.enabled) }}
- externalRedis.tls.caSecret: has no effect; set externalRedis.tls.enabled=true
{{- end }}
{{- if and $external.url (ne $external.tls.enabled (hasPrefix "rediss:" $external.url)) }}
- externalRedis.url: begins with rediss:// if and only if externalRedis.tls.enabled=true
{{- end }}
{{- if and $external.username (not $external.existingSecret) }}
- externalRedis.username: needs a password in externalRedis.existingSecret
{{- end }}
{{- if regexMatch "^rediss?://[^/]*@" $external.url }}
- externalRedis.url: holds a password or user, which everybody can read in the pods; set externalRedis.existingSecret and externalRedis.username
{{- end }}
{{- if and .Values.redis.auth.existingSecret (not .Values.redis.auth.enabled) }}
- redis.auth.existingSecret: has no effect; set redis.auth.enabled=true
{{- end }}
{{- if and .Values.redis.enabled $external.existingSecret }}
- externalRedis.existingSecret: has no effect with redis.enabled; set redis.auth.enabled=true and redis.auth.existingSecret
{{- end }}
{{- end -}}

{{- define "weir.checkTls" -}}
{{- $tls := .Values.tls -}}
{{- $missing := list -}}
{{- $named := list -}}
{{- range $component, $secret := $tls.existingSecrets -}}
{{- if $secret -}}{{- $named = append $named $component -}}{{- else -}}{{- $missing = append $missing $component -}}{{- end -}}
{{- end -}}
{{- $hasSecrets := or $tls.existingSecret $named -}}
{{- if not $tls.enabled }}
{{- if $hasSecrets }}
- tls.existingSecret, tls.existingSecrets: have no effect; set tls.enabled=true
{{- end }}
{{- if $tls.certManager.enabled }}
- tls.certManager.enabled: has no effect; set tls.enabled=true
{{- end }}
{{- else if and $tls.certManager.enabled $hasSecrets }}
- tls.certManager.enabled and existing Secrets: there is one source of certificates; take one away
{{- else if and (not $tls.certManager.enabled) (not $hasSecrets) }}
- tls.enabled: say where certificates come from: tls.certManager.enabled=true, tls.existingSecret or tls.existingSecrets
{{- else if and (not $tls.certManager.enabled) (not $tls.existingSecret) $missing }}
- tls.existingSecrets: has none for {{ join ", " $missing }}; name them, or one for all in tls.existingSecret
{{- end }}
{{- end -}}

{{- define "weir.checkAuth" -}}
{{- $auth := .Values.auth -}}
{{- if eq $auth.mode "off" }}
{{- if $auth.superUsers }}
- auth.superUsers: has no effect with auth.mode=off; set auth.mode=required
{{- end }}
{{- if or $auth.jwt.jwksUrl $auth.jwt.jwksConfigMap }}
- auth.jwt: has no effect with auth.mode=off; set auth.mode=required
{{- end }}
{{- end }}
{{- if and $auth.jwt.jwksUrl $auth.jwt.jwksConfigMap }}
- auth.jwt.jwksUrl and auth.jwt.jwksConfigMap: set one
{{- end }}
{{- if not (or $auth.jwt.jwksUrl $auth.jwt.jwksConfigMap) }}
{{- if or $auth.jwt.issuer $auth.jwt.audience (ne $auth.jwt.principalClaim "sub") }}
- auth.jwt: issuer, audience and principalClaim need keys: set auth.jwt.jwksUrl or auth.jwt.jwksConfigMap
{{- end }}
{{- end }}
{{- end -}}

{{- define "weir.checkNodes" -}}
{{- $replicas := int .Values.storageNode.replicas -}}
{{- $factor := int .Values.defaultReplicationFactor -}}
{{- if lt $replicas $factor }}
- storageNode.replicas={{ $replicas }}: topics with {{ $factor }} copies need {{ $factor }} nodes; raise it, or lower defaultReplicationFactor
{{- end }}
{{- end -}}

{{/* A topic stays writable while more than half of its copies are there: that is its default min.insync.replicas. */}}
{{- define "weir.checkBudgets" -}}
{{- range $key := list "controller" "storageNode" "coordinator" "gateway" }}
{{- $component := dict "root" $ "key" $key }}
{{- include "weir.component" $component }}
{{- $budget := $component.c.podDisruptionBudget }}
{{- $replicas := int $component.c.replicas }}
{{- $away := int $budget.maxUnavailable }}
{{- if $budget.enabled }}
{{- $factor := int $.Values.defaultReplicationFactor }}
{{- $most := ternary (div (sub $factor 1) 2) (sub $replicas 1) (eq $key "storageNode") | int | max 1 }}
{{- if gt $away $most }}
{{- if eq $key "storageNode" }}
- storageNode.podDisruptionBudget.maxUnavailable={{ $away }}: partitions with {{ $factor }} copies refuse writes when more than {{ $most }} of them are away; set {{ $most }}, or raise defaultReplicationFactor and storageNode.replicas
{{- else }}
- {{ $key }}.podDisruptionBudget.maxUnavailable={{ $away }}: with {{ $replicas }} replicas nobody would be left; set {{ $most }}, or more replicas
{{- end }}
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "weir.checkDrains" -}}
{{- range $key := list "controller" "storageNode" "coordinator" "gateway" }}
{{- $component := dict "root" $ "key" $key }}
{{- include "weir.component" $component }}
{{- $least := add (int $component.c.drain.timeoutSeconds) 10 }}
{{- if eq $key "storageNode" }}
{{- /* The stop after the drain may hand over once more. */}}
{{- $handOverMs := get $component.c.config "WEIR_DRAIN_TIMEOUT_MS" | default 10000 | int }}
{{- $least = add $least (div $handOverMs 1000) }}
{{- if lt (include "weir.drainTurnMs" $component | int) 10000 }}
- storageNode.drain.timeoutSeconds={{ $component.c.drain.timeoutSeconds }}: leaves less than 10 s for a node to wait until it can be missed; at least {{ add 15 (div $handOverMs 1000) }}
{{- end }}
{{- end }}
{{- if lt (int $component.c.terminationGracePeriodSeconds) (int $least) }}
- {{ $key }}.terminationGracePeriodSeconds={{ $component.c.terminationGracePeriodSeconds }}: the pod would be killed while it hands over its work; at least {{ $least }}: {{ $key }}.drain.timeoutSeconds and time to stop
{{- end }}
{{- end }}
{{- end -}}

{{- define "weir.checkRack" -}}
{{- $rack := .Values.storageNode.rack -}}
{{- $isTopology := has $rack.label (list "topology.kubernetes.io/zone" "topology.kubernetes.io/region") -}}
{{- if and (eq $rack.mode "podLabel") $isTopology (semverCompare "<1.35.0-0" .Capabilities.KubeVersion.Version) }}
- storageNode.rack.mode=podLabel: Kubernetes {{ .Capabilities.KubeVersion.Version }} does not copy {{ $rack.label }} to pods (1.35 does); set nodeLabel, or name the label that your injector sets
{{- end }}
{{- end -}}

{{- define "weir.checkExternal" -}}
{{- $external := .Values.storageNode.external -}}
{{- if $external.enabled }}
{{- if not $external.address }}
- storageNode.external.address: say how clients outside reach each pod, such as "{pod}.weir.example.com:{port}" or "{hostIP}:{nodePort}"
{{- end }}
{{- if and (contains "{nodePort}" $external.address) (not $external.nodePortBase) }}
- storageNode.external.address: {nodePort} needs storageNode.external.nodePortBase, the port of pod 0
{{- end }}
{{- if and $external.nodePortBase (eq $external.type "ClusterIP") }}
- storageNode.external.nodePortBase: a Service of type ClusterIP has no node port; set storageNode.external.type
{{- end }}
{{- if and $external.address (not (regexMatch "\\{(pod|index|host|hostIP|nodePort)\\}" $external.address)) }}
- storageNode.external.address={{ $external.address }}: is the same for every pod; use one of {pod}, {index}, {host}, {hostIP}, {nodePort}
{{- end }}
{{- if gt (add (int $external.nodePortBase) (int .Values.storageNode.replicas)) 65536 }}
- storageNode.external.nodePortBase={{ $external.nodePortBase }}: leaves no port for {{ .Values.storageNode.replicas }} nodes; lower it
{{- end }}
{{- end }}
{{- end -}}

{{- define "weir.checkProvisioning" -}}
{{- $names := list -}}
{{- range .Values.provisioning.topics }}
{{- $factor := int (default $.Values.defaultReplicationFactor .replicationFactor) }}
{{- if gt $factor (int $.Values.storageNode.replicas) }}
- provisioning.topics: {{ .name }} has {{ $factor }} copies, there are {{ $.Values.storageNode.replicas }} storage nodes; lower replicationFactor or raise storageNode.replicas
{{- end }}
{{- with get (default (dict) .configs) "min.insync.replicas" }}
{{- if gt (int .) $factor }}
- provisioning.topics: min.insync.replicas={{ . }} with {{ $factor }} copies can never be met; lower it
{{- end }}
{{- end }}
{{- if has .name $names }}
- provisioning.topics: {{ .name }} is there twice; take one away
{{- end }}
{{- $names = append $names .name }}
{{- end }}
{{- if and (not .Values.provisioning.enabled) (or .Values.provisioning.topics .Values.provisioning.acls .Values.provisioning.quotas) }}
- provisioning: its topics, acls and quotas have no effect; set provisioning.enabled=true
{{- end }}
{{- if and .Values.provisioning.enabled .Values.provisioning.acls (eq .Values.auth.mode "off") }}
- provisioning.acls: nobody asks for rights with auth.mode=off; set auth.mode=required or take them away
{{- end }}
{{- end -}}

{{/* Services refuse variables that they do not know: those have a place where the schema checks them. */}}
{{- define "weir.checkEnv" -}}
{{- range $key := list "controller" "storageNode" "coordinator" "gateway" }}
{{- $component := dict "root" $ "key" $key }}
{{- include "weir.component" $component }}
{{- range $component.c.extraEnv }}
{{- if hasPrefix "WEIR_" .name }}
- {{ $key }}.extraEnv: {{ .name }} belongs into {{ $key }}.config
{{- end }}
{{- end }}
{{- end }}
{{- end -}}

{{- define "weir.checkRoutes" -}}
{{- range $name := list "grpcRoute" "httpRoute" }}
{{- $route := index $.Values.gateway $name }}
{{- if and $route.enabled (not $route.parentRefs) }}
- gateway.{{ $name }}.parentRefs: name the Gateway that this route belongs to
{{- end }}
{{- end }}
{{- if and .Values.gateway.httpRoute.enabled (not .Values.gateway.service.httpPort) }}
- gateway.httpRoute: needs gateway.service.httpPort
{{- end }}
{{- end -}}
