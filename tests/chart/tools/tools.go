//go:build tools

// Package tools names what build.sh builds, so that go.mod and go.sum know it.
package tools

import _ "helm.sh/helm/v3/cmd/helm"
