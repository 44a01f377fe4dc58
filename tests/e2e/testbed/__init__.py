"""A real Kubernetes control plane, the webhook in it, and what stands round them: one idea a file, see ../README.md."""
