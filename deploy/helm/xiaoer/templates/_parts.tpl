{{/* What several manifests have in common. */}}

{{- define "xiaoer.labels" -}}
app.kubernetes.io/name: xiaoer
app.kubernetes.io/instance: {{ .Release.Name }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .Chart.Name .Chart.Version }}
{{- end }}

{{- define "xiaoer.image" -}}
{{ .Values.image.repository }}:{{ .Values.image.tag | default .Chart.AppVersion }}
{{- end }}

{{- define "xiaoer.podSecurity" -}}
runAsNonRoot: true
runAsUser: 10001
runAsGroup: 10001
fsGroup: 10001
seccompProfile: { type: RuntimeDefault }
{{- end }}

{{- define "xiaoer.containerSecurity" -}}
allowPrivilegeEscalation: false
readOnlyRootFilesystem: true
capabilities: { drop: [ALL] }
{{- end }}

{{- define "xiaoer.environment" -}}
envFrom:
  - configMapRef: { name: {{ .Release.Name }}-xiaoer }
  - secretRef: { name: {{ required "secretName: name the Secret with the addresses and secrets" .Values.secretName }} }
{{- end }}

{{- define "xiaoer.room" -}}
volumeMounts:
  - { name: var, mountPath: /app/var }
  - { name: tmp, mountPath: /tmp }
{{- end }}

{{- define "xiaoer.volumes" -}}
volumes:
  - name: var
    emptyDir: { sizeLimit: 1Gi }
  - name: tmp
    emptyDir: { sizeLimit: 256Mi }
{{- end }}

{{/* The processes: port, and the module that is run. */}}
{{- define "xiaoer.processes" -}}
gateway: { port: 5005, module: bot.channels }
rasa: { port: 5006, module: bot.serving.rasa_server }
actions: { port: 5055, module: actions }
desk: { port: 5065, module: bot.desk }
{{- end }}
