#!/bin/sh
# Removes from the engine what carries this installation's label and has no record: containers, networks, images.
# Works beside a running server and without one. --dry-run only tells. When the records cannot be read, nothing is removed.
exec node "$(dirname "$0")/../with-node.mjs" scripts/docker/cleanup.ts "$@"
