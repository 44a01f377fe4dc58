# The same image as ./dev image makes, for those who have Docker: built in Debian 12 by ./dev's own command, put together by
# image/root.py. From the root of the tree:
#
#   docker build $(image/source.py --build-args) --tag profile-iam-webhook:0.1.0 .
#
# For both kinds of nodes at once, into a registry (a build for the other processor is emulated and takes its time):
#
#   docker buildx build $(image/source.py --build-args) --platform linux/amd64,linux/arm64 \
#       --tag REGISTRY/profile-iam-webhook:0.1.0 --push .
#
# Without the arguments it builds as well, and then says neither the commit nor the date.

FROM debian:bookworm-slim AS build
ARG REVISION=""
ARG SOURCE_DATE_EPOCH=0
RUN apt-get update && apt-get install -y --no-install-recommends binutils ca-certificates python3
WORKDIR /src
COPY . .
# Builds the program alone, without its tests, and sends it a Pod before it is packed.
RUN ./dev run --once
RUN PIW_REVISION="$REVISION" SOURCE_DATE_EPOCH="$SOURCE_DATE_EPOCH" \
    image/root.py --binary build/release/profile-iam-webhook --out /image

FROM scratch
ARG VERSION=0.1.0
ARG REVISION=""
ARG CREATED=""
LABEL org.opencontainers.image.title="profile-iam-webhook" \
      org.opencontainers.image.description="Gives the Pods of a Kubeflow Profile the AWS role that the Profile names." \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="$VERSION" \
      org.opencontainers.image.revision="$REVISION" \
      org.opencontainers.image.created="$CREATED"
COPY --from=build /image/ /
WORKDIR /
USER 65532:65532
EXPOSE 8443/tcp 8080/tcp
STOPSIGNAL SIGTERM
ENTRYPOINT ["/usr/bin/profile-iam-webhook"]
CMD ["serve"]
