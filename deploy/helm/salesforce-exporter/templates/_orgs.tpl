{{/* What orgs need: secrets as files, environment variables, entries of the configuration file. */}}

{{/* The files of an org's secrets, and the keys of the Secret that they are made of. */}}
{{- define "salesforce-exporter.secretKeys" -}}
{{- $files := dict
  "clientSecret" (list "client_secret")
  "jwt" (list "private_key")
  "refreshToken" (list "refresh_token")
  "password" (list "client_secret" "password")
  "soap" (list "password") -}}
{{- $keys := dict -}}
{{- range get $files (default "clientSecret" .auth) }}{{ $_ := set $keys . . }}{{ end -}}
{{- range $file, $key := .secretKeys -}}
{{- if $key }}{{ $_ := set $keys $file $key }}{{ else }}{{ $_ := unset $keys $file }}{{ end -}}
{{- end -}}
{{- toJson $keys -}}
{{- end -}}

{{/* What is wrong with an org: (list "org" entry). */}}
{{- define "salesforce-exporter.checkOrg" -}}
{{- $path := index . 0 -}}
{{- $org := index . 1 -}}
{{- $auth := default "clientSecret" $org.auth -}}
{{- if not $org.url }}{{ fail (printf "%s.url: give the org's My Domain, such as https://NAME.my.salesforce.com" $path) }}{{ end -}}
{{- if not (or $org.clientId (eq $auth "soap")) }}{{ fail (printf "%s.clientId: give the consumer key of the External Client App" $path) }}{{ end -}}
{{- if not $org.existingSecret }}{{ fail (printf "%s.existingSecret: give the name of the Secret that holds what %s needs" $path $auth) }}{{ end -}}
{{- if and (has $auth (list "jwt" "password" "soap")) (not $org.username) }}{{ fail (printf "%s.username: give the user that %s signs in" $path $auth) }}{{ end -}}
{{- end -}}

{{/* What is wrong with the values together; single values are checked by values.schema.json. */}}
{{- define "salesforce-exporter.check" -}}
{{- if .Values.org.url }}{{ include "salesforce-exporter.checkOrg" (list "org" .Values.org) }}{{ end -}}
{{- range $name, $org := .Values.orgs }}{{ include "salesforce-exporter.checkOrg" (list (printf "orgs.%s" $name) $org) }}{{ end -}}
{{- if .Values.config.orgs }}{{ fail "config.orgs: name orgs in orgs, beside config" }}{{ end -}}
{{- if and .Values.demo.enabled .Values.org.url }}{{ fail "demo.enabled and org.url are both set: keep one" }}{{ end -}}
{{- if not (or .Values.org.url .Values.orgs .Values.demo.enabled) }}{{ fail "org.url: give the org's My Domain, or several orgs in orgs, or set demo.enabled" }}{{ end -}}
{{- if (include "salesforce-exporter.sharded" .) -}}
{{- if or .Values.org.url .Values.demo.enabled }}{{ fail "shards: each of several exporters would measure the org of org.url or the demo org; name orgs in orgs" }}{{ end -}}
{{- if .Values.persistence.existingClaim }}{{ fail "persistence.existingClaim: several shards each need a claim; leave it empty" }}{{ end -}}
{{- end -}}
{{- end -}}

{{/* The environment variables of the org of /metrics. */}}
{{- define "salesforce-exporter.orgEnv" -}}
- {name: SALESFORCE_URL, value: {{ .url | quote }}}
{{- with .clientId }}
- {name: SALESFORCE_CLIENT_ID, value: {{ . | quote }}}
{{- end }}
{{- with .username }}
- {name: SALESFORCE_USERNAME, value: {{ . | quote }}}
{{- end }}
{{- range $file, $key := include "salesforce-exporter.secretKeys" . | fromJson }}
- {name: SALESFORCE_{{ upper $file }}_FILE, value: /secrets/org/{{ $file }}}
{{- end }}
{{- end -}}

{{/* The orgs of the configuration file. */}}
{{- define "salesforce-exporter.orgEntries" -}}
{{- $entries := dict -}}
{{- range $name, $org := .Values.orgs -}}
{{- $entry := dict "url" $org.url -}}
{{- with $org.clientId }}{{ $_ := set $entry "client_id" . }}{{ end -}}
{{- with $org.username }}{{ $_ := set $entry "username" . }}{{ end -}}
{{- range $file, $key := include "salesforce-exporter.secretKeys" $org | fromJson -}}
{{- $_ := set $entry (printf "%s_file" $file) (printf "/secrets/orgs/%s/%s" $name $file) -}}
{{- end -}}
{{- $_ := set $entries $name (merge $entry (default dict $org.config)) -}}
{{- end -}}
{{- toYaml $entries -}}
{{- end -}}

{{/* Whether there is a configuration file. */}}
{{- define "salesforce-exporter.hasConfig" -}}
{{- if or .Values.config .Values.orgs }}true{{ end -}}
{{- end -}}

{{/* One volume has the secrets of all orgs, each in a folder. */}}
{{- define "salesforce-exporter.secretSources" -}}
{{- if .Values.org.url -}}
{{ include "salesforce-exporter.secretSource" (list "org" .Values.org) }}
{{ end -}}
{{- range $name, $org := .Values.orgs -}}
{{ include "salesforce-exporter.secretSource" (list (printf "orgs/%s" $name) $org) }}
{{ end -}}
{{- with .Values.pseudonymKey -}}
{{- if .existingSecret -}}
- secret:
    name: {{ .existingSecret }}
    items:
      - {key: {{ .key }}, path: pseudonyms/key}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "salesforce-exporter.secretSource" -}}
{{- $folder := index . 0 -}}
{{- $org := index . 1 -}}
- secret:
    name: {{ $org.existingSecret }}
    items:
      {{- range $file, $key := include "salesforce-exporter.secretKeys" $org | fromJson }}
      - {key: {{ $key | quote }}, path: {{ printf "%s/%s" $folder $file }}}
      {{- end }}
{{- end -}}
