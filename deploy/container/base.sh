#!/bin/sh
# Make a base image from Debian's packages, as an ordinary user, where no registry can be reached:
#   deploy/container/base.sh otkit-base
#   podman build --format docker --build-arg BASE=localhost/otkit-base -f deploy/container/Containerfile -t otkit:1 .
# Needs Debian's packages mmdebstrap, podman, uidmap and slirp4netns.
set -eu
name=${1:?the name of the image}
mmdebstrap --quiet --mode=unshare --variant=minbase --include=ca-certificates \
    --dpkgopt='path-exclude=/usr/share/doc/*' --dpkgopt='path-exclude=/usr/share/man/*' \
    --dpkgopt='path-exclude=/usr/share/locale/*' bookworm - "${OTKIT_MIRROR:-http://deb.debian.org/debian}" | podman import --quiet - "$name"
