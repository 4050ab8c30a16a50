# Packages and the database client, made where Prisma (a development dependency) is at hand.
FROM node:24-slim AS build
WORKDIR /app
COPY package.json package-lock.json ./
# Install scripts only fetch what this image has (Node) or does not need (Prisma's engines).
RUN npm ci --ignore-scripts
COPY prisma.config.ts ./
COPY prisma ./prisma
COPY bin ./bin
RUN node bin/generate.mjs
RUN npm prune --omit=dev --ignore-scripts

FROM node:24-slim
ENV NODE_ENV=production
ENV HOST=0.0.0.0
ENV PORT=3000
ENV RATCHET_DATA=/data
WORKDIR /app
# 1000 is the image's user `node`; as a number, so that runAsNonRoot can be checked.
RUN install -d -o 1000 -g 1000 /data
COPY --from=build /app/node_modules ./node_modules
COPY --from=build /app/adapters/database/generated ./adapters/database/generated
COPY package.json LICENSE ratchet.yaml ./
COPY bin ./bin
COPY prisma ./prisma
COPY src ./src
COPY adapters ./adapters
COPY jobs ./jobs
COPY demo ./demo
USER 1000:1000
VOLUME /data
EXPOSE 3000
HEALTHCHECK --interval=10s --timeout=3s --start-period=30s --retries=3 \
  CMD ["node", "-e", "fetch(`http://127.0.0.1:${process.env.PORT}/healthz`).then((r) => process.exit(r.ok ? 0 : 1), () => process.exit(1))"]
CMD ["node", "src/cli.ts", "serve"]
