# The image holds the one static binary that "make build" makes.
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
