{{/* The role that helm test asks for: the one that is given; else one that allowedRoles lets through, made of the first
     pattern that a role can be made of; nobody ever assumes it. */}}
{{- define "profile-iam-webhook.testRole" -}}
{{- $role := .Values.test.roleArn -}}
{{- if not $role -}}
{{- range .Values.allowedRoles -}}
{{- if not $role -}}
{{- $made := . | replace "?" "0" | replace "*" "0" -}}
{{- if regexMatch (include "profile-iam-webhook.roleRegex" $) $made -}}
{{- $role = $made -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- default "arn:aws:iam::000000000000:role/profile-iam-webhook-test" $role -}}
{{- end -}}
