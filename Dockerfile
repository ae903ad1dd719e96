# syntax=docker/dockerfile:1

FROM node:22-alpine AS npm
WORKDIR /src/static
COPY static/package.json static/package-lock.json static/.npmrc ./
RUN npm ci --omit=dev
COPY static/vendor ./vendor
RUN npm run --silent put

FROM golang:1.26-alpine AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
COPY --from=npm /src/static/vendor ./static/vendor
# The _templ.go files are committed, so nothing is generated here.
RUN CGO_ENABLED=0 go build -trimpath -ldflags="-s -w" -o /out/dostyk ./cmd/dostyk \
 && mkdir /out/data

FROM gcr.io/distroless/static-debian12:nonroot
COPY --from=build /out/dostyk /dostyk
# A volume takes over the owner of the folder that it covers.
COPY --from=build --chown=nonroot:nonroot /out/data /data
ENV DOSTYK_DATA_DIR=/data DOSTYK_LISTEN=:8080 DOSTYK_LOG_FORMAT=json
VOLUME /data
EXPOSE 8080
USER nonroot
HEALTHCHECK --interval=30s --timeout=6s --start-period=20s CMD ["/dostyk", "check", "--serving"]
ENTRYPOINT ["/dostyk"]
CMD ["serve"]
