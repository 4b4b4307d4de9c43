{{/* The pod of the Deployment and of the StatefulSet. */}}
{{- define "salesforce-exporter.pod" -}}
metadata:
  labels:
    {{- include "salesforce-exporter.selectorLabels" . | nindent 4 }}
    app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
    {{- with .Values.commonLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
    {{- with .Values.podLabels }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- $configured := include "salesforce-exporter.hasConfig" . }}
  {{- if or $configured .Values.podAnnotations }}
  annotations:
    {{- if $configured }}
    checksum/config: {{ include (print $.Template.BasePath "/configmap.yaml") . | sha256sum }}
    {{- end }}
    {{- with .Values.podAnnotations }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- end }}
spec:
  serviceAccountName: {{ include "salesforce-exporter.serviceAccountName" . }}
  automountServiceAccountToken: false
  enableServiceLinks: false
  {{- with .Values.imagePullSecrets }}
  imagePullSecrets:
    {{- range . }}
    - name: {{ . }}
    {{- end }}
  {{- end }}
  {{- with .Values.priorityClassName }}
  priorityClassName: {{ . }}
  {{- end }}
  terminationGracePeriodSeconds: {{ .Values.terminationGracePeriodSeconds }}
  securityContext:
    {{- toYaml .Values.podSecurityContext | nindent 4 }}
  containers:
    - name: exporter
      image: {{ include "salesforce-exporter.image" . }}
      imagePullPolicy: {{ .Values.image.pullPolicy }}
      args:
        {{- include "salesforce-exporter.args" . | nindent 8 }}
      env:
        {{- if .Values.org.url }}
        {{- include "salesforce-exporter.orgEnv" .Values.org | nindent 8 }}
        {{- end }}
        {{- with .Values.goMemoryLimit }}
        - {name: GOMEMLIMIT, value: {{ . }}}
        {{- end }}
        {{- with .Values.extraEnv }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
      ports:
        - {name: metrics, containerPort: 10733, protocol: TCP}
        {{- if .Values.web.existingSecret }}
        - {name: probes, containerPort: {{ .Values.web.probePort }}, protocol: TCP}
        {{- end }}
      {{- range $probe := list "livenessProbe" "readinessProbe" }}
      {{- with get $.Values $probe }}
      {{ $probe }}:
        {{- $checked := deepCopy . }}
        {{- if $checked.httpGet }}
        {{- if and $.Values.web.existingSecret (eq (toString $checked.httpGet.port) "metrics") }}
        {{- $_ := set $checked.httpGet "port" "probes" }}
        {{- else if eq $.Values.web.scheme "HTTPS" }}
        {{- $_ := set $checked.httpGet "scheme" "HTTPS" }}
        {{- end }}
        {{- end }}
        {{- toYaml $checked | nindent 8 }}
      {{- end }}
      {{- end }}
      {{- with .Values.resources }}
      resources:
        {{- toYaml . | nindent 8 }}
      {{- end }}
      securityContext:
        {{- toYaml .Values.securityContext | nindent 8 }}
      volumeMounts:
        - {name: state, mountPath: /state}
        {{- if include "salesforce-exporter.secretSources" . }}
        - {name: secrets, mountPath: /secrets, readOnly: true}
        {{- end }}
        {{- if $configured }}
        - {name: config, mountPath: /config, readOnly: true}
        {{- end }}
        {{- if .Values.web.existingSecret }}
        - {name: web, mountPath: /web, readOnly: true}
        {{- end }}
        {{- with .Values.extraVolumeMounts }}
        {{- toYaml . | nindent 8 }}
        {{- end }}
  volumes:
    {{- include "salesforce-exporter.stateVolume" . | nindent 4 }}
    {{- with include "salesforce-exporter.secretSources" . }}
    - name: secrets
      projected:
        defaultMode: 0440
        sources:
          {{- . | nindent 10 }}
    {{- end }}
    {{- if $configured }}
    - name: config
      configMap: {name: {{ include "salesforce-exporter.fullname" . }}}
    {{- end }}
    {{- with .Values.web.existingSecret }}
    - name: web
      secret: {secretName: {{ . }}, defaultMode: 0440}
    {{- end }}
    {{- with .Values.extraVolumes }}
    {{- toYaml . | nindent 4 }}
    {{- end }}
  {{- range $key := list "nodeSelector" "affinity" "tolerations" "topologySpreadConstraints" }}
  {{- with get $.Values $key }}
  {{ $key }}:
    {{- toYaml . | nindent 4 }}
  {{- end }}
  {{- end }}
{{- end -}}

{{- define "salesforce-exporter.args" -}}
- --budget.state-dir=/state
{{- if include "salesforce-exporter.hasConfig" . }}
- --config.file=/config/config.yml
{{- end }}
{{- if .Values.demo.enabled }}
- --demo
{{- end }}
{{- range .Values.disabledCollectors }}
- --no-collector.{{ . }}
{{- end }}
{{- if ne .Values.log.level "info" }}
- --log.level={{ .Values.log.level }}
{{- end }}
{{- if ne .Values.log.format "logfmt" }}
- --log.format={{ .Values.log.format }}
{{- end }}
{{- if .Values.pseudonymKey.existingSecret }}
- --leaderboard.key-file=/secrets/pseudonyms/key
{{- end }}
{{- if .Values.web.existingSecret }}
- --web.config.file=/web/{{ .Values.web.key }}
- --web.probe-listen-address=:{{ .Values.web.probePort }}
{{- end }}
{{- if .Values.web.enableLifecycle }}
- --web.enable-lifecycle
{{- end }}
{{- with .Values.extraArgs }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{/* The claim of a StatefulSet is made for each pod, so it is no volume of the template. */}}
{{- define "salesforce-exporter.stateVolume" -}}
{{- if not .Values.persistence.enabled -}}
- {name: state, emptyDir: {}}
{{- else if not (include "salesforce-exporter.sharded" .) -}}
- name: state
  persistentVolumeClaim: {claimName: {{ default (include "salesforce-exporter.fullname" .) .Values.persistence.existingClaim }}}
{{- end -}}
{{- end -}}

{{- define "salesforce-exporter.claimSpec" -}}
accessModes:
  {{- toYaml .accessModes | nindent 2 }}
{{- with .storageClassName }}
storageClassName: {{ . }}
{{- end }}
resources:
  requests: {storage: {{ .size }}}
{{- end -}}
