{{/* What values.schema.json cannot say, or not readably: a sentence each, naming the value. */}}
{{- define "profile-iam-webhook.validate" -}}
{{- $v := .Values -}}
{{- include "profile-iam-webhook.validateNamespace" . -}}
{{- include "profile-iam-webhook.validateCertificates" . -}}
{{- include "profile-iam-webhook.validateRoles" . -}}
{{- include "profile-iam-webhook.validateReserved" . -}}
{{- if and $v.image.tag $v.image.digest -}}
{{- fail "image.tag and image.digest are both set: a digest alone says which image it is; leave one of them empty" -}}
{{- end -}}
{{- if eq (int64 $v.ports.webhook) (int64 $v.ports.metrics) -}}
{{- fail (printf "ports.webhook and ports.metrics are both %d: they must differ" (int64 $v.ports.webhook)) -}}
{{- end -}}
{{- if lt (int64 $v.shutdown.timeoutSeconds) (int64 $v.shutdown.delaySeconds) -}}
{{- fail "shutdown.timeoutSeconds must not be less than shutdown.delaySeconds: a replica would end before it may" -}}
{{- end -}}
{{- if and (not $v.serviceAccount.create) (not $v.serviceAccount.name) -}}
{{- fail "serviceAccount.name is required when serviceAccount.create is false: the namespace's `default` must not get these rights" -}}
{{- end -}}
{{- if $v.autoscaling.enabled -}}
{{- if gt (int64 $v.autoscaling.minReplicas) (int64 $v.autoscaling.maxReplicas) -}}
{{- fail "autoscaling.minReplicas must not be more than autoscaling.maxReplicas" -}}
{{- end -}}
{{- if not (dig "requests" "cpu" "" $v.resources) -}}
{{- fail "resources.requests.cpu is required when autoscaling.enabled: utilization is measured against it" -}}
{{- end -}}
{{- end -}}
{{- if $v.networkPolicy.enabled -}}
{{- if not $v.networkPolicy.apiServerCIDRs -}}
{{- fail "networkPolicy.apiServerCIDRs is required when networkPolicy.enabled: without it kube-apiserver could not call, and Pods of Profiles would be refused (EKS: the CIDRs of the cluster's subnets)" -}}
{{- end -}}
{{- if $v.hostNetwork -}}
{{- fail "networkPolicy.enabled has no effect with hostNetwork: NetworkPolicies do not see the node's own traffic; set one of them to false" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "profile-iam-webhook.validateNamespace" -}}
{{- $namespace := .Release.Namespace -}}
{{- if has $namespace (list "kube-system" "kube-public" "kube-node-lease") -}}
{{- fail (printf "the release's namespace is %s: install into a namespace of its own, for example --namespace profile-iam-system" $namespace) -}}
{{- end -}}
{{- if and .Values.test.enabled (eq $namespace (include "profile-iam-webhook.derivedName" (list . "test"))) -}}
{{- fail (printf "the release's namespace is %s, which helm test makes and deletes: install into another one, or set test.enabled=false" $namespace) -}}
{{- end -}}
{{- if and (eq $namespace "kubeflow") (eq .Values.scope "cluster") -}}
{{- fail "scope cluster leaves the release's own namespace out, and that is kubeflow: its Pods (pipelines, ...) would get no credentials; install into a namespace of its own, for example --namespace profile-iam-system" -}}
{{- end -}}
{{- end -}}

{{- define "profile-iam-webhook.validateCertificates" -}}
{{- $certificates := .Values.certificates -}}
{{- if eq $certificates.mode "secret" -}}
{{- if not (trim $certificates.caBundle) -}}
{{- fail "certificates.caBundle is required with certificates.mode secret: the CA (PEM) that signed the certificate in the Secret; --set-file certificates.caBundle=ca.crt" -}}
{{- end -}}
{{- else if trim $certificates.caBundle -}}
{{- fail (printf "certificates.caBundle is for certificates.mode secret only: in mode %s it is filled in by itself" $certificates.mode) -}}
{{- end -}}
{{- if contains "PRIVATE KEY" $certificates.caBundle -}}
{{- fail "certificates.caBundle has a private key in it: everybody could read it; give the certificates only" -}}
{{- end -}}
{{- if and $certificates.tlsMinVersion (not (has (toString $certificates.tlsMinVersion) (list "1.2" "1.3"))) -}}
{{- fail (printf "certificates.tlsMinVersion is %v: it must be 1.2 or 1.3" $certificates.tlsMinVersion) -}}
{{- end -}}
{{- if and $certificates.certManager.issuerRef (ne $certificates.mode "cert-manager") -}}
{{- fail (printf "certificates.certManager.issuerRef is set, but certificates.mode is %s: set it to cert-manager" $certificates.mode) -}}
{{- end -}}
{{- end -}}

