{{/* Names, labels and what several templates ask. */}}

{{- define "salesforce-exporter.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 52 | trimSuffix "-" -}}
{{- end -}}

{{/* A StatefulSet adds the number of the pod and a hash to its name, so 52 characters. */}}
{{- define "salesforce-exporter.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 52 | trimSuffix "-" -}}
{{- else if contains $name .Release.Name -}}
{{- .Release.Name | trunc 52 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 52 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{- define "salesforce-exporter.namespace" -}}
{{- default .Release.Namespace .Values.namespaceOverride -}}
{{- end -}}

{{- define "salesforce-exporter.selectorLabels" -}}
app.kubernetes.io/name: {{ include "salesforce-exporter.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "salesforce-exporter.labels" -}}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version | replace "+" "_" | trunc 63 | trimSuffix "-" }}
{{ include "salesforce-exporter.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- with .Values.commonLabels }}
{{ toYaml . }}
{{- end }}
{{- end -}}

{{- define "salesforce-exporter.serviceAccountName" -}}
{{- if .Values.serviceAccount.create -}}
{{- default (include "salesforce-exporter.fullname" .) .Values.serviceAccount.name -}}
{{- else -}}
{{- default "default" .Values.serviceAccount.name -}}
{{- end -}}
{{- end -}}

{{- define "salesforce-exporter.image" -}}
{{- $repository := .Values.image.repository -}}
{{- with .Values.image.registry }}{{ $repository = printf "%s/%s" . $repository }}{{ end -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" $repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" $repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{/* Whether several exporters share the orgs. */}}
{{- define "salesforce-exporter.sharded" -}}
{{- if gt (int .Values.shards) 1 }}true{{ end -}}
{{- end -}}

{{/* The address of the exporter, or of one of several by its number. */}}
{{- define "salesforce-exporter.host" -}}
{{- printf "%s.%s.svc" (include "salesforce-exporter.fullname" .) (include "salesforce-exporter.namespace" .) -}}
{{- end -}}

{{- define "salesforce-exporter.shardHost" -}}
{{- $name := include "salesforce-exporter.fullname" . -}}
{{- printf "%s-$1.%s-shards.%s.svc" $name $name (include "salesforce-exporter.namespace" .) -}}
{{- end -}}

{{/* Whether to make an object of the Prometheus Operator: (list $ "auto" "Probe"). */}}
{{- define "salesforce-exporter.monitoring" -}}
{{- $root := index . 0 -}}
{{- $enabled := toString (index . 1) -}}
{{- if eq $enabled "true" -}}true
{{- else if and (eq $enabled "auto") ($root.Capabilities.APIVersions.Has (printf "monitoring.coreos.com/v1/%s" (index . 2))) -}}true
{{- end -}}
{{- end -}}
