FROM node:24-alpine AS npm
WORKDIR /src/static
COPY static/.npmrc static/package.json static/package-lock.json ./
RUN npm ci --omit=dev
COPY static/put.mjs ./
COPY static/vendor vendor
RUN npm run put

FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=npm /src/static/vendor static/vendor
# The _templ.go files are committed, so nothing is generated here. The last image
# has no shell: the folders that it needs are made in this one.
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/dostyk ./cmd/dostyk \
 && mkdir /out/data /out/tmp

FROM scratch
# For a Postgres that is reached by TLS.
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /out/dostyk /dostyk
# SQLite sorts in temporary files what it cannot sort in memory.
COPY --from=build --chown=65532:65532 /out/tmp /tmp
# A new volume takes over the owner of the folder that it covers.
COPY --from=build --chown=65532:65532 /out/data /data
USER 65532:65532
ENV DOSTYK_DATA_DIR=/data DOSTYK_LISTEN=:8080 DOSTYK_LOG_FORMAT=json
VOLUME /data
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=30s CMD ["/dostyk", "check", "--serving"]
ENTRYPOINT ["/dostyk"]
CMD ["serve"]