{{/* A whole role ARN, as the program reads it (product.md, "Reading a Profile plugin"). */}}
{{- define "profile-iam-webhook.roleRegex" -}}
^arn:aws(-[a-z0-9-]+)?:iam::[0-9]{12}:role/([!-)+->@-~]{0,511}/)?[A-Za-z0-9+=,.@_-]{1,64}$
{{- end -}}

{{- define "profile-iam-webhook.validateRoles" -}}
{{- $root := . -}}
{{- $regex := include "profile-iam-webhook.roleRegex" . -}}
{{- $hint := "(for example arn:aws:iam::123456789012:role/team-*)" -}}
{{- range $name, $role := dict "defaultRoleArn" (.Values.defaultRoleArn | replace "{profile}" "a") "test.roleArn" .Values.test.roleArn -}}
{{- if and $role (not (regexMatch $regex $role)) -}}
{{- fail (printf "%s is no role ARN (for example arn:aws:iam::123456789012:role/team-a)" $name) -}}
{{- end -}}
{{- end -}}
{{- range $name := list "allowedRoles" "allowedProfileRoles" -}}
{{- range $pattern := index $root.Values $name -}}
{{- $expanded := $pattern | replace "{profile}" "a" -}}
{{- $literal := regexFind "^[^*?]*" $expanded -}}
{{- $good := ternary (regexMatch $regex $expanded) (or (hasPrefix "arn:aws" $literal) (hasPrefix $literal "arn:aws")) (eq $literal $expanded) -}}
{{- if not $good -}}
{{- fail (printf "%s: %s can match no role ARN %s" $name $pattern $hint) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- with .Values.tokenMountPath -}}
{{- if regexMatch "/[.][.]?(/|$)" . -}}
{{- fail (printf "tokenMountPath: %s must be an absolute path without . and .." .) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* Labels, flags and variables that the chart itself relies on. */}}
{{- define "profile-iam-webhook.validateReserved" -}}
{{- $root := . -}}
{{- range $values := list "commonLabels" "podLabels" -}}
{{- range $key, $_ := index $root.Values $values -}}
{{- if has $key (list "app.kubernetes.io/name" "app.kubernetes.io/instance" "app.kubernetes.io/component" "app.kubernetes.io/version" "app.kubernetes.io/managed-by" "helm.sh/chart" "sidecar.istio.io/inject" "eks.amazonaws.com/skip-pod-identity-webhook") -}}
{{- fail (printf "%s sets the label %s, which is the chart's own" $values $key) -}}
{{- end -}}
{{- end -}}
{{- end -}}
{{- range .Values.extraArgs -}}
{{- $flag := splitList "=" . | first | trimPrefix "--" -}}
{{- $value := get (include "profile-iam-webhook.ownFlags" $root | fromYaml) $flag -}}
{{- if $value -}}
{{- fail (printf "extraArgs has --%s, which the chart sets itself: use %s" $flag $value) -}}
{{- end -}}
{{- end -}}
{{- range .Values.extraEnv -}}
{{- if hasPrefix "PROFILE_IAM_WEBHOOK_" .name -}}
{{- fail (printf "extraEnv has %s, which is a flag: use the value for it, or extraArgs" .name) -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{/* What extraArgs may not have, and the value that is meant. */}}
{{- define "profile-iam-webhook.ownFlags" -}}
port: ports.webhook
metrics-port: ports.metrics
service: fullnameOverride
self-signed-secret: certificates.mode
webhook-configuration: certificates.mode
tls-cert: certificates.mode
tls-key: certificates.mode
development-ca-file: certificates.mode
client-ca: certificates.clientCA
tls-min-version: certificates.tlsMinVersion
tls-cipher-suites: certificates.tlsCipherSuites
mode: mode
service-accounts: serviceAccounts
default-role-arn: defaultRoleArn
allowed-role: allowedRoles
allowed-profile-role: allowedProfileRoles
on-role-conflict: onRoleConflict
annotation-prefix: annotationPrefix
token-audience: tokenAudience
token-expiration: tokenExpiration
token-mount-path: tokenMountPath
aws-default-region: awsDefaultRegion
sts-regional-endpoint: stsRegionalEndpoint
skip-containers: skipContainers
workers: workers
max-connections: limits.maxConnections
max-connections-per-address: limits.maxConnectionsPerAddress
max-in-flight: limits.maxInFlight
max-body-memory: limits.maxBodyMemory
max-body-size: limits.maxBodySize
max-connection-age: limits.maxConnectionAge
shutdown-delay: shutdown.delaySeconds
shutdown-timeout: shutdown.timeoutSeconds
log-level: log.level
log-format: log.format
profiles: no value (the cluster's Profiles count)
kubeconfig: no value (the Pod's own ServiceAccount counts)
context: no value (the Pod's own ServiceAccount counts)
config: values
print-config: no value (it would end the webhook)
{{- end -}}
