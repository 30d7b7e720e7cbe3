{{/*
The init container that asks the API server for the rack: the only one that has a token, and only a
right to read nodes. Takes the component of storage nodes.
*/}}
{{- define "weir.rackInit" -}}
- name: rack
  image: {{ include "weir.image" (list .root .root.Values.image .root.Chart.AppVersion) }}
  imagePullPolicy: {{ .root.Values.image.pullPolicy }}
  command: [sh, -c, 'weir-rack --label "$1" > /rack/rack', rack, {{ .c.rack.label | quote }}]
  securityContext:
    {{- toYaml .c.containerSecurityContext | nindent 4 }}
  env:
    {{- include "weir.fieldEnv" (list "NODE_NAME" "spec.nodeName") | nindent 4 }}
  {{- with include "weir.resources" . }}
  resources:
    {{- . | nindent 4 }}
  {{- end }}
  volumeMounts:
    - name: rack
      mountPath: /rack
    - name: token
      mountPath: /var/run/secrets/kubernetes.io/serviceaccount
      readOnly: true
{{- end -}}

{{- define "weir.rackVolumes" -}}
- name: rack
  emptyDir: {}
- name: token
  projected:
    sources:
      - serviceAccountToken:
          path: token
          expirationSeconds: 3600
      - configMap:
          name: kube-root-ca.crt
          items:
            - key: ca.crt
              path: ca.crt
{{- end -}}

{{/* A name for objects of the whole cluster: releases in other namespaces have theirs. Takes a component. */}}
{{- define "weir.clusterName" -}}
{{ .root.Release.Namespace }}-{{ include "weir.componentName" . }}
{{- end -}}
