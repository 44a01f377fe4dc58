"""A kubelet and a scheduler for real Pods: the containers of a chart as local processes, without a container engine. What
they do and what they leave out is in ../../README.md, "Pods that run"."""
