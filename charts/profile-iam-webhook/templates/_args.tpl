{{/* The patterns that a preset of serviceAccounts stands for, or those that are given; comma-separated. */}}
{{- define "profile-iam-webhook.serviceAccountPatterns" -}}
{{- $presets := dict
  "notebooks" (list "default-editor")
  "pipelines" (list "default-editor" "pipeline-runner")
  "all" (list "default-editor" "pipeline-runner" "default" "ws-*") -}}
{{- if kindIs "string" .Values.serviceAccounts -}}
{{- get $presets .Values.serviceAccounts | join "," -}}
{{- else -}}
{{- .Values.serviceAccounts | join "," -}}
{{- end -}}
{{- end -}}

{{/* Numbers of a values file are floating-point: 1000000 would become 1e+06. */}}
{{- define "profile-iam-webhook.scalar" -}}
{{- if and (kindIs "float64" .) (eq . (floor .)) -}}{{ int64 . }}{{- else -}}{{ . }}{{- end -}}
{{- end -}}

{{/* Everything after `serve`. A value that is not set renders no flag: the program's default is in force. */}}
{{- define "profile-iam-webhook.args" -}}
{{- $v := .Values -}}
{{- $service := printf "%s/%s" .Release.Namespace (include "profile-iam-webhook.fullname" .) -}}
{{- $args := list
  (printf "--port=%d" (int64 $v.ports.webhook))
  (printf "--metrics-port=%d" (int64 $v.ports.metrics))
  (printf "--service=%s" $service) -}}
{{- if eq $v.certificates.mode "self-signed" -}}
{{- $args = append $args (printf "--self-signed-secret=%s/%s" .Release.Namespace (include "profile-iam-webhook.tlsSecretName" .)) -}}
{{- $args = append $args (printf "--webhook-configuration=%s" (include "profile-iam-webhook.configurationName" .)) -}}
{{- else -}}
{{- $args = concat $args (list "--tls-cert=/etc/profile-iam-webhook/tls/tls.crt" "--tls-key=/etc/profile-iam-webhook/tls/tls.key") -}}
{{- end -}}
{{- if $v.certificates.clientCA.secretName -}}
{{- $args = append $args (printf "--client-ca=/etc/profile-iam-webhook/client-ca/%s" $v.certificates.clientCA.key) -}}
{{- end -}}
{{- /* [flag, value]: left out when the value is null or empty. */ -}}
{{- range $pair := list
  (list "tls-min-version" $v.certificates.tlsMinVersion)
  (list "tls-cipher-suites" (join "," $v.certificates.tlsCipherSuites))
  (list "mode" $v.mode)
  (list "service-accounts" (include "profile-iam-webhook.serviceAccountPatterns" .))
  (list "default-role-arn" $v.defaultRoleArn)
  (list "allowed-role" (join "," $v.allowedRoles))
  (list "allowed-profile-role" (join "," $v.allowedProfileRoles))
  (list "on-role-conflict" $v.onRoleConflict)
  (list "annotation-prefix" $v.annotationPrefix)
  (list "token-expiration" $v.tokenExpiration)
  (list "token-mount-path" $v.tokenMountPath)
  (list "aws-default-region" $v.awsDefaultRegion)
  (list "workers" $v.workers)
  (list "max-connections" $v.limits.maxConnections)
  (list "max-connections-per-address" $v.limits.maxConnectionsPerAddress)
  (list "max-in-flight" $v.limits.maxInFlight)
  (list "max-body-memory" $v.limits.maxBodyMemory)
  (list "max-body-size" $v.limits.maxBodySize)
  (list "max-connection-age" $v.limits.maxConnectionAge)
  (list "log-level" $v.log.level)
  (list "log-format" $v.log.format) -}}
{{- if index $pair 1 -}}
{{- $args = append $args (printf "--%s=%s" (index $pair 0) (include "profile-iam-webhook.scalar" (index $pair 1))) -}}
{{- end -}}
{{- end -}}
{{- /* For these, empty and false say something. */ -}}
{{- if not (kindIs "invalid" $v.tokenAudience) -}}
{{- $args = append $args (printf "--token-audience=%s" $v.tokenAudience) -}}
{{- end -}}
{{- if not (kindIs "invalid" $v.stsRegionalEndpoint) -}}
{{- $args = append $args (printf "--sts-regional-endpoint=%t" $v.stsRegionalEndpoint) -}}
{{- end -}}
{{- if not (kindIs "invalid" $v.skipContainers) -}}
{{- $args = append $args (printf "--skip-containers=%s" (join "," $v.skipContainers)) -}}
{{- end -}}
{{- $args = append $args (printf "--shutdown-delay=%ds" (int64 $v.shutdown.delaySeconds)) -}}
{{- $args = append $args (printf "--shutdown-timeout=%ds" (int64 $v.shutdown.timeoutSeconds)) -}}
{{- concat $args $v.extraArgs | toYaml -}}
{{- end -}}
