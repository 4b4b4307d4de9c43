{{/* The rules of thresholds with other values: (list rules thresholds). A threshold is known by its name and labels. */}}
{{- define "salesforce-exporter.thresholds" -}}
{{- $rules := index . 0 -}}
{{- range $new := index . 1 -}}
{{- $rule := dict "record" (printf "salesforce:threshold:%s" $new.threshold) "expr" (printf "vector(%v)" $new.value) -}}
{{- with $new.labels }}{{ $_ := set $rule "labels" . }}{{ end -}}
{{- $found := false -}}
{{- $named := false -}}
{{- range $old := $rules -}}
{{- if eq $old.record $rule.record -}}
{{- $named = true -}}
{{- if eq (toJson (default dict $old.labels)) (toJson (default dict $rule.labels)) -}}
{{- $found = true -}}
{{- $_ := set $old "expr" $rule.expr -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- if not $named }}{{ fail (printf "prometheusRule.thresholds: there is no threshold %s" $new.threshold) }}{{ end -}}
{{- if not $found }}{{ $rules = append $rules $rule }}{{ end -}}
{{- end -}}
{{- toJson $rules -}}
{{- end -}}
