# The server with its dashboard, as one image. From the top of the repository:
#   docker build -f docker/server.Dockerfile -t kapsules/server .
# It is written for the classic builder and for BuildKit alike.
ARG NODE_IMAGE=node:24-slim

FROM ${NODE_IMAGE} AS build
LABEL kapsules.image=server
WORKDIR /src
ENV CI=true
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
RUN npm install --global --no-audit --no-fund "$(node -p 'require("./package.json").packageManager')"
# Needs the lockfile alone: a change of sources downloads nothing.
RUN pnpm fetch
COPY . .
RUN pnpm install --frozen-lockfile --offline
RUN pnpm --filter @kapsules/server run generate \
 && pnpm --filter @kapsules/dashboard exec vite build \
 && node docker/bundle-server.mjs /out

FROM ${NODE_IMAGE}
LABEL kapsules.image=server
ENV NODE_ENV=production \
    HOST=0.0.0.0 \
    PORT=4000 \
    LOG_FORMAT=json \
    KAPSULES_DATA_DIR=/data
WORKDIR /app
COPY --from=build /out ./
RUN mkdir /data && chown 1000:1000 /data
# The engine's socket belongs to a group: run the container with --group-add and that group's id.
USER 1000:1000
VOLUME /data
EXPOSE 4000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((answer) => process.exit(answer.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "apps/server/dist/main.js"]
