# The image holds the one static binary that "make build" makes. "make release" makes the same
# without Docker, and tests run that one. This file is not in the tests, for want of Docker.
FROM golang:1.26 AS build
WORKDIR /src
COPY go.mod go.sum ./
RUN go mod download
COPY . .
RUN make build

FROM scratch
COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/
COPY --from=build /src/salesforce_exporter /bin/salesforce_exporter
COPY --from=build /src/LICENSE /LICENSE
USER 65534:65534
EXPOSE 10733
ENTRYPOINT ["/bin/salesforce_exporter"]
