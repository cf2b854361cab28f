#!/bin/sh
# One look at this installation: previews with their health, the engine, and what is used of the disk.
# Asks the running server; without one, tells what the engine itself knows.
exec node "$(dirname "$0")/../with-node.mjs" scripts/docker/monitor.ts "$@"
