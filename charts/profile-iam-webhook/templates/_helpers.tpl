{{/* The chart's name, or what takes its place. */}}
{{- define "profile-iam-webhook.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{/* The name of nearly every object: the release's name when it has the chart's name in it, else RELEASE-NAME. A Service's
     begins with a letter and has no dot, which a release's may. */}}
{{- define "profile-iam-webhook.fullname" -}}
{{- $name := include "profile-iam-webhook.name" . -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride -}}
{{- else -}}
{{- $fullname := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- regexReplaceAll "^([0-9])" $fullname "r-$1" | replace "." "-" | trunc 63 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}

{{/* FULLNAME-SUFFIX, cut so that it is still a DNS label. Takes (list ROOT SUFFIX). */}}
{{- define "profile-iam-webhook.derivedName" -}}
{{- $suffix := printf "-%s" (index . 1) -}}
{{- $fullname := include "profile-iam-webhook.fullname" (index . 0) | trunc (int (sub 63 (len $suffix))) | trimSuffix "-" -}}
{{- printf "%s%s" $fullname $suffix -}}
{{- end -}}

{{/* A singleton of the cluster. kube-apiserver calls configurations in the order of their names: this one comes after
     Kubeflow's `poddefaults`, which may change a Pod's ServiceAccount. */}}
{{- define "profile-iam-webhook.configurationName" -}}
profile-iam-webhook
{{- end -}}

{{/* Labels by which the webhook's Pods are found. They never change: a Deployment's selector is immutable. */}}
{{- define "profile-iam-webhook.selectorLabels" -}}
app.kubernetes.io/name: profile-iam-webhook
app.kubernetes.io/instance: {{ .Release.Name | quote }}
app.kubernetes.io/component: webhook
{{- end -}}

{{/* Labels of an object. Takes (list ROOT COMPONENT). */}}
{{- define "profile-iam-webhook.labelsOf" -}}
{{- $root := index . 0 -}}
{{- $own := dict
  "app.kubernetes.io/name" "profile-iam-webhook"
  "app.kubernetes.io/instance" $root.Release.Name
  "app.kubernetes.io/component" (index . 1)
  "app.kubernetes.io/version" (include "profile-iam-webhook.version" $root)
  "app.kubernetes.io/managed-by" $root.Release.Service
  "helm.sh/chart" (printf "%s-%s" $root.Chart.Name ($root.Chart.Version | replace "+" "_")) -}}
{{- merge $own $root.Values.commonLabels | toYaml -}}
{{- end -}}

{{/* Labels of what serves: everything but the hooks. */}}
{{- define "profile-iam-webhook.labels" -}}
{{- include "profile-iam-webhook.labelsOf" (list . "webhook") -}}
{{- end -}}

{{/* Labels of a Pod. Both extra ones keep other webhooks from it: a sidecar would stand between kube-apiserver and us,
     and our own registration must never wait for the Pods that answer it. Takes (list ROOT COMPONENT). */}}
{{- define "profile-iam-webhook.podLabelsOf" -}}
{{- $root := index . 0 -}}
{{- $own := dict
  "app.kubernetes.io/name" "profile-iam-webhook"
  "app.kubernetes.io/instance" $root.Release.Name
  "app.kubernetes.io/component" (index . 1)
  "sidecar.istio.io/inject" "false"
  "eks.amazonaws.com/skip-pod-identity-webhook" "true" -}}
{{- merge $own $root.Values.podLabels $root.Values.commonLabels | toYaml -}}
{{- end -}}

{{/* The version that runs: the tag, when one is given that can be a label. */}}
{{- define "profile-iam-webhook.version" -}}
{{- default .Chart.AppVersion .Values.image.tag | trunc 63 | trimAll "-_." -}}
{{- end -}}

{{- define "profile-iam-webhook.image" -}}
{{- if .Values.image.digest -}}
{{- printf "%s@%s" .Values.image.repository .Values.image.digest -}}
{{- else -}}
{{- printf "%s:%s" .Values.image.repository (default .Chart.AppVersion .Values.image.tag) -}}
{{- end -}}
{{- end -}}

{{- define "profile-iam-webhook.serviceAccountName" -}}
{{- default (include "profile-iam-webhook.fullname" .) .Values.serviceAccount.name -}}
{{- end -}}

{{/* The Secret with the certificate. In mode self-signed it is the webhook's own and no object of this chart. */}}
{{- define "profile-iam-webhook.tlsSecretName" -}}
{{- default (include "profile-iam-webhook.derivedName" (list . "tls")) .Values.certificates.secretName -}}
{{- end -}}

{{/* What Pod Security `restricted` asks for, and a bit more. fsGroup lets uid 65532 read tokens and keys that others
     may not. */}}
{{- define "profile-iam-webhook.podSecurityContext" -}}
runAsNonRoot: true
runAsUser: 65532
runAsGroup: 65532
fsGroup: 65532
seccompProfile:
  type: RuntimeDefault
{{- end -}}

{{- define "profile-iam-webhook.containerSecurityContext" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities:
  drop: [ALL]
{{- end -}}

{{/* The token for the API server, where clients look for it. Takes the place of the automatic mount, whose lifetime
     nobody can choose. */}}
{{- define "profile-iam-webhook.apiTokenVolume" -}}
- name: api-token
  projected:
    defaultMode: 288 # 0440
    sources:
      - serviceAccountToken:
          path: token
          expirationSeconds: {{ int64 .Values.apiToken.expirationSeconds }}
      - configMap:
          name: kube-root-ca.crt
          items:
            - key: ca.crt
              path: ca.crt
      - downwardAPI:
          items:
            - path: namespace
              fieldRef:
                apiVersion: v1
                fieldPath: metadata.namespace
{{- end -}}

{{- define "profile-iam-webhook.apiTokenMount" -}}
- name: api-token
  mountPath: /var/run/secrets/kubernetes.io/serviceaccount
  readOnly: true
{{- end -}}

{{/* Spec of a Pod that runs one command of the program and ends. Takes (list ROOT SERVICE-ACCOUNT ARGS). */}}
{{- define "profile-iam-webhook.commandPodSpec" -}}
{{- $root := index . 0 -}}
serviceAccountName: {{ index . 1 }}
automountServiceAccountToken: false
enableServiceLinks: false
restartPolicy: Never
{{- with $root.Values.image.pullSecrets }}
imagePullSecrets:
  {{- toYaml . | nindent 2 }}
{{- end }}
securityContext:
  {{- include "profile-iam-webhook.podSecurityContext" $root | nindent 2 }}
containers:
  - name: webhook
    image: {{ include "profile-iam-webhook.image" $root | quote }}
    imagePullPolicy: {{ $root.Values.image.pullPolicy }}
    args:
      {{- index . 2 | toYaml | nindent 6 }}
    resources:
      requests:
        cpu: 10m
        memory: 32Mi
      limits:
        memory: 128Mi
    securityContext:
      {{- include "profile-iam-webhook.containerSecurityContext" $root | nindent 6 }}
    volumeMounts:
      {{- include "profile-iam-webhook.apiTokenMount" $root | nindent 6 }}
volumes:
  {{- include "profile-iam-webhook.apiTokenVolume" $root | nindent 2 }}
{{- with $root.Values.nodeSelector }}
nodeSelector:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- with $root.Values.tolerations }}
tolerations:
  {{- toYaml . | nindent 2 }}
{{- end }}
{{- end -}}
